namespace Census.Sync.Emulators;

/// <summary>What a row that fails validation does to its call.</summary>
public enum GainsightRowFailure
{
    /// <summary>The whole call fails and nothing is written, as Gainsight documents it; the default.</summary>
    FailCall,

    /// <summary>The good rows are written and the answer says <c>result: true</c> with a list of errors.</summary>
    WriteOthers,
}
