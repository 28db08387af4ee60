namespace Census.Sync.Definitions;

/// <summary>The kinds of a mapped value, as definitions call them.</summary>
internal enum ValueKind
{
    Column,
    Constant,
    Computed,
    Metadata,
    Hash,
    Compound,
}
