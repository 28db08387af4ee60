namespace Census.Sync.Emulators.Enterpret;

/// <summary>A user, account or record as it is kept: JSON text, and the one it replaced as long as that is still what can be seen.</summary>
/// <param name="Json">The item.</param>
/// <param name="VisibleAt">From when on it can be seen.</param>
/// <param name="Earlier">What can be seen before that.</param>
internal sealed record StoredItem(byte[] Json, DateTimeOffset VisibleAt, byte[]? Earlier)
{
    public byte[]? Visible(DateTimeOffset now) => now >= VisibleAt ? Json : Earlier;
}
