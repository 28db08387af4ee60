using System.Collections.Frozen;
using Census.Sync.Planning;

namespace Census.Sync.Mapping;

/// <summary>Turns a source record into the record that is sent, or says why it cannot be.</summary>
internal sealed class RecordMapper
{
    private readonly Column[] _columns;
    private readonly FieldValue[] _keyParts;
    private readonly int[] _keys;
    private readonly SyncOperation _operation;
    private readonly int _checkedFields;

    /// <param name="mappings">The mappings, in the order of the fields of the plan.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="source">The columns of the source.</param>
    /// <param name="checkedFields">The number of fields that can make a record invalid; the others are only looked at.</param>
    public RecordMapper(IReadOnlyList<FieldMapping> mappings, SyncPlan plan, RecordSchema source, int checkedFields)
    {
        _operation = plan.Operation;
        _checkedFields = checkedFields;
        _keys = [.. plan.KeyIndexes];
        _keyParts = new FieldValue[_keys.Length];
        _columns = new Column[mappings.Count];
        List<string>? missing = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            var mapping = mappings[i];
            var index = mapping.From is null ? -1 : source.IndexOf(mapping.From);
            if (mapping.From is not null && index < 0)
                (missing ??= []).Add($"{(mapping.IsKey ? "key column" : "column")} '{mapping.From}'");
            _columns[i] = ColumnOf(mapping, plan.Fields[i].Field, index);
        }

        if (missing is not null)
        {
            throw new SyncConfigurationException(
                $"The source has no {string.Join(", no ", missing)}. Its columns are: {source}.");
        }
    }

    /// <summary>Casts and validates the constant of a mapping as that of a record.</summary>
    /// <returns>Null, or why no record could have it; null if the mapping is no constant.</returns>
    public static RecordProblem? CheckConstant(FieldMapping mapping, DestinationField field) =>
        mapping.Constant.HasValue ? CastAndCheck(ColumnOf(mapping, field, -1), mapping.Constant, out _) : null;

    /// <summary>Maps, casts and validates a record.</summary>
    /// <returns>Null, or why the record is invalid.</returns>
    public RecordProblem? Map(Record source, Span<FieldValue> target)
    {
        var values = source.Values;
        RecordProblem? problem = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            ref readonly var column = ref _columns[i];
            var value = column.Source >= 0 ? values[column.Source] : column.Mapping.Constant;
            if (column.Mapping.Compute is { } compute)
            {
                try
                {
                    value = compute(source);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The exception's text may hold values of the record.
                    problem ??= new(SyncErrorCodes.ComputeFailed, $"The computed value failed with {e.GetType().Name}.", column.Field.Name);
                    target[i] = default;
                    continue;
                }
            }

            RecordProblem? found;
            if (value.HasValue)
                found = CastAndCheck(in column, in value, out target[i]);
            else
                (target[i], found) = (value, CheckPresent(in column, in value));
            if (i < _checkedFields)
                problem ??= found;
        }

        // A record without a key is reported as such, whatever else is wrong with it.
        return CheckKey(target) ?? problem;
    }

    /// <summary>Writes what is hashed of the key of a mapped record.</summary>
    public void WriteKey(ReadOnlySpan<FieldValue> record, HashBatch batch)
    {
        for (var i = 0; i < _keys.Length; i++)
            _keyParts[i] = Normalize(in record[_keys[i]], _columns[_keys[i]].Field.KeyComparison);
        Fingerprint.WriteKey(_keyParts, batch);
    }

    /// <summary>Makes values the same that the destination takes for the same.</summary>
    public static FieldValue Normalize(in FieldValue value, KeyComparison comparison) => comparison switch
    {
        KeyComparison.IgnoreCase => value.ToText().ToLowerInvariant(),
        KeyComparison.Email => value.ToText().Trim().ToLowerInvariant(),
        _ => value,
    };

    private RecordProblem? CheckKey(ReadOnlySpan<FieldValue> target)
    {
        foreach (var key in _keys)
        {
            ref readonly var value = ref target[key];
            if (!value.HasValue || value.Kind is FieldValueKind.String or FieldValueKind.Bytes && string.IsNullOrWhiteSpace(value.ToText()))
            {
                ref readonly var column = ref _columns[key];
                return new(SyncErrorCodes.NullKey, $"The key {column.Mapping.From ?? column.Field.Name} is null or empty.", column.Field.Name);
            }
        }

        return null;
    }

    private static Column ColumnOf(FieldMapping mapping, DestinationField field, int source) =>
        new(mapping, field, source, mapping.LookupBy is not null, field.AllowedValues?.ToFrozenSet(StringComparer.Ordinal));

    private RecordProblem? CheckPresent(in Column column, in FieldValue value) =>
        column.Field.IsRequired && (_operation is SyncOperation.Upsert or SyncOperation.Insert || _operation == SyncOperation.Update && value.IsNull)
            ? new(SyncErrorCodes.RequiredField, "A required field has no value.", column.Field.Name)
            : null;

    private static RecordProblem? CastAndCheck(in Column column, in FieldValue value, out FieldValue result)
    {
        var field = column.Field;
        // The value of a lookup names a record of another object; the field's own type is that of the reference.
        if (column.IsLookup)
            return ValueCast.TryCast(in value, FieldType.String, false, out result) ? null : CastProblem(in value, FieldType.String, field);
        if (!ValueCast.TryCast(in value, column.Type, field.IsArray, out result))
            return CastProblem(in value, column.Type, field);
        if (result.Kind == FieldValueKind.String)
            return CheckText(result.AsString(), in column);
        if (result.Kind == FieldValueKind.Array && (column.AllowedValues is not null || column.Field.MaximumLength is not null))
        {
            foreach (ref readonly var element in result.AsArray())
            {
                if (CheckText(element.ToText(), in column) is { } problem)
                    return problem;
            }
        }

        return null;
    }

    private static RecordProblem CastProblem(in FieldValue value, FieldType type, DestinationField field) =>
        new(SyncErrorCodes.CastFailed, $"A value of kind {value.Kind} cannot be cast to {type} without loss.", field.Name);

    private static RecordProblem? CheckText(string text, in Column column)
    {
        var field = column.Field;
        if (text.Length > field.MaximumLength)
        {
            return new(SyncErrorCodes.TooLong,
                $"The text has {text.Length} characters, the field takes {field.MaximumLength}.", field.Name);
        }

        return column.AllowedValues is { } allowed && !allowed.Contains(text)
            ? new(SyncErrorCodes.NotAllowed, "The value is not among those the field takes.", field.Name)
            : null;
    }

    private readonly record struct Column(
        FieldMapping Mapping, DestinationField Field, int Source, bool IsLookup, FrozenSet<string>? AllowedValues)
    {
        // What the destination declares decides; the mapping's type holds where it declares none.
        public FieldType Type => Field.Type == FieldType.Any ? Mapping.Type : Field.Type;
    }
}
