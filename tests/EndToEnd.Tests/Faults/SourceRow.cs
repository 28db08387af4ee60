namespace EndToEnd.Tests.Faults;

/// <summary>A row of the source: what identifies it, what changes, and which of three owners it refers to.</summary>
internal sealed record SourceRow(int Number, string Text)
{
    public string Key => $"{Number:000}";

    public int Owner => Number % 3;
}
