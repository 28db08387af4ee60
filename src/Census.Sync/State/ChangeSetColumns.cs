namespace Census.Sync.State;

/// <summary>Brings the records of an older change set into the columns of today: what is not mapped any more falls away, what is new is absent.</summary>
internal sealed class ChangeSetColumns
{
    private readonly int[] _columns;
    private readonly FieldValue[] _values;

    public ChangeSetColumns(IReadOnlyList<StateField> before, IReadOnlyList<StateField> now)
    {
        _columns = [.. now.Select(field => IndexOf(before, field))];
        _values = new FieldValue[_columns.Length];
    }

    /// <summary>Returns the values of a record, good until the next call.</summary>
    public ReadOnlySpan<FieldValue> Of(ReadOnlySpan<FieldValue> before)
    {
        for (var i = 0; i < _values.Length; i++)
            _values[i] = _columns[i] < 0 ? default : before[_columns[i]];
        return _values;
    }

    private static int IndexOf(IReadOnlyList<StateField> fields, StateField wanted)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].IsLike(wanted))
                return i;
        }

        return -1;
    }
}
