namespace Census.Sync.Emulators;

/// <summary>What happens to an update when a row's keys match nothing.</summary>
public enum GainsightNoMatch
{
    /// <summary>The call fails with <c>GSOBJ_1011</c> and nothing is written. Assumed, not documented by the vendor; the default.</summary>
    FailCall,

    /// <summary>The other rows are updated; <c>records</c> holds only those, <c>errors</c> the ones without a match.</summary>
    UpdateOthers,
}
