namespace Census.Sync.Mapping;

/// <summary>Makes the readers of the values of a sync.</summary>
/// <param name="source">The columns of the source.</param>
/// <param name="run">What is known of the run.</param>
internal sealed class ValueReaderFactory(RecordSchema source, RunMetadata run)
{
    private readonly Dictionary<int, ParsedColumn> _parsed = [];

    /// <summary>The columns that the last value needed and the source lacks.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Makes a reader.</summary>
    public ValueReader Create(MappedValue value)
    {
        Missing.Clear();
        return ReaderOf(value);
    }

    /// <summary>Whether the source lacks a column of a value.</summary>
    public static bool IsMissing(MappedValue value, RecordSchema source) => value switch
    {
        ColumnValue column => source.IndexOf(column.Name) < 0,
        HashValue hash => IsMissing(hash.Of, source),
        CompoundValue compound => compound.Parts.Any(part => IsMissing(part, source)),
        _ => false,
    };

    private ValueReader ReaderOf(MappedValue value) => value switch
    {
        ColumnValue column => ColumnOf(column),
        ConstantValue constant => new ValueReader.Fixed(constant.Value),
        MetadataValue metadata => new ValueReader.Fixed(run.Of(metadata.What)),
        ComputedValue computed => new ValueReader.Computed(computed.Compute!),
        HashValue hash => new ValueReader.Hash(ReaderOf(hash.Of)),
        CompoundValue compound => new ValueReader.Compound(compound.Separator, [.. compound.Parts.Select(ReaderOf)]),
        _ => throw new NotSupportedException($"There is no reader of {value.GetType().Name}."),
    };

    private ValueReader ColumnOf(ColumnValue column)
    {
        var index = source.IndexOf(column.Name);
        if (index < 0)
        {
            Missing.Add(column.Name);
            return new ValueReader.Fixed(FieldValue.Absent);
        }

        if (column.Steps is not { } steps)
            return new ValueReader.Column(index);
        if (!_parsed.TryGetValue(index, out var parsed))
            _parsed[index] = parsed = new();
        return new PathReader(index, steps, parsed);
    }
}
