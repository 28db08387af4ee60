namespace Census.Sync.Emulators;

/// <summary>What happens to an update when a row's keys match several records.</summary>
public enum GainsightMultiMatch
{
    /// <summary>All of them are updated. Assumed, not documented by the vendor; the default.</summary>
    UpdateAll,

    /// <summary>The oldest one is updated.</summary>
    UpdateFirst,

    /// <summary>The call fails with <c>GSOBJ_1002</c> and nothing is written.</summary>
    FailCall,
}
