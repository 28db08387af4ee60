namespace Census.Sync.Emulators;

/// <summary>What becomes of the attributes of a user or account that is sent again. Not documented by the vendor.</summary>
public enum EnterpretAttributeUpdate
{
    /// <summary>The new set takes the place of the old one.</summary>
    Replace,

    /// <summary>Attributes that are not sent stay.</summary>
    Merge,
}
