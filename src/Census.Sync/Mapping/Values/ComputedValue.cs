namespace Census.Sync;

/// <summary>A value that the application computes from the source record.</summary>
public sealed record ComputedValue : MappedValue
{
    internal ComputedValue(string? name, Func<Record, FieldValue>? compute) => (Name, Compute) = (name, compute);

    /// <summary>Gets the name that it is registered with.</summary>
    /// <value>Null if it is not registered: a sync with such a mapping cannot be written to a file.</value>
    public string? Name { get; }

    /// <summary>Gets what computes the value.</summary>
    /// <value>Null before <see cref="SyncBuilder.Build"/> has looked up the name; never null in a <see cref="SyncDefinition"/>.</value>
    public Func<Record, FieldValue>? Compute { get; }

    internal override bool IsFixed => false;

    /// <summary>Returns that it is computed, and the name.</summary>
    public override string ToString() => Name is null ? "computed" : $"computed {Name}";
}
