using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>One of several processes that load companies into a tenant and keep the use of its quota in one file.</summary>
internal static class SharedQuotaLoad
{
    public const int CallsPerMinute = 100;
    public const int CompaniesPerCall = 50;
    public const int ParallelCalls = 4;
    private const int Speed = 20;

    /// <summary>A simulated minute takes three seconds.</summary>
    public static TimeProvider ClockSince(DateTimeOffset began) => new FastTimeProvider(began, Speed);

    /// <summary>Loads companies whose names begin with the name of the process, and starts again whenever a run ends early.</summary>
    public static async Task RunAsync(Uri address, string accessKey, string quotaFile, string name, DateTimeOffset began, int companies)
    {
        var clock = ClockSince(began);
        await using var quota = new SqliteQuotaStore(quotaFile);
        var client = new GainsightClient(
            new()
            {
                BaseAddress = address,
                AccessKey = accessKey,
                CallsPerMinute = CallsPerMinute,
                QuotaShare = 1,
                QuotaStore = quota,
                MaximumParallelBatches = ParallelCalls,

                // On a busy machine an answer takes its time, and here every real second counts twenty.
                AttemptTimeout = TimeSpan.FromMinutes(10),
                TotalTimeout = TimeSpan.FromMinutes(30),
            },
            new HttpClient { Timeout = Timeout.InfiniteTimeSpan },
            clock);
        var source = new ObjectSource<int>(() => Enumerable.Range(0, companies), columns => columns.Column("name", number => $"{name} {number}"));
        var sync = new SyncBuilder(name).From(source).To(new GainsightDestination(client), "Company", SyncBehavior.UpdateOrCreate).Key("name", "Name").Build();
        var runner = new SyncRunner(new InMemorySyncStateStore(clock), new() { LeaseDuration = TimeSpan.FromDays(1) }, clock);
        while (await runner.RunAsync(sync) is not { Status: SyncRunStatus.Completed, Backlog: 0 })
        {
        }
    }
}
