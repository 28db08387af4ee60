namespace Census.Sync.Http;

/// <summary>Keeps the use of quotas in memory: for one process that may spend the quota again after a restart.</summary>
/// <remarks>
/// Memory does not grow with the limits: of more than some thousand answers, those that lie within a thousandth of the window's length are counted
/// together at the latest of their times, which gives permits back a little late and never early.
/// </remarks>
public sealed class InMemoryQuotaStore : QuotaStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QuotaUsage> _usages = new(StringComparer.Ordinal);
    private long _lastId;

    internal int Kept
    {
        get
        {
            lock (_lock)
                return _usages.Values.Sum(usage => usage.Kept);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Reserve(request));
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(
        string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(quota);
        ArgumentOutOfRangeException.ThrowIfNegative(used);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_usages.TryGetValue(quota, out var usage))
                usage.Complete(id, used, answeredAt);
        }

        return default;
    }

    internal QuotaReservation Reserve(QuotaRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Permits, 1);
        lock (_lock)
            return UsageOf(request.Quota).Reserve(request, ++_lastId);
    }

    internal int Available(QuotaRequest request)
    {
        lock (_lock)
            return UsageOf(request.Quota).Available(request);
    }

    private QuotaUsage UsageOf(string quota)
    {
        if (!_usages.TryGetValue(quota, out var usage))
            _usages[quota] = usage = new(LostAfter);
        return usage;
    }
}
