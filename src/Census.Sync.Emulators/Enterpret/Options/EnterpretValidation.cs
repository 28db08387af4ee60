namespace Census.Sync.Emulators;

/// <summary>What becomes of a bad record.</summary>
public enum EnterpretValidation
{
    /// <summary>The whole request is refused with 400.</summary>
    Strict,

    /// <summary>As integrations made before August 2025: bad records and blank messages are dropped, the answer is 200.</summary>
    Legacy,
}
