namespace Census.Sync.ConformanceTests;

/// <summary>A call that reached a vendor.</summary>
/// <param name="IsWrite">Whether it means to change something.</param>
/// <param name="Records">How many records it carries.</param>
/// <param name="Body">Its body as text; empty if it has none.</param>
public sealed record VendorCall(bool IsWrite, int Records, string Body);
