using Census.Sync;
using Census.Sync.Sources;
using Census.Sync.SyncProcess;
using Enterpret.Client;
using Gainsight.Client;

// One process that runs one sync of a CSV file once; for tests that kill it. Told by its environment what to do.
static string Setting(string name) => Environment.GetEnvironmentVariable("SYNC_" + name) ?? throw new InvalidOperationException($"SYNC_{name} is missing.");

var stop = new StopPoint(Environment.GetEnvironmentVariable("SYNC_STOP_AT"), int.Parse(Environment.GetEnvironmentVariable("SYNC_STOP_COUNT") ?? "0"));
await using var state = new SqliteSyncStateStore(Setting("STATE"));
using var http = new HttpClient(new StoppingHandler(stop)) { Timeout = Timeout.InfiniteTimeSpan };
var source = new CsvSource(Setting("SOURCE"));
var builder = new SyncBuilder(Setting("NAME")).From(source);
switch (Setting("NAME"))
{
    case "companies":
        var gainsight = new GainsightClient(
            new() { BaseAddress = new(Setting("URL")), AccessKey = Setting("KEY"), CallsPerMinute = 100_000, CallsPerDay = 100_000_000, QuotaShare = 1 }, http);
        builder.To(new QuickToSettle(new GainsightDestination(gainsight)), "Company", SyncBehavior.UpdateOrCreate)
            .Key("id", "Name").Map("text", "Industry").Map("number", "Employees");
        break;
    case "accounts":
        builder.To(Enterpret(options => options.AccountsApiKey = Setting("KEY")), "Account", SyncBehavior.UpdateOrCreate)
            .Key("id", "Id").Map("text", "industry").Map("number", "employees", FieldType.Integer).MapConstant("Created At", new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        break;
    default:
        builder.To(Enterpret(options => (options.Feedback.ApiKey, options.Feedback.FileId) = (Setting("KEY"), "reviews")), "Review Records", SyncBehavior.CreateOnly)
            .Key("id", "Id").Map("text", "Text").MapConstant("Created At", new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        break;
}

var runner = new SyncRunner(new StoppingStore(state, stop), new() { LeaseDuration = TimeSpan.FromSeconds(1) });
while (true)
{
    // The lease of the process that was killed before this one has to expire first.
    var run = await runner.RunAsync(builder.Build(), new() { IgnoreGuards = true });
    if (run.Status != SyncRunStatus.Skipped)
    {
        Console.WriteLine($"DONE {run.Status} {run.ErrorCode} {run.ErrorMessage} source={run.SourceRecordCount} sent={run.RecordsProcessed} invalid={run.SourceRecordInvalids} doubt={run.RecordsInDoubt}");
        foreach (var issue in run.Issues)
            Console.WriteLine($"ISSUE {issue.Kind} {issue.Problem.Code} {issue.Problem.Message}");
        return run.Status == SyncRunStatus.Completed ? 0 : 1;
    }

    await Task.Delay(50);
}

SyncDestination Enterpret(Action<EnterpretClientOptions> configure)
{
    // The test takes what at most four calls had under way at a kill for what may be sent again.
    var options = new EnterpretClientOptions { BaseAddress = new(Setting("URL")), EntityRequestsPerMinute = 100_000, MaximumParallelRequests = 4 };
    options.Feedback.Limits = EnterpretLimits.Conservative with { RequestsPerMinute = 100_000 };
    configure(options);
    return new QuickToSettle(new EnterpretDestination(new EnterpretClient(options, http)));
}
