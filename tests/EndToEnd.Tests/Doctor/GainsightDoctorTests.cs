using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Doctor;
using Doctor.Gainsight;
using Gainsight.Client;

namespace EndToEnd.Tests.Doctor;

public sealed class GainsightDoctorTests
{
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(35);

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
            PlainTimeOffset = TimeSpan.FromMinutes(15 * random.Next(-40, 41)),
            CutReadLimit = Flip(),
            DescribeWithoutItems = Flip(),
            EchoWrittenFields = Flip(),
            RefuseDuplicateCompanyNames = Flip(),
            NoMatch = Pick<GainsightNoMatch>(),
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
        emulator.Seed("company", new System.Text.Json.Nodes.JsonObject { ["Name"] = "Theirs" });

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
            ["read.limit-above-5000"] = set.CutReadLimit ? "taken" : "refused",
            ["metadata.items"] = set.DescribeWithoutItems ? "left out" : "described",
            ["write.echo"] = set.EchoWrittenFields ? "fields" : "ids only",
            ["write.duplicate-names"] = set.RefuseDuplicateCompanyNames ? "refused" : "taken",

            // A tenant that writes the good rows of any call does so here as well.
            ["write.no-match"] = set.NoMatch == GainsightNoMatch.UpdateOthers || set.RowFailure == GainsightRowFailure.WriteOthers ? "others are updated" : "nothing is updated",
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
        Assert.Equal("Theirs", (string?)Assert.Single(emulator.Records("company"))["Name"]);
    }

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
        Assert.DoesNotContain(findings.Values, finding => finding.Value.Contains("canary", StringComparison.Ordinal));
        Assert.Equal(0, emulator.Count("company"));
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
        await using var emulator = await GainsightEmulator.StartAsync(
            new() { Port = 0, OffsetCountsFromOne = true, CallsPerMinute = 10_000 }, TestContext.Current.CancellationToken);
        await using var program = Support.Program.Start(
            "Doctor", new Dictionary<string, string> { ["GAINSIGHT_ACCESS_KEY"] = emulator.AccessKey }, "gainsight", "--url", emulator.BaseAddress.AbsoluteUri, "--calls-per-minute", "10000");

        var (code, output) = await program.EndAsync();

        Assert.True(code == 0, output);
        Assert.Contains("options.OffsetCountsFromOne = true;", output, StringComparison.Ordinal);
        Assert.DoesNotContain(emulator.AccessKey, output, StringComparison.Ordinal);
        Assert.Equal(0, emulator.Count("company"));
    }

    private static async Task<IReadOnlyList<(string Name, Finding Finding)>> RunAsync(GainsightEmulator emulator, JumpingTimeProvider time) =>
        await GainsightDoctor.RunAsync(
            new GainsightClientOptions { BaseAddress = emulator.BaseAddress, AccessKey = emulator.AccessKey, AttemptTimeout = s_attempt },
            emulator.CreateHandler(),
            time,
            "doctor-test-",
            TestContext.Current.CancellationToken);
}
