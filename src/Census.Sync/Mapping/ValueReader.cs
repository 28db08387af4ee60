using System.Security.Cryptography;
using System.Text;

namespace Census.Sync.Mapping;

/// <summary>Takes the value of a mapping from a source record. Not safe for concurrent calls.</summary>
internal abstract class ValueReader
{
    /// <summary>Takes the value.</summary>
    /// <returns>Null, or why the record is invalid; the problem names no field yet.</returns>
    public abstract RecordProblem? Read(Record source, out FieldValue value);

    /// <summary>Makes a reader.</summary>
    /// <param name="value">Where the value comes from.</param>
    /// <param name="source">The columns of the source.</param>
    /// <param name="run">What is known of the run.</param>
    /// <param name="missing">Gets the names of columns that the source lacks.</param>
    public static ValueReader Create(MappedValue value, RecordSchema source, RunMetadata run, ICollection<string> missing) => value switch
    {
        ColumnValue column => ColumnOf(column, source, missing),
        ConstantValue constant => new Fixed(constant.Value),
        MetadataValue metadata => new Fixed(run.Of(metadata.What)),
        ComputedValue computed => new Computed(computed.Compute!),
        HashValue hash => new Hash(Create(hash.Of, source, run, missing)),
        CompoundValue compound => new Compound(compound.Separator, [.. compound.Parts.Select(part => Create(part, source, run, missing))]),
        _ => throw new NotSupportedException($"There is no reader of {value.GetType().Name}."),
    };

    /// <summary>Whether the source lacks a column of a value.</summary>
    public static bool IsMissing(MappedValue value, RecordSchema source) => value switch
    {
        ColumnValue column => source.IndexOf(column.Name) < 0,
        HashValue hash => IsMissing(hash.Of, source),
        CompoundValue compound => compound.Parts.Any(part => IsMissing(part, source)),
        _ => false,
    };

    private static ValueReader ColumnOf(ColumnValue column, RecordSchema source, ICollection<string> missing)
    {
        var index = source.IndexOf(column.Name);
        if (index < 0)
        {
            missing.Add(column.Name);
            return new Fixed(FieldValue.Absent);
        }

        return column.Steps is { } steps ? new PathReader(index, steps) : new Column(index);
    }

    private sealed class Column(int index) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            value = source.Values[index];
            return null;
        }
    }

    private sealed class Fixed(FieldValue fixedValue) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            value = fixedValue;
            return null;
        }
    }

    private sealed class Computed(Func<Record, FieldValue> compute) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            try
            {
                value = compute(source);
                return null;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The exception's text may hold values of the record.
                value = default;
                return new(SyncErrorCodes.ComputeFailed, $"The computed value failed with {e.GetType().Name}.");
            }
        }
    }

    private sealed class Hash(ValueReader of) : ValueReader
    {
        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            if (of.Read(source, out value) is { } problem)
                return problem;
            if (value.HasValue)
                value = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.ToText())));
            return null;
        }
    }

    private sealed class Compound(string separator, ValueReader[] parts) : ValueReader
    {
        private readonly StringBuilder _text = new();

        public override RecordProblem? Read(Record source, out FieldValue value)
        {
            value = FieldValue.Null;
            _text.Clear();
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i].Read(source, out var part) is { } problem)
                    return problem;
                var text = part.ToText();
                if (string.IsNullOrWhiteSpace(text))
                    return null;
                _text.Append(i == 0 ? "" : separator).Append(text);
            }

            value = _text.ToString();
            return null;
        }
    }
}
