namespace Census.Sync.Planning;

/// <summary>How many records of which kind a run sends.</summary>
/// <param name="Writes">The records of the sync's own operation.</param>
/// <param name="Gone">The records that left the source of a mirror.</param>
internal readonly record struct PlannedWork(RunForecast Writes, RunForecast Gone)
{
    public static PlannedWork None { get; } = new(new(0, 0, 0), new(0, 0, 0));

    public long Total => Writes.Total + Gone.Total;

    public long InDoubt => Writes.InDoubt + Gone.InDoubt;
}
