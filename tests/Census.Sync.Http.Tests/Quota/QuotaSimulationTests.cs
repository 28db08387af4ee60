using System.Threading.RateLimiting;
using Census.Sync.TestUtilities;

namespace Census.Sync.Http.Tests.Quota;

/// <summary>Limiters against a vendor whose windows begin anywhere, with latencies that vary, in simulated time and on one thread.</summary>
public sealed class QuotaSimulationTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<int, bool> Seeds { get; } = new(
        from seed in Enumerable.Range(1, 8) from isSliding in new[] { false, true } select (seed, isSliding));

    [Theory, MemberData(nameof(Seeds))]
    public void The_vendor_never_sees_too_many_and_the_quota_is_used(int seed, bool isSliding)
    {
        var simulation = new Simulation(seed, isSliding, new QuotaWindow(100, Minute));
        var limiter = simulation.CreateLimiter();

        simulation.Run(limiter, workers: 8, TimeSpan.FromHours(3));

        Assert.Equal(0, simulation.Excess);
        var possible = 100 * TimeSpan.FromHours(3).TotalSeconds / (60 + simulation.MeanLatency);
        Assert.True(simulation.Calls >= 0.99 * possible, $"Seed {seed}: {simulation.Calls} calls of {possible:F0} possible.");
    }

    [Theory, InlineData(3), InlineData(4)]
    public void A_day_and_a_minute_limit_are_kept_and_used_together(int seed)
    {
        var simulation = new Simulation(seed, isSliding: seed % 2 == 0, new QuotaWindow(100, Minute), new(50_000, TimeSpan.FromDays(1)));
        var limiter = simulation.CreateLimiter();

        simulation.Run(limiter, workers: 4, TimeSpan.FromDays(2.5));

        Assert.Equal(0, simulation.Excess);
        Assert.True(simulation.Calls >= 0.99 * 150_000, $"Seed {seed}: {simulation.Calls} calls of 150,000.");
    }

    [Theory, InlineData(5), InlineData(6)]
    public void Two_limiters_on_one_store_share_the_quota(int seed)
    {
        var simulation = new Simulation(seed, isSliding: seed % 2 == 0, new QuotaWindow(60, Minute));
        var store = new InMemoryQuotaStore();

        simulation.Run([simulation.CreateLimiter(store), simulation.CreateLimiter(store)], workers: 4, TimeSpan.FromHours(2));

        Assert.Equal(0, simulation.Excess);
        var possible = 60 * TimeSpan.FromHours(2).TotalSeconds / (60 + simulation.MeanLatency);
        Assert.True(simulation.Calls >= 0.98 * possible, $"Seed {seed}: {simulation.Calls} calls of {possible:F0} possible.");
    }

    [Fact]
    public void The_vendor_of_this_test_notices_a_limiter_that_allows_one_more()
    {
        var simulation = new Simulation(1, isSliding: true, new QuotaWindow(100, Minute));
        var limiter = new QuotaLimiter(new() { Windows = [new(101, Minute)], TimeProvider = simulation.Time });

        simulation.Run(limiter, workers: 8, TimeSpan.FromMinutes(10));

        Assert.True(simulation.Excess > 0);
    }

    private sealed class Simulation(int seed, bool isSliding, params QuotaWindow[] windows)
    {
        private readonly Random _random = new(seed);
        private readonly List<DateTimeOffset> _arrivals = [];
        private readonly TimeSpan _phase = TimeSpan.FromSeconds(new Random(seed).NextDouble() * 86_400);
        private readonly List<(QuotaLimiter Limiter, Task<RateLimitLease> Lease)> _waiting = [];
        private TimeSpan _latencies;

        public ManualTimeProvider Time { get; } = new();

        public int Calls => _arrivals.Count;

        public double MeanLatency => _latencies.TotalSeconds / Calls;

        public int Excess => windows.Sum(ExcessOf);

        public QuotaLimiter CreateLimiter(QuotaStore? store = null) => new(new() { Windows = windows, TimeProvider = Time, Store = store });

        public void Run(QuotaLimiter limiter, int workers, TimeSpan duration) => Run([limiter], workers, duration);

        public void Run(QuotaLimiter[] limiters, int workers, TimeSpan duration)
        {
            var end = Time.GetUtcNow() + duration;
            for (var i = 0; i < workers; i++)
                StandInLine(limiters[i % limiters.Length]);
            while (Time.GetUtcNow() < end)
            {
                SendThoseServed();
                Assert.True(Time.AdvanceToNextTimer(), "Nobody waits for anything: the limiter forgot its line.");
            }

            foreach (var limiter in limiters)
                limiter.Dispose();
        }

        private void StandInLine(QuotaLimiter limiter) => _waiting.Add((limiter, limiter.AcquireAsync().AsTask()));

        private void SendThoseServed()
        {
            foreach (var (limiter, lease) in _waiting.Where(waiting => waiting.Lease.IsCompleted).ToArray())
            {
                _waiting.Remove((limiter, lease));
                var latency = TimeSpan.FromSeconds(0.05 + 0.4 * _random.NextDouble() + (_random.Next(50) == 0 ? 3 : 0));
                _latencies += latency;
                _arrivals.Add(Time.GetUtcNow() + latency * _random.NextDouble());
                At(latency, () =>
                {
                    lease.GetAwaiter().GetResult().Dispose();
                    StandInLine(limiter);
                });
            }
        }

        private void At(TimeSpan due, Action action) =>
            Time.CreateTimer(_ => action(), null, due, Timeout.InfiniteTimeSpan);

        private int ExcessOf(QuotaWindow window)
        {
            _arrivals.Sort();
            if (!isSliding)
                return _arrivals.CountBy(at => (at + _phase).Ticks / window.Length.Ticks).Sum(count => Math.Max(0, count.Value - window.Permits));
            var excess = 0;
            for (var i = window.Permits; i < _arrivals.Count; i++)
                excess += _arrivals[i] - _arrivals[i - window.Permits] < window.Length ? 1 : 0;
            return excess;
        }
    }
}
