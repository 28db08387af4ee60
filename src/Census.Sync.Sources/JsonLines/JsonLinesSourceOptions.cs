namespace Census.Sync.Sources;

/// <summary>How a <see cref="JsonLinesSource"/> reads.</summary>
public sealed record JsonLinesSourceOptions
{
    /// <summary>Gets the properties to read.</summary>
    /// <value>The default is null: every property of the first <see cref="SampleLines"/> lines, in the order of their appearance.</value>
    public IReadOnlyList<SchemaField>? Fields { get; init; }

    /// <summary>Gets how many lines are looked at for the names of properties.</summary>
    /// <value>The default is 1,000. Fewer if they hold more than 16 MiB.</value>
    public int SampleLines { get; init; } = 1_000;

    /// <summary>Gets how long a line may be, in bytes.</summary>
    /// <value>The default is 1 MiB. A longer line is left out and reported.</value>
    public int MaximumLineBytes { get; init; } = 1024 * 1024;
}
