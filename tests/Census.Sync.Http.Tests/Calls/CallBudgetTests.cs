using Census.Sync.TestUtilities;
using static Census.Sync.Http.Tests.Calls.ScriptedServer;

namespace Census.Sync.Http.Tests.Calls;

/// <summary>A call that belongs to a run takes from the budget of the run.</summary>
public sealed class CallBudgetTests
{
    [Fact]
    public async Task Every_attempt_is_counted_and_what_is_over_the_budget_is_not_sent()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(500), Status(429), Status(200));
        var budget = new CallBudget(3);
        using var scope = budget.Enter();

        var sent = await fixture.SendAsync();
        var isOver = budget.IsOver;
        var refused = await fixture.SendAsync();

        Assert.Equal((ApiOutcome.Answered, true), (sent.Outcome, isOver));
        Assert.Equal((ApiOutcome.QuotaExhausted, false), (refused.Outcome, refused.MayHaveBeenProcessed));
        Assert.Equal((3, 3), (budget.Taken, fixture.Server.Requests.Count));
        Assert.Equal(3, fixture.Limiter.GetStatistics()!.TotalSuccessfulLeases);
    }

    [Fact]
    public async Task An_attempt_that_may_have_been_carried_out_stays_in_doubt_when_the_budget_lets_none_follow()
    {
        await using var fixture = await PipelineFixture.StartAsync(Cut());
        using var scope = new CallBudget(1).Enter();

        var result = await fixture.SendAsync();

        Assert.Equal((ApiOutcome.QuotaExhausted, true), (result.Outcome, result.MayHaveBeenProcessed));
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_call_that_waits_for_the_quota_leaves_the_line_when_the_run_is_to_end()
    {
        await using var server = await StartAsync(Status(200));
        var clock = new ManualTimeProvider();
        await using var limiter = new QuotaLimiter(new() { Windows = [new(1, TimeSpan.FromMinutes(1))], TimeProvider = clock, MaximumWait = TimeSpan.FromHours(1) });
        using var client = new HttpClient(ApiHandler.Create()) { BaseAddress = server.Address };
        var pipeline = new ApiPipeline(client, limiter, new(), timeProvider: clock);
        var budget = new CallBudget(2);
        using var scope = budget.Enter();
        using (await limiter.AcquireAsync(QuotaPriority.Bulk, cancellationToken: TestContext.Current.CancellationToken))
        {
        }

        var call = pipeline.SendAsync(new("Test", RepeatRule.Never), 0, static _ => new(HttpMethod.Get, "things"), TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(1, budget.Taken);
        budget.Close();
        using var result = await call;

        Assert.Equal((ApiOutcome.QuotaExhausted, 0, 0), (result.Outcome, result.Attempts, budget.Taken));
        Assert.Equal(0, limiter.GetStatistics()!.CurrentQueuedCount);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Outside_of_a_run_nothing_is_counted()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(200));
        var budget = new CallBudget(0);
        using (budget.Enter())
            Assert.Same(budget, CallBudget.Current);

        Assert.Null(CallBudget.Current);
        Assert.Equal(ApiOutcome.Answered, (await fixture.SendAsync()).Outcome);
        Assert.Equal(0, budget.Taken);
    }
}
