namespace Census.Sync.Killing;

/// <summary>A row of the source.</summary>
/// <param name="IsBad">Whether the destination refuses the record, for a reason that nothing before the destination knows.</param>
internal sealed record SourceRow(string Text, int Number, bool IsBad)
{
    public string Owner => IsBad ? "nobody@x.com" : "owner@x.com";
}
