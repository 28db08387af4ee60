using System.Collections.Frozen;
using Census.Sync.Planning;
using Census.Sync.State;

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
    /// <param name="run">What is known of the run.</param>
    /// <param name="checkedFields">The number of fields that can make a record invalid; the others are only looked at.</param>
    public RecordMapper(IReadOnlyList<FieldMapping> mappings, SyncPlan plan, RecordSchema source, RunMetadata run, int checkedFields)
    {
        _operation = plan.Operation;
        _checkedFields = checkedFields;
        _keys = [.. plan.KeyIndexes];
        _keyParts = new FieldValue[_keys.Length];
        _columns = new Column[mappings.Count];
        var readers = new ValueReaderFactory(source, run);
        var missing = new List<string>();
        for (var i = 0; i < _columns.Length; i++)
        {
            var mapping = mappings[i];
            var reader = readers.Create(mapping.Value);
            missing.AddRange(readers.Missing.Select(name => $"{(mapping.IsKey ? "key column" : "column")} '{name}'"));
            _columns[i] = ColumnOf(mapping, plan.Fields[i].Field, mapping.Value is ColumnValue { Path: null } column ? source.IndexOf(column.Name) : -1, reader);
        }

        if (missing.Count > 0)
        {
            throw new SyncConfigurationException(
                $"The source has no {string.Join(", no ", missing.Distinct())}. Its columns are: {source}.");
        }
    }

    /// <summary>Casts and validates the value of a mapping that is the same for all records, as that of a record.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="field">Its field.</param>
    /// <param name="run">What is known of the run.</param>
    /// <param name="value">The value; absent if it differs from record to record, or cannot be cast.</param>
    /// <returns>Null, or why no record could have it.</returns>
    public static RecordProblem? ReadFixed(FieldMapping mapping, DestinationField field, RunMetadata run, out FieldValue value)
    {
        value = default;
        if (!mapping.Value.IsFixed)
            return null;
        var reader = new ValueReaderFactory(new RecordSchema(), run).Create(mapping.Value);
        using var none = new RecordBatch(new RecordSchema(), 1);
        none.Add();
        if (reader.Read(none[0], out var read) is { } problem)
            return problem;
        if (read.HasValue)
            return CastAndCheck(ColumnOf(mapping, field, -1, reader), in read, out value);
        value = read;
        return null;
    }

    /// <summary>Maps, casts and validates a record.</summary>
    /// <returns>Null, or why the record is invalid.</returns>
    public RecordProblem? Map(Record source, Span<FieldValue> target)
    {
        var values = source.Values;
        RecordProblem? problem = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            ref readonly var column = ref _columns[i];
            FieldValue value;
            RecordProblem? found;
            if (column.Source >= 0)
            {
                value = values[column.Source];
            }
            else if (column.Reader.Read(source, out value) is { } unreadable)
            {
                target[i] = default;
                if (i < _checkedFields)
                    problem ??= unreadable with { Field = column.Field.Name };
                continue;
            }

            if (value.Kind == FieldValueKind.Json && value.AsString().AsSpan().Trim() is "null")
                value = FieldValue.Null;
            if (value.IsNull && column.LeavesNulls)
                value = default;
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
                return new(SyncErrorCodes.NullKey, $"The key {(column.Mapping.Value is ComputedValue ? column.Field.Name : column.Mapping.Value.ToString())} is null or empty.", column.Field.Name);
            }
        }

        return null;
    }

    private static Column ColumnOf(FieldMapping mapping, DestinationField field, int source, ValueReader reader)
    {
        var (type, isArray) = mapping.TypeAt(field);
        return new(mapping, field, source, reader, type, isArray, mapping.Telling != FieldTelling.ValueOrNull, field.AllowedValues?.ToFrozenSet(StringComparer.Ordinal));
    }

    private RecordProblem? CheckPresent(in Column column, in FieldValue value) =>
        column.Field.IsRequired && (_operation is SyncOperation.Upsert or SyncOperation.Insert or SyncOperation.Append || _operation == SyncOperation.Update && value.IsNull)
            ? new(SyncErrorCodes.RequiredField, "A required field has no value.", column.Field.Name)
            : null;

    private static RecordProblem? CastAndCheck(in Column column, in FieldValue value, out FieldValue result)
    {
        var field = column.Field;
        // The value of a lookup names a record of another object; length and allowed values are those of the reference.
        if (!ValueCast.TryCast(in value, column.Type, column.IsArray, out result))
            return ValueCast.WhyNot(in value, column.Type, column.IsArray) with { Field = field.Name };
        if (column.Mapping.LookupBy is not null)
            return null;
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

    /// <param name="Mapping">What the field gets.</param>
    /// <param name="Field">The field.</param>
    /// <param name="Source">The position of a plain column; -1 for everything else, which the reader reads.</param>
    /// <param name="Reader">Reads the value.</param>
    /// <param name="Type">The type that values are cast to.</param>
    /// <param name="IsArray">Whether they are cast to a list.</param>
    /// <param name="LeavesNulls">Whether a null leaves the field alone.</param>
    /// <param name="AllowedValues">The values that the field takes; null for any.</param>
    private readonly record struct Column(
        FieldMapping Mapping, DestinationField Field, int Source, ValueReader Reader, FieldType Type, bool IsArray, bool LeavesNulls, FrozenSet<string>? AllowedValues);
}
