namespace Census.Sync;

/// <summary>Something that is known of the run. It is no part of what records are compared by, so alone it is no reason to send one.</summary>
public sealed record MetadataValue : MappedValue
{
    /// <summary>Initializes a value.</summary>
    /// <param name="what">What to take.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such thing.</exception>
    public MetadataValue(SyncMetadata what)
    {
        if (!Enum.IsDefined(what))
            throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such metadata.");
        What = what;
    }

    /// <summary>Gets what is taken.</summary>
    public SyncMetadata What { get; }

    internal override bool IsFixed => true;

    internal override FieldType OwnType => What == SyncMetadata.RunStartedAt ? FieldType.DateTime : FieldType.String;

    /// <summary>Returns what is taken.</summary>
    public override string ToString() => $"sync {What}";
}
