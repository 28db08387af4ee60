using System.Net;
using static Census.Sync.Http.Tests.Calls.ScriptedServer;

namespace Census.Sync.Http.Tests.Calls;

public sealed class ThrottlingTests
{
    [Fact]
    public async Task Too_many_calls_are_waited_for_and_are_no_attempt()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(429), Status(429), Status(200));
        fixture.Options.MaximumAttempts = 1;

        var result = await fixture.SendAsync(RepeatRule.Never);

        Assert.Equal(HttpStatusCode.OK, result.Response!.Status);
        Assert.Equal(1, result.Attempts);
        Assert.False(result.MayHaveBeenProcessed);
        Assert.Equal([60, 60], fixture.Time.Waits.Where(wait => wait > TimeSpan.Zero).Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Failures_are_counted_over_the_waits_for_the_quota()
    {
        await using var fixture = await PipelineFixture.StartAsync(
            Status(500), Status(429), Status(500), Status(429), Status(500), Status(429), Status(500));
        fixture.Options.MaximumAttempts = 3;

        var result = await fixture.SendAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, result.Response!.Status);
        Assert.Equal(3, result.Attempts);
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        await using var fixture = await PipelineFixture.StartAsync(
            Status(429, retryAfter: "17"), Status(429, retryAfter: "Sun, 01 Mar 2026 12:00:30 GMT"), Status(200));

        await fixture.SendAsync();

        Assert.Equal([17, 13], fixture.Time.Waits.Where(wait => wait > TimeSpan.Zero).Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_quota_that_stays_empty_ends_the_call()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(429, "busy"));
        fixture.Options.MaximumThrottledAnswers = 3;

        var result = await fixture.SendAsync();

        Assert.Equal(ApiOutcome.QuotaExhausted, result.Outcome);
        Assert.Equal(TimeSpan.FromMinutes(1), result.RetryAfter);
        Assert.Equal(4, fixture.Server.Requests.Count);
        Assert.Equal(0, result.Attempts);
    }

    [Fact]
    public async Task A_wait_longer_than_the_limiters_budget_ends_the_call_and_says_when_to_go_on()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(429, retryAfter: "7200"));

        var result = await fixture.SendAsync();

        Assert.Equal(ApiOutcome.QuotaExhausted, result.Outcome);
        Assert.Equal(TimeSpan.FromHours(2), result.RetryAfter);
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_classifier_finds_too_many_calls_in_any_status()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(200, """{"code":"TOO_MANY"}"""), Status(200, "done"));
        fixture.Options.Classifier = (status, _, body) =>
            body.IndexOf("TOO_MANY"u8) >= 0 ? ApiVerdict.Throttled : ApiPipeline.VerdictOf(status);

        var result = await fixture.SendAsync();

        Assert.Equal("done"u8, result.Response!.Body.Span);
        Assert.Equal(2, fixture.Server.Requests.Count);
    }
}
