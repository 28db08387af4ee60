namespace Census.Sync.Emulators;

/// <summary>The shape of a record's metadata. The vendor's page could not be checked for it.</summary>
public enum EnterpretMetadataShape
{
    /// <summary><c>{"metadata": {"key": {"array": {"s": […]}}}}</c>; the default.</summary>
    Wrapped,

    /// <summary><c>{"key": {"array": {"s": […]}}}</c>.</summary>
    Flat,

    /// <summary>Either of them.</summary>
    WrappedOrFlat,
}
