using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests;

public sealed class FaultTests
{
    private const string Row = """{"Name":"A"}""";

    [Fact]
    public async Task Answers_instead_of_the_vendors_store_nothing()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.TooManyRequests(TimeSpan.FromSeconds(7)));
        emulator.Faults.Add(Fault.Html(503));
        emulator.Faults.Add(Fault.ServerError());
        emulator.Faults.Add(Fault.Unauthorized());
        emulator.Faults.Add(Fault.Redirect(new Uri("https://elsewhere.example/x")));
        emulator.Faults.Add(Fault.ResultFalse());
        emulator.Faults.Add(Fault.Reply(418, "tea", "text/plain"));

        RawAnswer throttled = await client.InsertAsync("company", Row);
        RawAnswer html = await client.InsertAsync("company", Row);
        RawAnswer error = await client.InsertAsync("company", Row);
        RawAnswer unauthorized = await client.InsertAsync("company", Row);
        RawAnswer redirect = await client.InsertAsync("company", Row);
        RawAnswer resultFalse = await client.InsertAsync("company", Row);
        RawAnswer custom = await client.InsertAsync("company", Row);

        Assert.Equal((429, "GS_APIG_2404", TimeSpan.FromSeconds(7)), (throttled.Status, throttled.ErrorCode, throttled.Response.Headers.RetryAfter!.Delta!.Value));
        Assert.Equal((503, "text/html"), (html.Status, html.Response.Content.Headers.ContentType!.MediaType));
        Assert.Equal((500, "GU_1101"), (error.Status, error.ErrorCode));
        Assert.Equal((401, "GS_APIG_2401"), (unauthorized.Status, unauthorized.ErrorCode));
        Assert.Equal((302, "https://elsewhere.example/x"), (redirect.Status, redirect.Response.Headers.Location!.AbsoluteUri));
        Assert.Equal((200, false), (resultFalse.Status, (bool)resultFalse.Json["result"]!));
        Assert.Equal((418, "tea"), (custom.Status, custom.Text));
        Assert.Equal(0, emulator.Count("company"));
        Assert.Equal(200, (await client.InsertAsync("company", Row)).Status);
        Assert.Equal(8, emulator.TimesSent("company", "A"));
        Assert.Equal(["TooManyRequests", "Html", "ServerError", "Unauthorized", "Redirect", "ResultFalse", "Custom", null], emulator.Calls.Select(call => call.Fault));
    }

    [Fact]
    public async Task A_cut_before_the_commit_loses_the_call_and_one_after_it_only_the_answer()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.CutBeforeCommit());
        emulator.Faults.Add(Fault.CutAfterCommit());

        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", Row));
        Assert.Equal(0, emulator.Count("company"));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", Row));
        Assert.Equal(1, emulator.Count("company"));
        Assert.Equal([(null, false), (null, true)], emulator.Calls.Select(call => (call.Status, call.Stored)));
    }

    [Fact]
    public async Task A_commit_after_the_cut_happens_on_release_or_when_its_time_has_come()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await StartAsync(new() { TimeProvider = time });
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.CommitAfterCut());
        emulator.Faults.Add(Fault.CommitAfterCut(TimeSpan.FromMinutes(2)));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", Row));
        Assert.Equal(0, emulator.Count("company"));
        await emulator.Faults.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, emulator.Count("company"));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", Row));
        await time.WaitForTimersAsync(1);
        Assert.Equal(1, emulator.Count("company"));
        time.Advance(TimeSpan.FromMinutes(2));
        await emulator.Faults.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, emulator.Count("company"));
        Assert.All(emulator.Calls, call => Assert.True(call.Stored));
    }

    [Fact]
    public async Task A_call_finds_what_was_to_be_stored_by_then_even_if_no_timer_was_heard()
    {
        var delay = TimeSpan.FromMinutes(2);
        var time = new JumpingTimeProvider(held: delay);
        await using var emulator = await StartAsync(new() { TimeProvider = time });
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.CommitAfterCut(delay));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", Row));

        time.Advance(delay - TimeSpan.FromSeconds(1));
        Assert.Empty((await client.QueryAsync("company", """{"select":["Name"]}""")).Records);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await client.QueryAsync("company", """{"select":["Name"]}""")).Records);

        time.EndHeldWaits();
        await emulator.Faults.SettleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, emulator.Count("company"));
    }

    [Fact]
    public async Task A_call_hangs_before_or_after_the_commit_until_released()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.Hang());
        emulator.Faults.Add(Fault.Hang(afterCommit: true));

        Task<RawAnswer> before = client.InsertAsync("company", Row);
        Assert.False((await emulator.Faults.WaitForHeldAsync(TestContext.Current.CancellationToken)).Stored);
        Assert.Equal(0, emulator.Count("company"));
        await emulator.Faults.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, (await before).Status);

        Task<RawAnswer> after = client.InsertAsync("company", Row);
        Assert.True((await emulator.Faults.WaitForHeldAsync(TestContext.Current.CancellationToken)).Stored);
        Assert.Equal(2, emulator.Count("company"));
        await emulator.Faults.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, (await after).Status);
        Assert.Empty(emulator.Faults.Held);
    }

    [Fact]
    public async Task A_client_that_leaves_a_hanging_call_leaves_nothing_behind()
    {
        await using var emulator = await StartAsync();
        using var http = new HttpClient(emulator.CreateHandler()) { BaseAddress = emulator.BaseAddress };
        http.DefaultRequestHeaders.Add("Accesskey", GainsightEmulator.DefaultAccessKey);
        emulator.Faults.Add(Fault.Hang());
        using var impatience = new CancellationTokenSource();

        Task call = http.PostAsync(new Uri("/v1/data/objects/company", UriKind.Relative), RawClient.Body($$"""{"records":[{{Row}}]}"""), impatience.Token);
        await emulator.Faults.WaitForHeldAsync(TestContext.Current.CancellationToken);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        while (emulator.Faults.Held.Count > 0)
        {
            await Task.Yield();
        }

        Assert.Equal(0, emulator.Count("company"));
        Assert.Null(emulator.Calls[0].Status);
    }

    [Fact]
    public async Task A_slow_body_arrives_piece_by_piece()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await StartAsync(new() { TimeProvider = time });
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.SlowBody(TimeSpan.FromSeconds(1), bytes: 100));

        Task<RawAnswer> call = client.InsertAsync("company", Row);
        await time.WaitForTimersAsync(1);
        Assert.False(call.IsCompleted);
        await time.RunUntilAsync(call);

        Assert.Equal(200, (await call).Status);
    }

    [Fact]
    public async Task Answers_may_lack_acknowledgements_or_be_broken_although_everything_was_stored()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.NoAcknowledgement(keep: 1));
        emulator.Faults.Add(Fault.NoAcknowledgement());
        emulator.Faults.Add(Fault.MalformedJson());
        emulator.Faults.Add(Fault.OversizedBody(100_000));
        emulator.Faults.Add(Fault.CutInBody());

        RawAnswer one = await client.InsertAsync("company", Row, Row);
        RawAnswer none = await client.InsertAsync("company", Row, Row);
        RawAnswer malformed = await client.InsertAsync("company", Row);
        RawAnswer oversized = await client.InsertAsync("company", Row);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", Row));

        Assert.Equal((1, true), (one.Records.Count, (bool)one.Json["result"]!));
        Assert.Empty(none.Records);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => malformed.Json);
        Assert.Equal(100_000, oversized.Text.Length);
        Assert.NotNull(oversized.Json);
        Assert.Equal(7, emulator.Count("company"));
    }

    [Fact]
    public async Task Rules_choose_by_path_method_number_and_condition()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        FaultRule second = emulator.Faults.Add(Fault.ServerError(), path: "objects/COMPANY", method: "POST", nth: 2, count: 2);
        FaultRule named = emulator.Faults.Add(Fault.Html(), when: call => call.Ids.Contains("Z"), count: null);

        int[] statuses = [.. await Task.WhenAll(Enumerable.Range(0, 1).Select(async _ => (await client.InsertAsync("company", Row)).Status))];
        Assert.Equal([200], statuses);
        Assert.Equal(200, (await client.QueryAsync("company", """{"select":["Name"]}""")).Status);
        Assert.Equal(500, (await client.InsertAsync("company", Row)).Status);
        Assert.Equal(500, (await client.InsertAsync("company", Row)).Status);
        Assert.Equal(200, (await client.InsertAsync("company", Row)).Status);
        Assert.Equal(502, (await client.InsertAsync("company", """{"Name":"Z"}""")).Status);
        Assert.Equal(502, (await client.UpdateAsync("company", "Name", """{"Name":"Z"}""")).Status);
        Assert.Equal((2, 2), (second.Hits, named.Hits));
        emulator.Faults.Clear();
        Assert.Equal(200, (await client.InsertAsync("company", """{"Name":"Z"}""")).Status);
    }

    [Fact]
    public async Task A_probability_draws_the_same_calls_for_the_same_seed()
    {
        async Task<string> RunAsync(int seed)
        {
            await using var emulator = await StartAsync(new() { Seed = seed });
            using var client = RawClient.For(emulator);
            emulator.Faults.Add(Fault.ServerError(), count: null, probability: 0.3);
            var statuses = new List<int>();
            for (int i = 0; i < 60; i++)
            {
                statuses.Add((await client.InsertAsync("company", Row)).Status);
            }

            return string.Join(',', statuses);
        }

        string first = await RunAsync(5);

        Assert.Equal(first, await RunAsync(5));
        Assert.NotEqual(first, await RunAsync(6));
        Assert.InRange(first.Split(',').Count(status => status == "500"), 6, 35);
    }

    [Fact]
    public async Task A_refused_call_does_not_use_up_a_fault()
    {
        await using var emulator = await StartAsync();
        using var stranger = RawClient.For(emulator, "wrong");
        FaultRule rule = emulator.Faults.Add(Fault.ServerError());

        Assert.Equal(401, (await stranger.InsertAsync("company", Row)).Status);

        Assert.Equal(0, rule.Hits);
    }

    [Fact]
    public async Task Hooks_run_before_the_commit_and_before_the_answer()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        var seen = new List<(string Where, int Stored, string Id)>();
        emulator.OnBeforeCommit = (call, _) =>
        {
            seen.Add(("commit", emulator.Count("company"), call.Ids[0]));
            return default;
        };
        emulator.OnBeforeAnswer = (call, _) =>
        {
            seen.Add(("answer", emulator.Count("company"), call.Ids[0]));
            return default;
        };

        await client.QueryAsync("company", """{"select":["Name"]}""");
        await client.InsertAsync("company", Row);

        Assert.Equal([("commit", 0, "A"), ("answer", 1, "A")], seen);
    }

    [Fact]
    public async Task Enterpret_speaks_its_own_words()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
        emulator.Faults.Add(Fault.TooManyRequests());
        emulator.Faults.Add(Fault.ServerError());
        emulator.Faults.Add(Fault.CutAfterCommit());
        string body = """{"users":[{"id":"u","attributes":{},"createdAt":1}]}""";

        Assert.Equal("ErrCodeRateLimitExceeded", (string?)(await client.PostAsync("/webhook/users/custom", body)).Json["code"]);
        RawAnswer error = await client.PostAsync("/webhook/users/custom", body);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("/webhook/users/custom", body));
        await client.PostAsync("/webhook/users/custom", body);

        Assert.Equal((500, "ErrCodeInternalError"), (error.Status, (string?)error.Json["code"]));
        Assert.Matches("^[A-Z0-9]{6}$", (string?)error.Json["referenceID"]);
        Assert.Single(emulator.Users);
        Assert.Equal(4, emulator.TimesSent("users", "u"));
    }

    private static Task<GainsightEmulator> StartAsync(GainsightEmulatorOptions? options = null) => GainsightEmulator.StartAsync(options, TestContext.Current.CancellationToken);
}
