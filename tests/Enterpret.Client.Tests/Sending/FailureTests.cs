using System.Net;
using Census.Sync;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Sending;

public class FailureTests
{
    public static TheoryData<Fault, int> PassingFaults() => new()
    {
        { Fault.ServerError(), 1 },
        { Fault.Html(502), 1 },
        { Fault.Html(503), 1 },
        { Fault.Html(504), 1 },
        { Fault.Reply(500, ""), 1 },
        { Fault.Reply(500, "[1, 2"), 1 },
        { Fault.Reply(408, "null"), 1 },
        { Fault.ResultFalse(), 1 },
        { Fault.CutBeforeCommit(), 1 },
        { Fault.CutAfterCommit(), 2 },
        { Fault.TooManyRequests(), 1 },
        { Fault.TooManyRequests(TimeSpan.FromSeconds(7)), 1 },
    };

    [Theory, MemberData(nameof(PassingFaults), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_that_passes_is_repeated_and_leaves_one_record(Fault fault, int mostStores)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(fault);

        var result = await workspace.CreateClient().Feedback.SendAsync(Make.Reviews(3), Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(2, workspace.Calls.Count);
        Assert.Equal(3, workspace.Emulator.Records.Count);
        Assert.InRange(workspace.Calls.Count(call => call.Stored), 1, mostStores);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(7, 7)]
    public async Task A_throttled_request_waits_as_long_as_asked_or_a_window(int? retryAfter, int seconds)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.TooManyRequests(retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null));

        await workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token);

