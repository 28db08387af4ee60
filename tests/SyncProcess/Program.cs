using System.Globalization;
using System.Runtime.InteropServices;
using Census.Sync;
using Census.Sync.Sources;
using Census.Sync.SyncProcess;
using Census.Sync.TestUtilities;

// One process that runs one sync of a CSV file once, and may do something with single records besides; for tests that kill it. Told by its environment what to do.
static string Setting(string name) => Environment.GetEnvironmentVariable("SYNC_" + name) ?? throw new InvalidOperationException($"SYNC_{name} is missing.");
static int Number(string name) => int.Parse(Setting(name), CultureInfo.InvariantCulture);

var began = new DateTimeOffset(long.Parse(Setting("BEGAN"), CultureInfo.InvariantCulture), TimeSpan.Zero);
var clock = new FastTimeProvider(began, Number("SPEED"));
var stop = new StopPoint(Environment.GetEnvironmentVariable("SYNC_STOP_AT"), Number("STOP_COUNT"));
await using var state = new SqliteSyncStateStore(Setting("STATE"), timeProvider: clock);
await using var quota = new SqliteQuotaStore(Setting("QUOTA"));
using var http = new HttpClient(new StoppingHandler(stop)) { Timeout = Timeout.InfiniteTimeSpan };
var (destination, define) = new KilledSyncs(new(Setting("URL")), Setting("KEY"), Number("CALLS_PER_MINUTE"), quota, http, clock).Of(Setting("NAME"), Setting("FIELDS") == "all");
var observed = new ObservedDestination(destination, Setting("NOTES"), new(Number("BATCH_SIZE"), Number("PARALLEL_BATCHES")));
var sync = define(new CsvSource(Setting("SOURCE")), observed).Build();
var runner = new SyncRunner(new StoppingStore(state, stop), new() { LeaseDuration = TimeSpan.FromSeconds(Number("LEASE_SECONDS")), PushWait = TimeSpan.FromHours(1) }, clock);

// What a host does when it is told to stop.
using var stopping = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stopping.Cancel();
});
Console.WriteLine("READY");
var singles = new SingleRecords(runner, sync, Setting("SOURCE"), path => new CsvSource(path));
var code = 0;
foreach (var step in Setting("STEPS").Split(';'))
{
    if (step == "run")
        code = await RunAsync();
    else if (step.StartsWith("run ", StringComparison.Ordinal))
        code = (await Task.WhenAll(RunAsync(), PushMeanwhileAsync("push" + step[3..])))[0];
    else
        await singles.DoAsync(step, stopping.Token);
}

return code;

async Task<int> PushMeanwhileAsync(string step)
{
    await Task.Delay(TimeSpan.FromMilliseconds(50));
    await singles.DoAsync(step, stopping.Token);
    return 0;
}

async Task<int> RunAsync()
{
    while (true)
    {
        // The lease of the process that was killed before this one has to expire first.
        var run = await runner.RunAsync(sync, new() { IgnoreGuards = Setting("NAME") != "company approvals", Resume = Setting("RESUME") == "yes", ReportedIssues = 10_000 }, stopping.Token);
        if (run is { Status: SyncRunStatus.Held, Hold.PlanId: { } plan })
        {
            // Nobody looks, but it has to be this plan all the same.
            await runner.ApproveAsync(sync, plan, stopping.Token);
            continue;
        }

        if (run.Status != SyncRunStatus.Skipped || Setting("WAIT_FOR_LEASE") == "no")
        {
            foreach (var issue in run.Issues)
                Console.WriteLine($"ISSUE\t{issue.Kind}\t{issue.Key}\t{issue.Problem.Code}\t{issue.Problem.Message}");
            Console.WriteLine($"DONE {run.Status} {run.ErrorCode} source={run.SourceRecordCount} sent={run.RecordsProcessed} invalid={run.SourceRecordInvalids} doubt={run.RecordsInDoubt} {run.ErrorMessage}");
            return run.Status == SyncRunStatus.Completed ? 0 : 1;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(20));
    }
}
