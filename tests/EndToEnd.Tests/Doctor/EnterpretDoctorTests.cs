using System.Globalization;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Doctor;
using Doctor.Enterpret;
using Enterpret.Client;
using EmulatedShape = Census.Sync.Emulators.EnterpretMetadataShape;

namespace EndToEnd.Tests.Doctor;

public sealed class EnterpretDoctorTests
{
    private const string Prefix = "doctor-test-";
    private const string Lenient = "lenient: bad records are answered with success";
    private const string LenientForm = "could not tell: this integration answers bad records with success too";
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(35);

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 24)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task It_finds_how_the_organisation_was_set(int seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        bool Flip() => random.Next(2) == 0;
        T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
        var time = new JumpingTimeProvider(s_attempt);
        EnterpretEmulatorOptions set = new()
        {
            TimeProvider = time,
            Seed = seed,
            Profile = Pick(Enum.GetValues<EnterpretLimitProfile>()),
            CallsPerMinute = Pick<int?>(null, null, 12),
            MaxBodyBytes = Pick<int?>(null, 204_800, 1_000_000, random.Next(20_000, 1_900_000)),
            MaxRecordsPerCall = Pick<int?>(null, random.Next(1, 200)),
            MaxEntitiesPerCall = Pick(15, random.Next(1, 50)),
            MaxIdsPerCall = Pick(100, random.Next(20, 200)),
            ThrottleRetryAfter = Flip(),
            EmptySuccessBody = Flip(),
            Validation = Pick(EnterpretValidation.Strict, EnterpretValidation.Strict, EnterpretValidation.Legacy),
            Duplicates = Pick(Enum.GetValues<EnterpretDuplicates>()),
            AttributeUpdate = Pick(Enum.GetValues<EnterpretAttributeUpdate>()),
            MetadataShape = Pick(Enum.GetValues<EmulatedShape>()),
            ConvertMilliseconds = Flip(),
            AcceptBooleanAttributes = Flip(),
            RejectUnknownProperties = Flip(),
            RandomWindowPhase = Flip(),
            WindowKind = Pick(Enum.GetValues<RateWindowKind>()),
            CountRefusedCalls = Flip(),
        };
        await using var emulator = await EnterpretEmulator.StartAsync(set, TestContext.Current.CancellationToken);
        await SendTheirsAsync(emulator, time, set.MetadataShape);

        var findings = await RunAsync(emulator, time);

        var isStrict = set.Validation == EnterpretValidation.Strict;
        var isThrottled = set.CallsPerMinute == 12;
        var perCall = set.Profile == EnterpretLimitProfile.Strict ? 20 : 100;
        string Form(bool isTaken) => !isStrict ? LenientForm : isTaken ? "taken" : "refused";
        Dictionary<string, string> expected = new()
        {
            ["connection.users"] = "works, it seems: an empty list is refused, the key is not",
            ["connection.accounts"] = "works, it seems: an empty list is refused, the key is not",
            ["connection.feedback"] = "works, it seems: an empty list is refused, the key is not",
            ["keys.order"] = "looked at first",
            ["keys.other-kind"] = "refused",
            ["users.validation"] = isStrict ? "strict" : Lenient,
            ["accounts.validation"] = isStrict ? "strict" : Lenient,
            ["feedback.validation"] = isStrict ? "strict" : Lenient,
            ["metadata.shape"] = !isStrict
                ? LenientForm + "; paste what Feedback.Render returns into Enterpret's payload validator"
                : set.MetadataShape switch { EmulatedShape.Flat => "flat", EmulatedShape.Wrapped => "wrapped", _ => "wrapped and flat are taken" },
            ["limits.bytes"] = FormattableString.Invariant($"{set.MaxBodyBytes ?? 200_000:N0} a request"),
            ["limits.records"] = $"{set.MaxRecordsPerCall ?? perCall} a request",
            ["limits.users"] = $"{set.MaxEntitiesPerCall} a request",
            ["limits.accounts"] = $"{set.MaxEntitiesPerCall} a request",
            ["limits.ids"] = $"{set.MaxIdsPerCall} a request",
            ["success.body"] = set.EmptySuccessBody ? "empty" : "{}",
            ["limits.headers"] = "none",
            ["limits.retry-after"] = !isThrottled ? "could not tell: no request was refused as too many, and none is provoked" : set.ThrottleRetryAfter ? "sent" : "not sent",
            ["records.survey"] = Form(true),
            ["records.answer-list"] = Form(true),
            ["records.selected-options"] = Form(true),
            ["records.conversation"] = Form(true),
            ["records.forum-thread"] = Form(true),
            ["records.milliseconds"] = Form(set.ConvertMilliseconds),
            ["records.unknown-properties"] = Form(!set.RejectUnknownProperties),
            ["users.unknown-properties"] = Form(!set.RejectUnknownProperties),
            ["accounts.unknown-properties"] = Form(!set.RejectUnknownProperties),
            ["users.truths"] = Form(set.AcceptBooleanAttributes),
            ["accounts.truths"] = Form(set.AcceptBooleanAttributes),
        };
        Assert.Equal(Lines(expected), Lines(expected.Keys.ToDictionary(name => name, name => findings[name].Value)));

        // What depends on nothing that can be seen is not guessed at.
        Assert.All(
            ["limits.scope", "records.atomic", "records.repeated-id", "records.id-scope", "users.update", "accounts.update", "census.fields", "links", "time.visible"],
            (string name) => Assert.False(findings[name].IsKnown, name));
        Assert.All(
            ["limits.feedback-requests", "limits.users-requests", "limits.accounts-requests"],
            (string name) => Assert.StartsWith(isThrottled ? "fewer than 20 a minute are taken, or others use the key: " : "20 a minute are taken", findings[name].Value, StringComparison.Ordinal));

        List<string> options = [];
        if (isStrict)
            options.Add($"options.MetadataShape = EnterpretMetadataShape.{(set.MetadataShape == EmulatedShape.Flat ? "Flat" : "Wrapped")};");
        options.Add($"options.Feedback.Limits = options.Feedback.Limits with {{ MaximumBytes = {(set.MaxBodyBytes ?? 200_000).ToString("N0", CultureInfo.InvariantCulture).Replace(',', '_')} }};");
        options.Add($"options.Feedback.Limits = options.Feedback.Limits with {{ MaximumRecords = {set.MaxRecordsPerCall ?? perCall} }};");
        if (!isThrottled)
            options.AddRange(["options.Feedback.Limits = options.Feedback.Limits with { RequestsPerMinute = 20 };", "options.EntityRequestsPerMinute = 20;"]);
        Assert.Equal(options, findings.Values.Select(finding => finding.OptionLine).OfType<string>().Distinct());

        // It touched nothing but its own, and that is gone again.
        Assert.True(findings["clean-up"].IsKnown, findings["clean-up"].Value);
        Assert.Equal(["theirs"], emulator.Users.Concat(emulator.Accounts).Concat(emulator.Records).Select(item => (string?)item["id"]).Distinct());
        Assert.All(emulator.Calls.SelectMany(call => call.Ids).Where(id => id != "theirs"), id => Assert.StartsWith(Prefix, id, StringComparison.Ordinal));
        if (!isThrottled)
            Assert.DoesNotContain(emulator.Calls, call => call.Status == 429);
    }

    [Fact]
    public async Task Without_leave_to_write_it_stores_nothing()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);

        var findings = await RunAsync(emulator, time, mayWrite: false);

        Assert.Equal("looked at first", findings["keys.order"].Value);
        Assert.Equal("could not tell: it takes --write", findings["metadata.shape"].Value);
        Assert.Equal("nothing was written", findings["clean-up"].Value);
        Assert.Empty(emulator.Calls.SelectMany(call => call.Ids));
    }

    [Fact]
    public async Task Without_a_privacy_key_it_says_what_it_leaves_behind()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);

        var findings = await RunAsync(emulator, time, change: options => options.PrivacyApiKey = null);

        var left = findings["clean-up"].Value;
        Assert.StartsWith("left behind", left, StringComparison.Ordinal);
        Assert.All(emulator.Users.Concat(emulator.Accounts), item => Assert.Contains((string)item["id"]!, left, StringComparison.Ordinal));
        Assert.NotEmpty(emulator.Records);
        Assert.All(emulator.Records, record => Assert.Contains(Prefix + "user", record["metadata"]!.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("could not tell: there is no key for privacy", findings["limits.ids"].Value);
    }

    [Theory]
    [InlineData(503, "Enterpret answered status 503")]
    [InlineData(200, "this is not Enterpret's address: enterpret.localhost answered a web page")]
    [InlineData(404, "this is not Enterpret's address: enterpret.localhost answered status 404")]
    public async Task Without_Enterpret_it_says_so_and_asks_nothing_more(int status, string problem)
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Faults.Add(Fault.Reply(status, "<html>canary</html>", "text/html"), count: null);

        var findings = await RunAsync(emulator, time);

        Assert.Equal(["connection.users", "connection.accounts", "connection.feedback"], findings.Keys);
        Assert.All(findings.Values, finding => Assert.Equal($"could not tell: {problem}", finding.Value));
        Assert.Empty(emulator.Calls.SelectMany(call => call.Ids));
    }

    [Theory, InlineData("users", 3), InlineData("accounts", 4), InlineData("records", 40)]
    public async Task What_was_written_is_erased_when_it_is_stopped_before_an_answer(string route, int requests)
    {
        var time = new JumpingTimeProvider(s_attempt);
        using var stop = new CancellationTokenSource();
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.OnBeforeAnswer = async (call, token) =>
        {
            if (call is { Route: var called, Stored: true } && called == route && emulator.Calls.Count(other => other.Route == route) > requests)
                await stop.CancelAsync();
        };

        var findings = await RunAsync(emulator, time, stop: stop.Token);

        Assert.Equal("could not tell: it was cancelled", findings["run"].Value);
        Assert.True(findings["clean-up"].IsKnown, findings["clean-up"].Value);
        Assert.Contains(emulator.Calls, call => call.Route == route && call.Stored);
        Assert.Empty(emulator.Users.Concat(emulator.Accounts).Concat(emulator.Records));
    }

    [Fact]
    public async Task What_cannot_be_erased_is_named()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Faults.Add(Fault.Reply(403, "no"), path: "/webhook/delete/custom", count: null);

        var findings = await RunAsync(emulator, time);

        Assert.False(findings["clean-up"].IsKnown);
        Assert.All(emulator.Users.Concat(emulator.Accounts), item => Assert.Contains((string)item["id"]!, findings["clean-up"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_is_no_answer()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        emulator.Faults.Add(Fault.Reply(400, """{"msg":"canary","code":"ErrCodeInvalidRequestArgument","referenceID":"AAAAAA"}"""), when: call => call.Ids.Count > 0, count: null);

        var findings = await RunAsync(emulator, time);

        Assert.Equal("could not tell: neither shape is taken", findings["metadata.shape"].Value);
        Assert.StartsWith("could not tell: a plain record of feedback is not taken either: status 400", findings["records.milliseconds"].Value, StringComparison.Ordinal);
        Assert.StartsWith("could not tell: a plain record of users is not taken either: status 400", findings["users.truths"].Value, StringComparison.Ordinal);
        Assert.StartsWith("could not tell: even 200 are not refused for their number", findings["limits.records"].Value, StringComparison.Ordinal);
        Assert.DoesNotContain(findings.Values, finding => finding.Value.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_program_says_what_it_will_do_then_prints_findings_and_options()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { Port = 0, CallsPerMinute = int.MaxValue }, TestContext.Current.CancellationToken);

        var (code, output) = await RunProgramAsync(
            Environment(emulator), "--url", emulator.BaseAddress.AbsoluteUri, "--write", "--requests-per-minute", "200");

        Assert.True(code == 0, output);
        Assert.StartsWith("This run writes to 127.0.0.1", output, StringComparison.Ordinal);
        Assert.Contains("services.AddEnterpretClient(options =>", output, StringComparison.Ordinal);
        Assert.Contains("options.MetadataShape = EnterpretMetadataShape.Wrapped;", output, StringComparison.Ordinal);
        Assert.Contains("MaximumRecords = 100", output, StringComparison.Ordinal);
        Assert.DoesNotContain(EnterpretEmulator.DefaultUsersKey, output, StringComparison.Ordinal);
        Assert.DoesNotContain(EnterpretEmulator.DefaultPrivacyKey, output, StringComparison.Ordinal);
        Assert.Empty(emulator.Users.Concat(emulator.Accounts).Concat(emulator.Records));
    }

    [Fact]
    public async Task Keys_may_stand_in_a_settings_file()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { Port = 0 }, TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        var settings = folder.Write(
            "appsettings.json",
            $$"""{"Enterpret":{"BaseAddress":"{{emulator.BaseAddress}}","Feedback":{"ApiKey":"{{EnterpretEmulator.DefaultFeedbackKey}}","FileId":"reviews"} } }""");

        var (code, output) = await RunProgramAsync(new Dictionary<string, string>(), "--settings", settings);

        Assert.True(code == 0, output);
        Assert.Contains("could not tell: it takes --write", output, StringComparison.Ordinal);
        Assert.Contains("20 a minute are taken", output, StringComparison.Ordinal);
        Assert.Equal(21, emulator.Calls.Count);
    }

    [Theory]
    [InlineData(2, "at least one key is required", "DOCTOR_UNUSED", "")]
    [InlineData(2, "UsersApiKey", "Enterpret__UsersApiKey", "two words")]
    [InlineData(1, "cannot be reached", "Enterpret__UsersApiKey", "wrong", "--url", "http://127.0.0.1:9")]
    [InlineData(2, "must begin with https://", "Enterpret__UsersApiKey", "wrong", "--url", "http://example.com")]
    [InlineData(2, "BaseAddress", "Enterpret__UsersApiKey", "wrong", "--url", "nowhere at all")]
    [InlineData(2, "--settings", "Enterpret__UsersApiKey", "wrong", "--settings", "gone.json")]
    [InlineData(2, "above 0", "Enterpret__UsersApiKey", "wrong", "--requests-per-minute", "0")]
    public async Task What_is_entered_wrongly_ends_with_a_clear_message(int exitCode, string message, string variable, string value, params string[] arguments)
    {
        var (code, output) = await RunProgramAsync(new Dictionary<string, string> { [variable] = value }, arguments);

        Assert.True(code == exitCode, $"{code}: {output}");
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Doctor.", output, StringComparison.Ordinal);
        if (value.Length > 0)
            Assert.DoesNotContain(value, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_refused_is_named_and_not_shown()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { Port = 0 }, TestContext.Current.CancellationToken);

        var (code, output) = await RunProgramAsync(
            new Dictionary<string, string> { ["Enterpret__AccountsApiKey"] = EnterpretEmulator.DefaultUsersKey }, "--url", emulator.BaseAddress.AbsoluteUri, "--write");

        Assert.Equal(1, code);
        Assert.Contains("Enterpret refuses the key Enterpret:AccountsApiKey (status 401)", output, StringComparison.Ordinal);
        Assert.DoesNotContain(EnterpretEmulator.DefaultUsersKey, output, StringComparison.Ordinal);
        Assert.Empty(emulator.Calls.SelectMany(call => call.Ids));
    }

    private static async Task<(int ExitCode, string Output)> RunProgramAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        await using var program = Support.Program.Start("Doctor", environment, arguments.Prepend("enterpret"));
        return await program.EndAsync();
    }

    private static Dictionary<string, string> Environment(EnterpretEmulator emulator) => new()
    {
        ["Enterpret__UsersApiKey"] = EnterpretEmulator.DefaultUsersKey,
        ["Enterpret__AccountsApiKey"] = EnterpretEmulator.DefaultAccountsKey,
        ["Enterpret__Feedback__ApiKey"] = EnterpretEmulator.DefaultFeedbackKey,
        ["Enterpret__PrivacyApiKey"] = EnterpretEmulator.DefaultPrivacyKey,
    };

    private static EnterpretClientOptions Options(EnterpretEmulator emulator) => new()
    {
        BaseAddress = emulator.BaseAddress,
        UsersApiKey = EnterpretEmulator.DefaultUsersKey,
        AccountsApiKey = EnterpretEmulator.DefaultAccountsKey,
        PrivacyApiKey = EnterpretEmulator.DefaultPrivacyKey,
        Feedback = new() { ApiKey = EnterpretEmulator.DefaultFeedbackKey, FileId = "theirs" },
        AttemptTimeout = s_attempt,
    };

    private static async Task<Dictionary<string, Finding>> RunAsync(
        EnterpretEmulator emulator, JumpingTimeProvider time, bool mayWrite = true, Action<EnterpretClientOptions>? change = null, CancellationToken? stop = null)
    {
        var options = Options(emulator);
        change?.Invoke(options);
        var findings = await EnterpretDoctor.RunAsync(options, emulator.CreateHandler(), time, Prefix, 20, mayWrite, s_attempt, stop ?? TestContext.Current.CancellationToken);
        return findings.ToDictionary(found => found.Name, found => found.Finding);
    }

    // What others have there, with identifiers that a careless clean-up might hit.
    private static async Task SendTheirsAsync(EnterpretEmulator emulator, JumpingTimeProvider time, EmulatedShape shape)
    {
        var options = Options(emulator);
        options.MetadataShape = shape == EmulatedShape.Flat ? global::Enterpret.Client.EnterpretMetadataShape.Flat : global::Enterpret.Client.EnterpretMetadataShape.Wrapped;
        using var http = new HttpClient(emulator.CreateHandler());
        using var client = new EnterpretClient(options, http, time);
        await client.Users.UpsertAsync(new EnterpretUser("theirs", time.GetUtcNow()) { AccountId = "theirs" }, TestContext.Current.CancellationToken);
        await client.Accounts.UpsertAsync(new EnterpretAccount("theirs", time.GetUtcNow()), TestContext.Current.CancellationToken);
        await client.Feedback.SendAsync(new EnterpretReview("theirs", "Good.", time.GetUtcNow()) { UserId = "theirs" }, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(2));
    }

    private static string Lines(Dictionary<string, string> findings) => string.Join('\n', findings.Select(pair => $"{pair.Key}: {pair.Value}"));
}
