namespace Census.Sync.Emulators;

/// <summary>Where a person record may carry its relationships. The vendor documents that it can, not how.</summary>
public enum GainsightRelationshipPersonShape
{
    /// <summary>Inside a company entry and at the top level; the default.</summary>
    Both,

    /// <summary>Only inside an entry of <c>companies</c>.</summary>
    InsideCompany,

    /// <summary>Only as a top-level <c>relationships</c> array.</summary>
    TopLevel,
}
