namespace Census.Sync.Emulators;

/// <summary>A key and the integration it belongs to.</summary>
/// <param name="Key">The value of the <c>api-key</c> header.</param>
/// <param name="Kind">What it may send.</param>
/// <param name="SourceName">The display name of the integration, under which its contents are kept. Unique per kind.</param>
public sealed record EnterpretEmulatorKey(string Key, EnterpretKeyKind Kind, string SourceName)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} '{SourceName}' ***";
}
