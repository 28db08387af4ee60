using System.Globalization;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Sending;

/// <summary>What stops a run as a whole, and what is kept for the next.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task An_exhausted_quota_keeps_the_rest_for_the_next_run()
    {
        var sync = new TestSync().WithRows(50);
        var retryAt = sync.Clock.GetUtcNow() + TimeSpan.FromHours(13);
        sync.Destination.OnCall = call => call == 3
            ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "The day's calls are used up.") { RetryAt = retryAt }
            : Task.CompletedTask;

        var stopped = await sync.RunAsync();
        sync.TakeSent();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.QuotaExhausted, retryAt), (stopped.Status, stopped.ErrorCode, stopped.RetryAt));
        Assert.Equal("The day's calls are used up.", stopped.ErrorMessage);
        Assert.Equal((20, 30, 0, 0, 0), (stopped.RecordsUpdated, stopped.Backlog, stopped.RecordsFailed, stopped.RecordsInDoubt, stopped.Issues.Count));
        Assert.Equal((30, 20), (next.RecordsUpdated, next.SourceRecordUnchanged));
        Assert.Equal(Enumerable.Range(20, 30).Select(i => $"k{i}"), sync.Destination.Sent.Select(sent => sent.Key));
        Assert.All(sync.Destination.Sent, sent => Assert.Equal(RecordKnowledge.Unknown, sent.Knowledge));
    }

    [Fact]
    public async Task What_is_in_flight_beside_a_stop_is_heard_to_its_end()
    {
        var sync = new TestSync().WithRows(30);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sync.Destination.Speed = new(10, 2);
        sync.Destination.OnCall = async call =>
        {
            if (call == 2)
            {
                stopped.SetResult();
                throw new SyncDestinationException(SyncErrorCodes.Unauthorized, "The key was refused.");
            }

            await stopped.Task;
        };

        var result = await sync.RunAsync();

        Assert.Equal((10, 20, 0), (result.RecordsUpdated, result.Backlog, result.RecordsInDoubt));
    }

    [Fact]
    public async Task Any_other_exception_leaves_the_batch_in_doubt_and_shows_no_text_of_its_own()
    {
        var sync = new TestSync().WithRows(30);
        sync.Destination.OnCall = call => call == 2 ? throw new InvalidOperationException("canary") : Task.CompletedTask;

        var failed = await sync.RunAsync();
        sync.TakeSent();
        var next = await sync.RunCompletedAsync();

        Assert.Equal(SyncRunStatus.Failed, failed.Status);
        Assert.Contains(nameof(InvalidOperationException), failed.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failed.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((10, 20, 10), (failed.RecordsUpdated, failed.Backlog, failed.RecordsInDoubt));
        Assert.Equal(20, next.RecordsUpdated);
        Assert.Equal(10, sync.Destination.Sent.Count(sent => sent.Knowledge == RecordKnowledge.InDoubt));
    }

    [Fact]
    public async Task An_exception_when_it_is_asked_for_an_outcome_leaves_it_in_doubt()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Respond = key => key == "k1" ? RecordResult.Pending(new("job", sync.Clock.GetUtcNow())) : null;
        sync.Destination.Resolve = (_, _) => throw new InvalidOperationException("canary");

        var failed = await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        var next = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Failed, 2, 1), (failed.Status, failed.RecordsUpdated, failed.RecordsInDoubt));
        Assert.Equal((1, 0), (next.RecordsUpdated, next.RecordsInDoubt));
    }

    [Fact]
    public async Task A_time_out_that_the_destination_lets_through_is_no_cancellation()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.OnCall = _ => throw new TaskCanceledException("The request timed out.");

        var result = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Failed, 3), (result.Status, result.RecordsInDoubt));
    }

    [Fact]
    public async Task A_run_of_which_nearly_all_is_rejected_for_one_reason_stops_early_and_keeps_the_rest()
    {
        var sync = new TestSync().WithRows(1_000);
        sync.Destination.Refuses = key => key != "k5";

        var result = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.NearlyAllRejected), (result.Status, result.ErrorCode));
        Assert.Contains("E42 in the field 'Name'", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((1, 99, 900), (result.RecordsUpdated, result.RecordsFailed, result.Backlog));

        sync.Destination.Refuses = _ => false;
        Assert.Equal(999, (await sync.RunCompletedAsync()).RecordsUpdated);
    }

    [Fact]
    public async Task A_destination_that_gives_a_batch_up_stops_the_run_before_a_hundred_were_judged()
    {
        var sync = new TestSync().WithRows(30);
        sync.Destination.Respond = key => int.Parse(key.AsSpan(1), CultureInfo.InvariantCulture) % 10 < 3
            ? RecordResult.Rejected(MemoryDestination.TooBad)
            : RecordResult.Retryable(new(SyncErrorCodes.NearlyAllRejected, "One after the other is refused."));

        var result = await sync.RunAsync();

        Assert.Equal((SyncErrorCodes.NearlyAllRejected, 3, 27), (result.ErrorCode, result.RecordsFailed, result.Backlog));
        Assert.Single(sync.Destination.Batches);
        sync.Destination.Respond = _ => null;
        Assert.Equal(30, (await sync.RunCompletedAsync()).RecordsUpdated);
    }

    [Fact]
    public async Task A_run_goes_on_when_many_but_not_nearly_all_are_rejected()
    {
        var sync = new TestSync().WithRows(1_000);
        sync.Destination.Refuses = key => !key.EndsWith('7');

        var result = await sync.RunCompletedAsync();

        Assert.Equal((100, 900), (result.RecordsUpdated, result.RecordsFailed));
    }

    [Fact]
    public async Task A_destination_that_answers_for_no_record_stops_the_run()
    {
        var sync = new TestSync().WithRows(500);
        sync.Destination.Answer = _ => [];

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.Unreachable, result.ErrorCode);
        Assert.Equal((5, 0, 500), (sync.Destination.Batches.Count, result.RecordsUpdated, result.Backlog));
        Assert.Equal(50, result.RecordsInDoubt);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_before_the_run_starts_nothing()
    {
        var sync = new TestSync().WithRows(3);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sync.StartAsync(cancellationToken: new(true)));

        Assert.Equal(0, sync.Source.Reads);
    }

    [Fact]
    public async Task Refusals_for_several_reasons_stop_nothing()
    {
        var sync = new TestSync().WithRows(300);
        sync.Destination.Respond = key => RecordResult.Rejected(new(key[^1] % 2 == 0 ? "E1" : "E2", "It is refused."));

        var result = await sync.RunCompletedAsync();

        Assert.Equal((300, 0), (result.RecordsFailed, result.Backlog));
    }

    [Fact]
    public async Task Records_that_were_refused_before_stop_nothing()
    {
        var sync = new TestSync().WithRows(600);
        sync.Destination.Refuses = key => int.Parse(key.AsSpan(1), CultureInfo.InvariantCulture) % 2 == 0;
        await sync.RunCompletedAsync();

        var again = await sync.RunCompletedAsync();

        Assert.Equal((300, 0), (again.RecordsFailed, again.Backlog));
    }
}
