using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Doctor;
using Doctor.Gainsight;
using Gainsight.Client;

namespace EndToEnd.Tests.Doctor;

public sealed class GainsightDoctorTests
{
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 24)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task It_finds_how_the_tenant_was_set(int seed)
    {
        var random = new Random(seed);
        bool Flip() => random.Next(2) == 0;
        T Pick<T>()
            where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];
        var time = new JumpingTimeProvider(s_attempt);
        GainsightEmulatorOptions set = new()
        {
            TimeProvider = time,
            Seed = seed,
            ReadAsList = Flip(),
            EmptyRead = Pick<GainsightEmptyRead>(),
            ReadDatesAsEpoch = Flip(),
            ReadMissingDatesAsNull = Flip(),
            ReadPicklistsAsLabels = Flip(),
            OffsetCountsFromOne = Flip(),
            NegationsMatchNull = Flip(),
            IgnoreCaseInText = Flip(),
            IgnoreCaseInEmails = Flip(),
            PlainTimeOffset = TimeSpan.FromMinutes(15 * random.Next(-40, 41)),
            CutReadLimit = Flip(),
            MaxRowsPerRead = Flip() ? 5_000 : random.Next(20, 40),
            MaxRecordsPerCall = random.Next(4, 90),
            MaxKeys = random.Next(1, 6),
            MaxBodyBytes = Flip() ? 32 * 1024 * 1024 : 512 * 1024,
            TokenRequest = Pick<GainsightTokenBody>(),
            DescribeWithoutItems = Flip(),
            EchoWrittenFields = Flip(),
            RefuseDuplicateCompanyNames = Flip(),
            NoMatch = Pick<GainsightNoMatch>(),
            NameUnmatchedKeys = Flip(),
            MultiMatch = Pick<GainsightMultiMatch>(),
            RowFailure = Pick<GainsightRowFailure>(),
            ErrorDetail = Pick<GainsightErrorDetail>(),
            IgnoreCaseInFieldNames = Flip(),
            AcceptEpochDates = Flip(),
            AcceptDanglingLookups = Flip(),
            AllowBulkDelete = Flip(),
            SendRateLimitHeader = Flip(),
            ThrottleStatus = Flip() ? 429 : 200,
        };
        await using var emulator = await GainsightEmulator.StartAsync(set, TestContext.Current.CancellationToken);
        emulator.DeclareField("company", new("Seen__gc", "DATETIME"));
        emulator.Seed("relationship_type", new JsonObject { ["Name"] = "Product" });
        emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@vendor.com" });
        emulator.Seed("company", Enumerable.Range(0, 50).Select(i => new JsonObject { ["Name"] = $"Theirs {i}" }));

        var findings = (await RunAsync(emulator, time)).ToDictionary(found => found.Name, found => found.Finding.Value);

        Dictionary<string, string> expected = new()
        {
            ["connection"] = "works",
            ["read.shape"] = set.ReadAsList ? "list" : "data.records",
            ["read.empty"] = set.EmptyRead switch
            {
                GainsightEmptyRead.NoDataFound => "No data found",
                GainsightEmptyRead.NoEntityMatches => "GSOBJ_1011",
                _ => "no records",
            },
            ["read.dates"] = set.ReadDatesAsEpoch ? "epoch" : "text",
            ["read.missing-dates"] = set.ReadMissingDatesAsNull ? "null" : "empty text",
            ["read.picklists"] = set.ReadPicklistsAsLabels ? "labels" : "ids",
            ["read.offset"] = set.OffsetCountsFromOne ? "from one" : "from zero",
            ["read.negations"] = set.NegationsMatchNull ? "find records without a value" : "leave out records without a value",
            ["text.case"] = set.IgnoreCaseInText ? "ignored" : "matters",
            ["read.time-zone"] = set.PlainTimeOffset.ToString("c"),
            ["text.email-case"] = set.IgnoreCaseInEmails ? "ignored" : "matters",
            ["oauth.request"] = set.TokenRequest switch { GainsightTokenBody.Any => "a form or nothing", GainsightTokenBody.Form => "a form", _ => "nothing" },
            ["limits.records-per-call"] = set.MaxRecordsPerCall > 50 ? "more than 50" : $"{set.MaxRecordsPerCall}",
            ["limits.keys-per-call"] = set.MaxKeys >= 4 ? "4 or more" : $"{set.MaxKeys}",
            ["limits.read-above-5000"] = set.CutReadLimit ? "taken" : "refused",
            ["limits.read-default"] = set.MaxRowsPerRead < 5_000 ? $"{set.MaxRowsPerRead}" : "could not tell: the tenant has too few companies",
            ["limits.in-list"] = "1000 or more",
            ["limits.body-of-1-mb"] = set.MaxBodyBytes < 1_000_000 ? "refused" : "taken",
            ["metadata.items"] = set.DescribeWithoutItems ? "left out" : "described",
            ["write.echo"] = set.EchoWrittenFields ? "fields" : "ids only",
            ["write.duplicate-names"] = set.RefuseDuplicateCompanyNames ? "refused" : "taken",

            ["write.time-zone"] = set.PlainTimeOffset.ToString("c"),
            ["write.no-match"] = set.NoMatch == GainsightNoMatch.UpdateOthers ? "others are updated" : "nothing is updated",

            // Who updates the others lists the one that was left out, unless no errors are listed at all.
            ["write.unmatched-keys"] = set.ErrorDetail != GainsightErrorDetail.None && (set.NameUnmatchedKeys || set.NoMatch == GainsightNoMatch.UpdateOthers) ? "named" : "not named",
            ["write.key-name-case"] = set.IgnoreCaseInFieldNames ? "ignored" : "matters",
            ["write.relationship-without-type"] = "refused",
            ["write.several-matches"] = set.MultiMatch switch
            {
                GainsightMultiMatch.UpdateAll => "all are updated",
                GainsightMultiMatch.UpdateFirst => "one is updated",
                _ => "refused",
            },
            ["write.bad-row"] = set.RowFailure == GainsightRowFailure.WriteOthers ? "others are written" : "nothing is written",
            ["write.errors"] = set.ErrorDetail switch { GainsightErrorDetail.Nested => "nested", GainsightErrorDetail.Flat => "flat", _ => "none" },
            ["write.field-name-case"] = set.IgnoreCaseInFieldNames ? "ignored" : "matters",
            ["write.epoch-dates"] = set.AcceptEpochDates ? "taken" : "refused",
            ["write.dangling-lookups"] = set.AcceptDanglingLookups ? "taken" : "refused",
            ["write.bulk-delete"] = set.AllowBulkDelete ? "served" : "refused",
            ["limits.header"] = set.SendRateLimitHeader ? "sent" : "not sent",
            ["clean-up"] = "done",
        };
        Assert.Equal(
            string.Join('\n', expected.Select(pair => $"{pair.Key}: {pair.Value}")),
            string.Join('\n', expected.Select(pair => $"{pair.Key}: {findings.GetValueOrDefault(pair.Key)}")));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), findings.Where(found => Unsafe(found.Key) is false).Select(found => found.Key).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"Theirs {i}"), emulator.Records("company").Select(company => (string)company["Name"]!));
        Assert.Equal(0, emulator.Count("relationship"));

        // Three minutes at half of the usual quota, and some twenty-five companies.
        Assert.InRange(emulator.Calls.Count, 1, 150);
        Assert.InRange(emulator.Calls.Count(call => call.Method == "DELETE"), 1, 30);
    }

    private static bool Unsafe(string title) => GainsightDoctor.Checks.Any(check => check.Title == title && check is global::Doctor.Gainsight.Unsafe);

    [Theory, InlineData(503), InlineData(400), InlineData(200)]
    public async Task What_is_refused_cannot_be_told_and_nothing_is_left_behind(int status)
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Faults.Add(Fault.Reply(status, """{"result":false,"errorCode":"GSOBJ_1009","data":{"records":"canary"}}"""), when: call => call.IsWrite, count: null);

        var findings = (await RunAsync(emulator, time)).ToDictionary(found => found.Name, found => found.Finding);

        Assert.StartsWith("could not tell: ", findings["read.offset"].Value, StringComparison.Ordinal);
        Assert.Null(findings["read.offset"].OptionLine);
        Assert.Equal("no records", findings["read.empty"].Value);

        // A refusal that has nothing to do with the question is no answer to it.
        Assert.DoesNotContain(findings.Where(found => found.Key.StartsWith("write.", StringComparison.Ordinal)), found => found.Value.IsKnown);
        Assert.DoesNotContain(findings.Values, finding => finding.Value.Contains("canary", StringComparison.Ordinal));
        Assert.Equal(0, emulator.Count("company"));
    }

    [Theory, InlineData(1), InlineData(12), InlineData(30)]
    public async Task A_run_that_is_cancelled_removes_what_it_created(int writes)
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Seed("company", new JsonObject { ["Name"] = "Theirs" });
        using var stop = new CancellationTokenSource();
        emulator.OnBeforeAnswer = (_, _) =>
        {
            if (emulator.WriteCalls == writes)
                stop.Cancel();
            return default;
        };

        var findings = await RunAsync(emulator, time, stop.Token);

        Assert.Equal(["could not tell: it was cancelled", "done"], findings.TakeLast(2).Select(found => found.Finding.Value));
        Assert.Equal(("run", "clean-up"), (findings[^2].Name, findings[^1].Name));
        Assert.Equal("Theirs", (string?)Assert.Single(emulator.Records("company"))["Name"]);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_named()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Faults.Add(Fault.Reply(400, """{"result":false,"errorCode":"GSOBJ_1003"}"""), method: "DELETE", count: null);

        var (name, finding) = (await RunAsync(emulator, time))[^1];

        Assert.Equal(("clean-up", false), (name, finding.IsKnown));
        Assert.StartsWith("left behind: doctor-test-001, ", finding.Value, StringComparison.Ordinal);
        Assert.EndsWith($" and {emulator.Count("company") - 10} more", finding.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_ends_after_a_time_and_what_is_left_is_named()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        emulator.OnBeforeAnswer = (_, _) =>
        {
            stop.Cancel();
            return default;
        };
        emulator.Faults.Add(Fault.Hang(), method: "DELETE", count: null);

        var run = RunAsync(emulator, time, stop.Token);
        await emulator.Faults.WaitForHeldAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        time.EndHeldWaits();

        Assert.Equal("left behind: doctor-test-001", (await run.WaitAsync(s_patience, TestContext.Current.CancellationToken))[^1].Finding.Value);
    }

    [Fact]
    public async Task What_may_be_left_behind_is_named_when_nobody_answers()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Faults.Add(Fault.Html(), when: _ => emulator.WriteCalls > 5, count: null);

        var findings = await RunAsync(emulator, time);

        Assert.Equal(("clean-up", "left behind: perhaps records whose names begin with doctor-test-"), (findings[^1].Name, findings[^1].Finding.Value));
    }

    [Fact]
    public async Task Without_a_connection_it_says_why()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time, RefuseCallerAddress = true }, TestContext.Current.CancellationToken);

        var (name, finding) = Assert.Single(await RunAsync(emulator, time));

        Assert.Equal("connection", name);
        Assert.Contains("IP address", finding.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_prints_findings_and_options()
    {
        await using var emulator = await StartOnPortAsync(new() { OffsetCountsFromOne = true });
        await using var program = Start(emulator, emulator.AccessKey, "--write");

        var (code, output) = await program.EndAsync();

        Assert.True(code == 0, output);
        Assert.Contains("options.OffsetCountsFromOne = true;", output, StringComparison.Ordinal);
        Assert.Contains("options.OAuth!.TokenRequest = GainsightTokenRequest.Form;", output, StringComparison.Ordinal);
        AssertSecret(emulator, output);
        Assert.Equal(0, emulator.Count("company"));
    }

    [Fact]
    public async Task The_program_removes_what_it_created_when_it_is_told_to_end()
    {
        await using var emulator = await StartOnPortAsync(new());
        var written = new TaskCompletionSource();
        emulator.OnBeforeAnswer = (_, _) =>
        {
            if (emulator.WriteCalls >= 10)
                written.TrySetResult();
            return default;
        };
        await using var program = Start(emulator, emulator.AccessKey, "--write");
        await written.Task.WaitAsync(s_patience, TestContext.Current.CancellationToken);

        program.Terminate();
        var (code, output) = await program.EndAsync();

        Assert.True(code == 1, output);
        Assert.Contains("it was cancelled", output, StringComparison.Ordinal);
        AssertSecret(emulator, output);
        Assert.Equal(0, emulator.Count("company"));
    }

    [Theory]
    [InlineData("no flag", 2, "--write")]
    [InlineData("no key", 2, "AccessKey: ")]
    [InlineData("wrong key", 1, "refuses the access key")]
    [InlineData("blocked", 1, "IP address")]
    [InlineData("no network", 1, "No connection to 127.0.0.1")]
    [InlineData("bad domain", 2, "must not begin with http://")]
    [InlineData("no domain", 2, "the domain of the tenant is required")]
    [InlineData("bad address", 2, "this is not an address")]
    public async Task The_program_says_what_is_wrong(string what, int code, string message)
    {
        await using var emulator = await StartOnPortAsync(new() { RefuseCallerAddress = what == "blocked" });
        var key = what switch { "no key" => "", "wrong key" => "hunter2-hunter2", _ => emulator.AccessKey };
        await using var program = what switch
        {
            "no flag" => Start(emulator, key),
            "no network" => Start(key, "--url", "http://127.0.0.1:9", "--write"),
            "bad domain" => Start(key, "--domain", "http://acme.gainsightcloud.com", "--write"),
            "no domain" => Start(key, "--write"),
            "bad address" => Start(key, "--url", "acme", "--write"),
            _ => Start(emulator, key, "--write"),
        };

        var (exitCode, output) = await program.EndAsync();

        Assert.True(exitCode == code, $"{exitCode}: {output}");
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        AssertSecret(emulator, output);
        Assert.Equal(0, emulator.WriteCalls);
    }

    private static Task<GainsightEmulator> StartOnPortAsync(GainsightEmulatorOptions options)
    {
        (options.Port, options.CallsPerMinute) = (0, 10_000);
        return GainsightEmulator.StartAsync(options, TestContext.Current.CancellationToken);
    }

    private static Support.Program Start(GainsightEmulator emulator, string key, params IEnumerable<string> arguments) =>
        Start(key, ["--url", emulator.BaseAddress.AbsoluteUri, "--calls-per-minute", "10000", .. arguments]);

    private static Support.Program Start(string key, params IEnumerable<string> arguments) => Support.Program.Start(
        "Doctor",
        new Dictionary<string, string>
        {
            ["GAINSIGHT_ACCESS_KEY"] = key,
            ["GAINSIGHT_CLIENT_ID"] = GainsightEmulator.DefaultClientId,
            ["GAINSIGHT_CLIENT_SECRET"] = GainsightEmulator.DefaultClientSecret,
        },
        ["gainsight", .. arguments]);

    private static void AssertSecret(GainsightEmulator emulator, string output)
    {
        foreach (var secret in new[] { emulator.AccessKey, "hunter2", GainsightEmulator.DefaultClientSecret })
            Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<(string Name, Finding Finding)>> RunAsync(GainsightEmulator emulator, JumpingTimeProvider time, CancellationToken? stop = null) =>
        GainsightDoctor.RunAsync(
            new GainsightClientOptions { BaseAddress = emulator.BaseAddress, AccessKey = emulator.AccessKey, AttemptTimeout = s_attempt },
            new GainsightOAuthOptions { ClientId = GainsightEmulator.DefaultClientId, ClientSecret = GainsightEmulator.DefaultClientSecret },
            emulator.CreateHandler(),
            time,
            "doctor-test-",
            s_attempt,
            stop ?? TestContext.Current.CancellationToken);
}
