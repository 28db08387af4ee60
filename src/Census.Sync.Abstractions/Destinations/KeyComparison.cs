namespace Census.Sync;

/// <summary>When a destination takes two keys for the same. Duplicates, the state and look-ups follow it.</summary>
public enum KeyComparison
{
    /// <summary>Every character counts.</summary>
    Ordinal,

    /// <summary>Upper and lower case are the same.</summary>
    IgnoreCase,

    /// <summary>As e-mail addresses: upper and lower case are the same, and white space around them is not part of them.</summary>
    Email,
}
