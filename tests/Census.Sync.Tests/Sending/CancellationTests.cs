using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Sending;

/// <summary>A run that is cancelled begins nothing new, hears what is under way to its end, and returns what it did.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task Calls_in_flight_are_heard_to_their_end_and_no_new_one_begins()
    {
        var sync = new TestSync().WithRows(50);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.Speed = new(10, 2);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sync.Destination.OnCall = async call =>
        {
            if (call == 1)
            {
                await second.Task;
                return;
            }

            await cancellation.CancelAsync();
            second.SetResult();
        };

        var cancelled = await sync.StartAsync(cancellationToken: cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        var sent = sync.TakeSent();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Canceled, SyncErrorCodes.Canceled), (cancelled.Status, cancelled.ErrorCode));
        Assert.Equal((20, 0, 30, 2), (cancelled.RecordsUpdated, cancelled.RecordsInDoubt, cancelled.Backlog, cancelled.Calls));
        Assert.Equal(20, sent.Length);
        Assert.Equal((20, 30), (next.SourceRecordUnchanged, next.RecordsUpdated));
        Assert.All(sync.Destination.Sent, record => Assert.Equal(RecordKnowledge.Unknown, record.Knowledge));
    }

    [Fact]
    public async Task A_refusal_that_is_heard_after_the_cancellation_is_kept()
    {
        var sync = new TestSync().WithRows(10);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ => cancellation.CancelAsync();
        sync.Destination.Refuses = key => key == "k3";

        var cancelled = await sync.StartAsync(cancellationToken: cancellation.Token);
        var next = await sync.RunCompletedAsync();

        // All had an outcome, so there was nothing left to cancel.
        Assert.Equal((9, 1, 0), (cancelled.RecordsUpdated, cancelled.RecordsFailed, cancelled.Backlog));
        Assert.Equal(("k3", 2), (next.Issues[0].Key, next.Issues[0].Tries));
    }

    [Fact]
    public async Task A_call_that_gives_no_answer_in_time_is_aborted_and_in_doubt()
    {
        var sync = new TestSync().WithRows(30);
        using var cancellation = new CancellationTokenSource();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sync.Destination.OnCallInFlight = async (call, token) =>
        {
            if (call != 2)
                return;
            using var heard = token.UnsafeRegister(_ => aborted.SetResult(), null);
            await cancellation.CancelAsync();
            await aborted.Task;
        };

        var run = sync.StartAsync(cancellationToken: cancellation.Token);
        await sync.Clock.WaitForTimersAsync(2);
        sync.Clock.Advance(TimeSpan.FromSeconds(19.9));
        var isAbortedEarly = aborted.Task.IsCompleted;
        sync.Clock.Advance(TimeSpan.FromSeconds(0.1));
        var cancelled = await run;
        sync.Destination.OnCallInFlight = (_, _) => Task.CompletedTask;
        sync.TakeSent();
        var next = await sync.RunCompletedAsync();

        Assert.False(isAbortedEarly);
        Assert.Equal((SyncRunStatus.Canceled, 10, 10, 20), (cancelled.Status, cancelled.RecordsUpdated, cancelled.RecordsInDoubt, cancelled.Backlog));
        Assert.Equal(20, next.RecordsUpdated);
        Assert.Equal(10, sync.Destination.Sent.Count(sent => sent.Knowledge == RecordKnowledge.InDoubt));
    }

    [Fact]
    public async Task Without_patience_the_calls_in_flight_are_aborted_at_once()
    {
        var sync = new TestSync().WithRows(50);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = call => call == 3 ? cancellation.CancelAsync() : Task.CompletedTask;

        var cancelled = await sync.AbortAsync(cancellation.Token);
        sync.TakeSent();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((20, 10, 30), (cancelled.RecordsUpdated, cancelled.RecordsInDoubt, cancelled.Backlog));
        Assert.Equal(30, next.RecordsUpdated);
        Assert.Equal(10, sync.Destination.Sent.Count(sent => sent.Knowledge == RecordKnowledge.InDoubt));
        Assert.Equal(50, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task A_failure_that_came_before_the_cancellation_is_what_is_told()
    {
        var sync = new TestSync().WithRows(30);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.Speed = new(10, 2);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sync.Destination.OnCall = async call =>
        {
            if (call == 2)
            {
                failed.SetResult();
                throw new SyncDestinationException(SyncErrorCodes.Unauthorized, "The key was refused.");
            }

            await failed.Task;
            await cancellation.CancelAsync();
        };

        var result = await sync.StartAsync(cancellationToken: cancellation.Token);

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.Unauthorized, 10), (result.Status, result.ErrorCode, result.RecordsUpdated));
    }

    [Fact]
    public async Task A_wait_for_records_in_doubt_ends_at_once()
    {
        var sync = new TestSync { Destination = new(RepeatRule.AfterFind) }.WithRows(3);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.Answer = results => [.. results.Select((result, i) => i == 0 ? RecordResult.Unknown : result)];

        var run = sync.StartAsync(cancellationToken: cancellation.Token);
        await sync.Clock.WaitForTimersAsync(2);
        await cancellation.CancelAsync();
        var cancelled = await run;

        Assert.Equal((SyncRunStatus.Canceled, 2, 1, 1), (cancelled.Status, cancelled.RecordsUpdated, cancelled.RecordsInDoubt, cancelled.Backlog));
    }

    [Fact]
    public async Task While_the_source_is_read_nothing_changes()
    {
        var sync = new TestSync().WithRows(3_000);
        using var cancellation = new CancellationTokenSource();
        sync.Source.OnBatch = cancellation.Cancel;

        var cancelled = await sync.StartAsync(cancellationToken: cancellation.Token);
        sync.Source.OnBatch = null;

        Assert.Equal(SyncRunStatus.Canceled, cancelled.Status);
        Assert.Empty(sync.Destination.Sent);
        foreach (var section in Enum.GetValues<StateSection>().Where(section => section != StateSection.Runs))
            Assert.Empty(await Planning.DiffTests.BlobsAsync(sync, section));
        Assert.Equal(3_000, (await sync.RunCompletedAsync()).RecordsUpdated);
    }
}
