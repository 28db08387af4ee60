namespace Census.Sync.ConformanceTests;

/// <summary>A record that a vendor holds.</summary>
/// <param name="Key">What <see cref="DestinationSubject.KeyOf"/> calls it.</param>
/// <param name="Value">The text of the field that changes; null if the vendor holds none.</param>
public sealed record VendorRecord(string Key, string? Value);
