using System.Threading.RateLimiting;
using Census.Sync.Http;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>
/// Callers that always have something to send, a limiter, and a vendor whose windows begin at a moment that the limiter does not know: on a clock
/// that jumps from event to event, on one thread.
/// </summary>
internal sealed class QuotaSimulation(int seed, bool isSliding)
{
    private const int Permits = 100;
    private const int Callers = 8;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private readonly ManualTimeProvider _time = new();
    private readonly List<DateTimeOffset> _arrivals = [];
    private readonly List<Task<RateLimitLease>> _line = [];
    private TimeSpan _latencies;

    /// <summary>Runs for a time.</summary>
    /// <returns>The part of W/(W + mean latency) that was used, and the calls that the vendor would have refused.</returns>
    public (double Use, int Excess) Run(TimeSpan duration)
    {
        using var limiter = new QuotaLimiter(new() { Windows = [new(Permits, s_window)], TimeProvider = _time });
        var end = _time.GetUtcNow() + duration;
        for (var i = 0; i < Callers; i++)
            _line.Add(limiter.AcquireAsync().AsTask());
        while (_time.GetUtcNow() < end)
        {
            SendWhatIsPermitted(limiter);
            if (!_time.AdvanceToNextTimer())
                throw new InvalidOperationException("All callers wait and nothing will happen any more.");
        }

        var meanLatency = _latencies / _arrivals.Count;
        var possible = Permits * (duration / (s_window + meanLatency));
        return (_arrivals.Count / possible, Excess());
    }

    private void SendWhatIsPermitted(QuotaLimiter limiter)
    {
        foreach (var permitted in _line.Where(task => task.IsCompleted).ToList())
        {
            _line.Remove(permitted);
            var lease = permitted.GetAwaiter().GetResult();

            // A twentieth to half a second, now and then some seconds; the vendor counts the call somewhere on the way.
            var latency = TimeSpan.FromSeconds(0.05 + 0.45 * _random.NextDouble() + (_random.Next(50) == 0 ? 3 : 0));
            _latencies += latency;
            _arrivals.Add(_time.GetUtcNow() + latency * _random.NextDouble());
            _time.CreateTimer(
                _ =>
                {
                    lease.Dispose();
                    _line.Add(limiter.AcquireAsync().AsTask());
                },
                null, latency, Timeout.InfiniteTimeSpan);
        }
    }

    private int Excess()
    {
        _arrivals.Sort();
        if (isSliding)
            return Enumerable.Range(Permits, Math.Max(0, _arrivals.Count - Permits)).Count(i => _arrivals[i] - _arrivals[i - Permits] < s_window);

        var phase = s_window * _random.NextDouble();
        return _arrivals.CountBy(at => (at.Ticks + phase.Ticks) / s_window.Ticks).Sum(window => Math.Max(0, window.Value - Permits));
    }
}
