namespace Census.Sync;

/// <summary>Measures how fast a phase of a run goes, over all of its time: a quota lets calls through in bursts, and a shorter look would jump with them.</summary>
internal sealed class ProgressMeter(TimeProvider time)
{
    private SyncPhase _phase = SyncPhase.Plan;
    private long _start = time.GetTimestamp();
    private TimeSpan _elapsed;

    /// <summary>Adds rates and the time left to what is told.</summary>
    public SyncProgress Measure(SyncProgress progress)
    {
        // A phase ends with the rates that it had.
        if (progress.Phase != SyncPhase.Done)
        {
            if (progress.Phase != _phase)
                (_phase, _start) = (progress.Phase, time.GetTimestamp());
            _elapsed = time.GetElapsedTime(_start);
        }

        var done = _phase == SyncPhase.Plan ? progress.SourceRecords : progress.Settled;
        return progress with
        {
            RecordsPerSecond = PerSecond(done),
            CallsPerSecond = PerSecond(progress.Calls),
            TimeLeft = progress.Phase == SyncPhase.Done ? TimeSpan.Zero : progress.Phase == SyncPhase.Plan ? null : LeftOf(progress.ToSend - done, PerSecond(done)),
        };
    }

    private double PerSecond(long count) => _elapsed > TimeSpan.Zero ? count / _elapsed.TotalSeconds : 0;

    private static TimeSpan? LeftOf(long records, double perSecond) =>
        records <= 0 ? TimeSpan.Zero : perSecond > 0 && records / perSecond is < 1e9 and var seconds ? TimeSpan.FromSeconds(seconds) : null;
}
