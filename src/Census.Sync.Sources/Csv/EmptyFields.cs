namespace Census.Sync.Sources;

/// <summary>What an empty field of a CSV file means.</summary>
public enum EmptyFields
{
    /// <summary>No value: the destination's field is cleared.</summary>
    Null,

    /// <summary>A text without characters.</summary>
    EmptyString,
}
