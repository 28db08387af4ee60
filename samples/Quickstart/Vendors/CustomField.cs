namespace Quickstart.Vendors;

/// <summary>A custom field that an administrator would add in Gainsight.</summary>
public sealed record CustomField(string Name, string Type, int Length);
