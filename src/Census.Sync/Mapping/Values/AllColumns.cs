namespace Census.Sync;

/// <summary>Maps every column of the source that no other mapping names, also those that it gets later. Where the destination does not declare a field, it gets the type that the source declares for the column.</summary>
/// <param name="Naming">How a field is called after its column.</param>
public sealed record AllColumns(FieldNaming Naming = FieldNaming.MatchSource)
{
    /// <summary>Gets the columns that are left out.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> Except { get; init; } = [];
}
