using System.Diagnostics;
using System.Text;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using EndToEnd.Tests.Support;
using Enterpret.Client;
using Gainsight.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Secrecy;

/// <summary>A full run with faults and refusals leaves neither a key nor a field value behind in logs, traces, reports or the state file.</summary>
[Collection(nameof(Alone))]
public sealed class CanaryTests
{
    private const string Canary = "cAnArY?&value/7f3a";
    private const string GainsightKey = "cAnArY-gainsight-key-51d0";
    private const string EnterpretKey = "cAnArY-enterpret-key-9be2";

    [Fact]
    public async Task Keys_and_field_values_are_in_no_log_trace_report_or_state_file_of_a_run_with_faults()
    {
        using var folder = new TemporaryFolder();
        var csv = new StringBuilder("name,industry,staff,email\n");
        for (var i = 0; i < 200; i++)
            csv.Append(FormattableString.Invariant($"Company {i:000},{Canary} {i},{(i == 30 ? Canary : i)},{(i == 7 ? "not an address" : $"person{i}@example.com")}\n"));
        var path = folder.Write("companies.csv", csv.ToString());

        var recorder = new LogSink();
        var activities = new List<string>();
        using var listener = Listen(activities);
        var reports = new List<string>();
        var statePath = folder.File("state.db");

        await using (var gainsight = await GainsightEmulator.StartAsync(new() { AccessKey = GainsightKey, CallsPerMinute = 100_000, CallsPerDay = 100_000 }, TestContext.Current.CancellationToken))
        await using (var enterpret = await EnterpretEmulator.StartAsync(new() { Keys = [new(EnterpretKey, EnterpretKeyKind.Accounts, "accounts")] }, TestContext.Current.CancellationToken))
        {
            AddFaults(gainsight.Faults, "company");
            AddFaults(enterpret.Faults, "accounts");
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(recorder));
            services.AddGainsightClient(options =>
            {
                (options.BaseAddress, options.AccessKey, options.CallsPerMinute, options.CallsPerDay) = (gainsight.BaseAddress, GainsightKey, 100_000, 100_000);
                (options.QuotaShare, options.AttemptTimeout) = (1, TimeSpan.FromSeconds(20));
            }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => gainsight.CreateHandler());
            services.AddEnterpretClient(options =>
            {
                (options.BaseAddress, options.AccountsApiKey, options.EntityRequestsPerMinute) = (enterpret.BaseAddress, EnterpretKey, 100_000);
            }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => enterpret.CreateHandler());
            services.AddCensusSync(sync => sync
                .UseState(_ => new SqliteSyncStateStore(statePath))
                .AddSource("file", _ => new CsvSource(path))
                .AddSync("companies", s => s.From("file").To(GainsightObjects.Company, SyncBehavior.UpdateOrCreate).Key("name", "Name").Map("industry", "Industry").Map("staff", "Employees"))
                .AddSync("people", s => s.From("file").To(GainsightObjects.Person, SyncBehavior.UpdateOrCreate).Key("email", "Email").Map("industry", "Comments"))
                .AddSync("accounts", s => s.From("file").To(EnterpretObjects.Account, SyncBehavior.UpdateOrCreate).Key("name", "Id").Map("industry", "industry")
                    .MapConstant("Created At", new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero))));
            await using var provider = services.BuildServiceProvider();
            var syncs = provider.GetRequiredService<CensusSync>();
            foreach (var name in syncs.Names)
            {
                var run = await syncs.RunAsync(name, cancellationToken: TestContext.Current.CancellationToken);
                Assert.Equal((name, SyncRunStatus.Completed, (string?)null), (name, run.Status, run.ErrorMessage));
                Assert.Equal(200, run.RecordsUpdated + run.RecordsFailed + run.SourceRecordInvalids);
                reports.Add(run.ToString());
                reports.AddRange(run.Issues.Select(issue => issue.ToString()));
            }

            // A key that was replaced: refusals have to be as discreet.
            gainsight.RegenerateAccessKey("another-key");
            var refused = await syncs.RunAsync("people", new() { FullSync = true }, TestContext.Current.CancellationToken);
            Assert.Equal(SyncErrorCodes.Unauthorized, refused.ErrorCode);
            reports.Add(refused.ToString());

            gainsight.RegenerateAccessKey(GainsightKey);
            Assert.Equal(SyncRunStatus.Completed, (await syncs.RunAsync("people", cancellationToken: TestContext.Current.CancellationToken)).Status);
        }

        Assert.NotEmpty(recorder.Texts);
        Assert.NotEmpty(activities);
        AssertNoCanary("log", recorder.Texts);
        AssertNoCanary("trace", activities);
        AssertNoCanary("report", reports);
        foreach (var file in Directory.EnumerateFiles(folder.Path, "state.db*"))
            AssertNoCanary(Path.GetFileName(file), [Encoding.Latin1.GetString(File.ReadAllBytes(file))]);
    }

    [Fact]
    public async Task The_sample_prints_neither_keys_nor_field_values()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("companies.csv", $"name,industry,staff\nAcme,{Canary},{Canary}\nBeta,{Canary},12\n");
        var map = folder.Write("map.json", """{"industry": "Industry", "staff": "Employees"}""");

        await using var process = Support.Program.Start(
            "Quickstart", null,
            "--companies", path, "--key", "name", "--map", map, "--gainsight-key", GainsightKey, "--enterpret-key", EnterpretKey,
            "--state", folder.File("s.db"), "--report", folder.File("r.json"));
        var (exitCode, output) = await process.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("unauthorized", output);
        AssertNoCanary("console", [output]);
        AssertNoCanary("report file", [File.ReadAllText(folder.File("r.json"))]);
    }

    private static void AddFaults(FaultScript faults, string path)
    {
        faults.Add(Fault.Html(502), path, nth: 1);
        faults.Add(Fault.CutAfterCommit(), path, nth: 3);
        faults.Add(Fault.MalformedJson(), path, nth: 5);
    }

    private static ActivityListener Listen(List<string> activities)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // What arrives at the emulator is the vendor's business; what this side tells about it is ours.
                if (activity.Kind == ActivityKind.Server)
                    return;
                lock (activities)
                    activities.Add($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags)}"))}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static void AssertNoCanary(string where, IEnumerable<string> texts)
    {
        var forms = new[] { Canary, GainsightKey, EnterpretKey }.SelectMany(secret => new[]
        {
            secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^2], secret.Replace("&", "\\u0026", StringComparison.Ordinal),
        }).ToList();
        foreach (var text in texts)
        {
            foreach (var form in forms)
                Assert.False(text.Contains(form, StringComparison.Ordinal), $"{where} shows {form}");
        }
    }
}
