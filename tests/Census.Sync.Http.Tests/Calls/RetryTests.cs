using System.Net;
using static Census.Sync.Http.Tests.Calls.ScriptedServer;

namespace Census.Sync.Http.Tests.Calls;

public sealed class RetryTests
{
    [Theory, InlineData(500), InlineData(502), InlineData(503), InlineData(408)]
    public async Task A_failure_that_passes_is_repeated_with_a_new_request(int status)
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(status, "<html>Bad gateway</html>"), Status(200, "done"));

        var result = await fixture.SendAsync(RepeatRule.Safe);

        Assert.Equal(ApiOutcome.Answered, result.Outcome);
        Assert.Equal("done"u8, result.Response!.Body.Span);
        Assert.Equal(2, result.Attempts);
        Assert.True(result.MayHaveBeenProcessed);
        Assert.Equal(["body", "body"], fixture.Server.Requests.Select(request => request.Body));
    }

    [Theory, InlineData(RepeatRule.AfterFind), InlineData(RepeatRule.Never)]
    public async Task A_failure_is_not_repeated_blindly_where_that_could_do_things_twice(RepeatRule repeat)
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(502));

        var result = await fixture.SendAsync(repeat);

        Assert.Equal(HttpStatusCode.BadGateway, result.Response!.Status);
        Assert.True(result.MayHaveBeenProcessed);
        Assert.Single(fixture.Server.Requests);
    }

    [Theory, InlineData(RepeatRule.AfterFind), InlineData(RepeatRule.Never)]
    public async Task A_connection_that_is_cut_is_not_sent_again_where_that_could_do_things_twice(RepeatRule repeat)
    {
        await using var fixture = await PipelineFixture.StartAsync(Cut());

        var result = await fixture.SendAsync(repeat);

        Assert.Equal(ApiOutcome.NoAnswer, result.Outcome);
        Assert.True(result.MayHaveBeenProcessed);
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_repeated_where_that_is_safe()
    {
        await using var fixture = await PipelineFixture.StartAsync(Cut(), CutInTheBody(), Status(200, "done"));

        var result = await fixture.SendAsync(RepeatRule.Safe);

        Assert.Equal(HttpStatusCode.OK, result.Response!.Status);
        Assert.Equal(3, result.Attempts);
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_is_always_tried_again()
    {
        await using var fixture = await PipelineFixture.StartAsync();
        var attempts = 0;
        using var handler = ApiHandler.Create();
        handler.ConnectCallback = (_, _) =>
        {
            attempts++;
            throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused);
        };

        var result = await fixture.SendAsync(RepeatRule.Never, pipeline: fixture.Create(handler: handler));

        Assert.Equal(ApiOutcome.NotConnected, result.Outcome);
        Assert.False(result.MayHaveBeenProcessed);
        Assert.Equal(6, attempts);
    }

    [Fact]
    public async Task What_was_sent_once_may_have_been_done_although_there_is_no_key_to_ask_again()
    {
        await using var fixture = await PipelineFixture.StartAsync(Cut());
        var asked = 0;
        var secret = new ApiSecret(_ => ++asked == 1 ? new(new ApiToken("key", TimeSpan.Zero)) : throw new IOException("The vault is away."), fixture.Time);

        var result = await fixture.SendAsync(RepeatRule.Safe, pipeline: fixture.Create(secret));

        Assert.Equal((ApiOutcome.NoAnswer, true, 1), (result.Outcome, result.MayHaveBeenProcessed, result.Attempts));
        Assert.IsType<IOException>(result.Error);
    }

    [Fact]
    public async Task An_address_that_is_not_known_to_the_name_service_was_not_reached()
    {
        await using var fixture = await PipelineFixture.StartAsync();
        fixture.Options.MaximumAttempts = 1;
        using var handler = ApiHandler.Create();
        handler.ConnectCallback = (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);

        var result = await fixture.SendAsync(RepeatRule.Never, pipeline: fixture.Create(handler: handler));

        Assert.Equal(ApiOutcome.NotConnected, result.Outcome);
    }

    [Fact]
    public async Task Waits_double_from_the_base_to_the_cap_and_are_a_random_part_of_it()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(500));
        fixture.Options.BackoffCap = TimeSpan.FromSeconds(5);

        var result = await fixture.SendAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, result.Response!.Status);
        Assert.Equal(6, result.Attempts);
        Assert.Equal([0.5, 1, 2, 2.5, 2.5], fixture.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task The_total_time_bounds_the_attempts_too()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(500));
        fixture.Options.TotalTimeout = TimeSpan.FromSeconds(1);

        var result = await fixture.SendAsync();

        Assert.Equal(3, result.Attempts);
    }

    [Fact]
    public async Task A_failure_that_says_when_to_come_back_is_believed_up_to_the_cap()
    {
        await using var fixture = await PipelineFixture.StartAsync(
            Status(503, retryAfter: "7"), Status(503, retryAfter: "9999"), Status(503, retryAfter: "Sun, 01 Mar 2026 12:00:49 GMT"), Status(200));

        await fixture.SendAsync();

        Assert.Equal([7, 30, 12], fixture.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_refusal_of_the_request_itself_is_final()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(400, "no"));

        var result = await fixture.SendAsync();

        Assert.Equal(HttpStatusCode.BadRequest, result.Response!.Status);
        Assert.False(result.MayHaveBeenProcessed);
        Assert.Equal(1, result.Attempts);
    }

    [Fact]
    public async Task The_callers_wish_to_end_is_an_OperationCanceledException_and_ends_the_wait()
    {
        await using var fixture = await PipelineFixture.StartAsync();
        var began = new TaskCompletionSource();
        fixture.Server.Answer(Drip(began));
        using var cancellation = new CancellationTokenSource();

        var call = fixture.SendAsync(cancellationToken: cancellation.Token);
        await began.Task;
        await cancellation.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(cancellation.IsCancellationRequested);
        Assert.Single(fixture.Server.Requests);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Theory, InlineData(RepeatRule.Never, 1), InlineData(RepeatRule.Safe, 2)]
    public async Task A_body_that_drips_past_the_time_limit_of_an_attempt_is_no_answer(RepeatRule repeat, int attempts)
    {
        await using var fixture = await PipelineFixture.StartAsync();
        var began = new TaskCompletionSource();
        fixture.Server.Answer(Drip(began), Status(200));

        var call = fixture.SendAsync(repeat);
        await began.Task;
        fixture.Time.EndHeldWaits();
        var result = await call;

        Assert.Equal(repeat == RepeatRule.Safe ? ApiOutcome.Answered : ApiOutcome.NoAnswer, result.Outcome);
        Assert.Equal(attempts, result.Attempts);
        Assert.True(result.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task Each_failed_attempt_is_one_warning_without_address_body_or_key()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(500, "canary-body"), Cut(), Status(429), Status(200));

        await fixture.SendAsync(body: "canary-body", pipeline: fixture.Create(new ApiSecret("canary-key")));

        Assert.Equal([2500, 2500, 2501], fixture.Log.Entries.Select(entry => entry.Id.Id));
        Assert.All(fixture.Log.Entries, entry => Assert.DoesNotContain("canary", entry.Text, StringComparison.Ordinal));
        Assert.StartsWith("Attempt 1 of Test failed: 500.", fixture.Log.Entries[0].Text, StringComparison.Ordinal);
    }
}
