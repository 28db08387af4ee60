namespace Census.Sync.Emulators;

/// <summary>The limits of a webhook integration, as different editions of the vendor's page give them.</summary>
public enum EnterpretLimitProfile
{
    /// <summary>2,000 requests a minute, 200,000 bytes, 100 records: the newest edition.</summary>
    Current,

    /// <summary>20 requests a minute, 200,000 bytes, 20 records: valid under every edition.</summary>
    Strict,
}
