namespace Census.Sync.State;

/// <summary>Where an acknowledged record stands.</summary>
/// <param name="Page">The number of the page.</param>
/// <param name="Entry">The number in the page.</param>
internal readonly record struct PagePosition(int Page, int Entry)
{
    public static PagePosition None => new(-1, -1);

    public bool IsFound => Entry >= 0;
}
