namespace Census.Sync.State;

/// <summary>How much the fingerprint tells of a field. A greater value tells less.</summary>
internal enum FieldTelling : byte
{
    /// <summary>Its value, and whether it is null.</summary>
    ValueOrNull = 0,

    /// <summary>Its value: a null leaves the field alone.</summary>
    Value = 1,

    /// <summary>Whether it has a value: only then it is written, and only where there is none.</summary>
    Presence = 2,
}