        Assert.Equal(seconds, (workspace.Calls[1].Time - workspace.Calls[0].Time).TotalSeconds, 2d);
    }

    public static TheoryData<Fault> Acceptances() =>
    [
        Fault.NoAcknowledgement(), Fault.MalformedJson(), Fault.OversizedBody(2 * 1024 * 1024), Fault.Reply(202, "ok", "text/plain"), Fault.Reply(204, ""),
    ];

    [Theory, MemberData(nameof(Acceptances), DisableDiscoveryEnumeration = true)]
    public async Task A_success_counts_whatever_its_body(Fault fault)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(fault);

        await workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token);

        Assert.Single(workspace.Calls);
    }

    [Fact]
    public async Task A_web_page_is_no_success()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Html(200));

        var error = await Assert.ThrowsAsync<EnterpretTransportException>(() => workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Contains("web page", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_tells_code_and_reference()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(400, """{"msg":"bad value canary","code":"ErrCodeInvalidFieldFormat","referenceID":"8B5OQA"}"""));

        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal(EnterpretErrorCode.InvalidFieldFormat, error.ErrorCode);
        Assert.Equal("8B5OQA", error.ReferenceId);
        Assert.Equal(1, error.Attempts);
        Assert.False(error.IsTransient);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(workspace.Log.Entries, entry => entry.Id.Id == 1000 && entry.Text.Contains("8B5OQA", StringComparison.Ordinal));
        Assert.DoesNotContain(workspace.Log.Entries, entry => entry.Text.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html>canary</html>", "text/html")]
    [InlineData("""{"message":"canary"}""", "application/json")]
    [InlineData("""{"code":"a canary with spaces","referenceID":{"canary":1}}""", "application/json")]
    [InlineData("""{"code":null,"referenceID":"canary <b>"}""", "application/json")]
    [InlineData("", "application/json")]
    public async Task An_error_of_another_form_is_told_by_its_status(string body, string contentType)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(400, body, contentType));

        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal(default, error.ErrorCode);
        Assert.Null(error.ReferenceId);
        Assert.Equal("users: Enterpret answered status 400.", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    public async Task One_bad_record_does_not_take_the_others_with_it(int bad)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(
            Fault.Reply(400, """{"msg":"","code":"ErrCodeInvalidFieldFormat","referenceID":"X"}"""), count: null, when: call => call.Ids.Contains($"user-{bad}"));

        var result = await workspace.CreateClient().Users.UpsertAsync(Make.Users(20), Workspace.Token);

        Assert.Equal(19, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.Equal(EnterpretOutcomeStatus.Rejected, result.Outcomes[bad].Status);
        Assert.Equal("ErrCodeInvalidFieldFormat", result.Outcomes[bad].Problem!.Code);
        Assert.Equal(19, workspace.Emulator.Users.Count);
        Assert.InRange(workspace.Calls.Count, 2, 13);
        Assert.Null(result.Error);
    }

    [Fact]
    public async Task When_all_are_refused_alike_the_call_gives_up()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(400, """{"msg":"","code":"ErrCodeInvalidFieldFormat","referenceID":"X"}"""), count: null);

        var result = await workspace.CreateClient().Users.UpsertAsync(Make.Users(200), Workspace.Token);

        Assert.InRange(workspace.Calls.Count, 10, 50);
        Assert.Equal(200, result.Count(EnterpretOutcomeStatus.Rejected) + result.Count(EnterpretOutcomeStatus.NotSent));
        Assert.Equal(SyncErrorCodes.NearlyAllRejected, result.Outcomes[199].Problem!.Code);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    public async Task What_no_record_is_to_blame_for_is_thrown_before_anything_was_delivered(int status)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(status, "{}"), count: null);

        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => workspace.CreateClient().Users.UpsertAsync(Make.Users(40), Workspace.Token));

        Assert.Equal(status, (int)error.StatusCode);
        Assert.Single(workspace.Calls);
    }

    [Fact]
    public async Task What_stops_a_call_in_the_middle_is_in_its_outcomes()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Unauthorized(), nth: 2, count: null);

        var result = await workspace.CreateClient().Users.UpsertAsync(Make.Users(40), Workspace.Token);

        Assert.Equal(15, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.Equal(25, result.Count(EnterpretOutcomeStatus.NotSent));
        Assert.All(result.Outcomes.Skip(15), outcome => Assert.Equal(SyncErrorCodes.Unauthorized, outcome.Problem!.Code));
        Assert.Equal(EnterpretErrorCode.InvalidApiKey, Assert.IsType<EnterpretApiException>(result.Error).ErrorCode);
        Assert.Equal(2, workspace.Calls.Count);
    }

    [Fact]
    public async Task A_lost_answer_in_the_middle_leaves_its_records_unknown()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.CutAfterCommit(), nth: 2, count: null);

        var result = await workspace.CreateClient(options => options.MaximumAttempts = 3).Users.UpsertAsync(Make.Users(40), Workspace.Token);

        Assert.Equal(15, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.All(result.Outcomes.Skip(15).Take(15), outcome => Assert.Equal(EnterpretOutcomeStatus.Unknown, outcome.Status));
        Assert.All(result.Outcomes.Skip(30), outcome => Assert.Equal(EnterpretOutcomeStatus.NotSent, outcome.Status));
        Assert.Equal(3, Assert.IsType<EnterpretTransportException>(result.Error).Attempts);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Redirect(new Uri("http://elsewhere.example/")));

        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal(HttpStatusCode.Redirect, error.StatusCode);
        Assert.Single(workspace.Calls);
    }

    [Fact]
    public async Task A_quota_that_stays_empty_is_an_error()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.TooManyRequests(), count: null);

        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal(EnterpretErrorCode.RateLimitExceeded, error.ErrorCode);
        Assert.True(error.IsTransient);
        Assert.NotNull(error.RetryAfter);
        Assert.InRange(workspace.Calls.Count, 3, 6);
    }

    [Fact]
    public async Task A_wait_longer_than_allowed_is_an_error_that_says_when_to_go_on()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.TooManyRequests(TimeSpan.FromHours(2)));

        var error = await Assert.ThrowsAsync<EnterpretTransportException>(() => workspace.CreateClient().Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal(2, error.RetryAfter!.Value.TotalHours, 0.01);
        Assert.Single(workspace.Calls);
    }

    [Fact]
    public async Task Cancelling_is_cancelling()
    {
        await using var workspace = await Workspace.StartAsync();
        using var source = new CancellationTokenSource();
        workspace.Emulator.OnBeforeCommit = async (_, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workspace.CreateClient().Users.UpsertAsync(Make.Users(2), source.Token));

        Assert.Empty(workspace.Emulator.Users);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_transport_error()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Hang());
        var client = workspace.CreateClient(options => options.MaximumAttempts = 1);

        var call = client.Users.UpsertAsync(Make.User(1), Workspace.Token);
        while (workspace.Emulator.Faults.Held.Count == 0)
            await Task.Yield();
        workspace.Time.EndHeldWaits();

        var error = await Assert.ThrowsAsync<EnterpretTransportException>(() => call);
        Assert.True(error.IsTransient);
        Assert.IsType<TimeoutException>(error.InnerException);
    }
}
