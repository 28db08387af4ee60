using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Sending;

/// <summary>What the engine does with each outcome of a record.</summary>
public sealed class OutcomeTests
{
    private static readonly RecordProblem s_busy = new("busy", "Come again.");

    [Fact]
    public async Task Deferred_records_go_with_the_next_batches()
    {
        var sync = new TestSync().WithRows(25);
        var deferred = new HashSet<string>();
        sync.Destination.Respond = key => key is "k2" or "k5" && deferred.Add(key) ? RecordResult.Deferred : null;

        var result = await sync.RunCompletedAsync();

        Assert.Equal((25, 0), (result.RecordsUpdated, result.Backlog));
        Assert.Equal(27, sync.Destination.Sent.Count);
        Assert.Equal(["k2", "k5"], sync.Destination.Batches[^1]);
        Assert.All(sync.Destination.Sent, sent => Assert.Equal(RecordKnowledge.Unknown, sent.Knowledge));
    }

    [Fact]
    public async Task A_destination_that_defers_for_ever_stops_the_run()
    {
        var sync = new TestSync().WithRows(25);
        sync.Destination.Respond = key => key == "k2" ? RecordResult.Deferred : null;

        var result = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.Unreachable), (result.Status, result.ErrorCode));
        Assert.Equal((24, 1, 0), (result.RecordsUpdated, result.Backlog, result.RecordsInDoubt));
        Assert.InRange(sync.Destination.Batches.Count, 4, 10);
    }

    [Fact]
    public async Task A_retryable_record_is_tried_three_times_and_then_kept_as_rejected()
    {
        var sync = new TestSync().WithRows(5);
        sync.Destination.Respond = key => key == "k2" ? RecordResult.Retryable(s_busy) : null;

        var first = await sync.RunCompletedAsync();
        var attempts = sync.TakeSent().Count(key => key == "k2");
        sync.Destination.Respond = _ => null;
        var second = await sync.RunCompletedAsync();

        Assert.Equal(3, attempts);
        Assert.Equal((4, 1), (first.RecordsUpdated, first.RecordsFailed));
        Assert.Equal(("k2", s_busy), (first.Issues[0].Key, first.Issues[0].Problem));
        Assert.Equal(1, second.RecordsUpdated);
    }

    [Fact]
    public async Task A_retryable_record_that_goes_through_leaves_no_trace()
    {
        var sync = new TestSync().WithRows(5);
        var tries = 0;
        sync.Destination.Respond = key => key == "k2" && ++tries < 3 ? RecordResult.Retryable(s_busy) : null;

        var result = await sync.RunCompletedAsync();

        Assert.Equal((5, 0, 0), (result.RecordsUpdated, result.RecordsFailed, result.Issues.Count));
    }

    [Theory]
    [InlineData(RepeatRule.Safe, 0)]
    [InlineData(RepeatRule.AfterFind, 60)]
    public async Task An_unknown_record_is_sent_again_in_doubt_when_its_rule_allows(RepeatRule repeat, int seconds)
    {
        var sync = new TestSync { Destination = new(repeat) }.WithRows(5);
        var start = sync.Clock.GetUtcNow();
        var times = new List<double>();
        sync.Destination.OnCall = _ =>
        {
            times.Add((sync.Clock.GetUtcNow() - start).TotalSeconds);
            return Task.CompletedTask;
        };
        var isLost = true;
        sync.Destination.Respond = key => key == "k2" && isLost ? RecordResult.Unknown : null;
        sync.Destination.AfterCommit = () => isLost = sync.Destination.Batches.Count < 2;

        var result = await sync.RunCompletedAsync();

        Assert.Equal([0, seconds, .. Enumerable.Repeat(2d * seconds, times.Count - 2)], times);
        Assert.Equal((5, 0), (result.RecordsUpdated, result.RecordsInDoubt));
        Assert.All(sync.Destination.Sent.Skip(5), sent => Assert.Equal(("k2", RecordKnowledge.InDoubt), sent));
    }

    [Fact]
    public async Task An_unknown_record_that_must_not_be_repeated_is_parked_and_stays_so()
    {
        var sync = new TestSync { Destination = new(RepeatRule.Never) }.WithRows(3);
        sync.Destination.Respond = key => key == "k1" ? RecordResult.Unknown : null;

        var first = await sync.RunCompletedAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Set(1, 1, "changed");
        var second = await sync.RunCompletedAsync();

        Assert.Equal((2, 1, 0), (first.RecordsUpdated, first.RecordsInDoubt, first.Backlog));
        Assert.Equal((2, 0, 1), (second.SourceRecordUnchanged, second.SourceRecordUpdates, second.RecordsInDoubt));
        Assert.All([first, second], result => Assert.Equal(
            (RecordIssueKind.InDoubt, "k1", SyncErrorCodes.InDoubt),
            (Assert.Single(result.Issues).Kind, result.Issues[0].Key, result.Issues[0].Problem.Code)));
        Assert.Equal(3, sync.TakeSent().Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-5)]
    [InlineData(1)]
    public async Task Results_that_cannot_be_attributed_are_unknown(int difference)
    {
        var sync = new TestSync { Destination = new(RepeatRule.Never) }.WithRows(5);
        sync.Destination.Answer = results => difference < 0
            ? results[..^-difference]
            : [.. results, RecordResult.Succeeded()];

        var result = await sync.RunCompletedAsync();

        var doubtful = difference < 0 ? -difference : 5;
        Assert.Equal((5 - doubtful, doubtful), (result.RecordsUpdated, result.RecordsInDoubt));
    }

    [Fact]
    public async Task A_record_that_stays_unknown_begins_the_next_run()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Respond = key => key == "k1" ? RecordResult.Unknown : null;

        var first = await sync.RunCompletedAsync();
        var attempts = sync.TakeSent().Count(key => key == "k1");
        sync.Destination.Respond = _ => null;
        var second = await sync.RunCompletedAsync();

        Assert.Equal((3, 1, 1), (attempts, first.RecordsInDoubt, first.Backlog));
        Assert.Equal(("k1", RecordKnowledge.InDoubt), Assert.Single(sync.Destination.Sent));
        Assert.Equal((1, 1, 0, 0), (second.SourceRecordUpdates, second.RecordsUpdated, second.RecordsInDoubt, second.Backlog));
    }

    [Fact]
    public async Task A_pending_record_is_asked_for_when_its_receipt_says()
    {
        var sync = new TestSync().WithRows(4);
        var start = sync.Clock.GetUtcNow();
        var receipt = new RecordReceipt("job 7", start + TimeSpan.FromMinutes(5));
        var asked = new List<(string, double)>();
        sync.Destination.Respond = key => key is "k1" or "k2" ? RecordResult.Pending(receipt) : null;
        sync.Destination.Resolve = (token, key) =>
        {
            asked.Add((token.Token + " " + key, (sync.Clock.GetUtcNow() - start).TotalMinutes));
            return key == "k1" ? RecordResult.Succeeded(RecordEffect.Created) : RecordResult.Rejected(MemoryDestination.TooBad);
        };

        var result = await sync.RunCompletedAsync();

        Assert.Equal([("job 7 k1", 5d), ("job 7 k2", 5d)], asked);
        Assert.Equal((3, 1, 0), (result.RecordsUpdated, result.RecordsFailed, result.RecordsInDoubt));
        Assert.Equal(4, sync.Destination.Sent.Count);
    }

    [Fact]
    public async Task A_pending_record_that_is_never_resolved_stays_in_doubt()
    {
        var sync = new TestSync().WithRows(1);
        var asks = 0;
        RecordReceipt Receipt() => new("job", sync.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        sync.Destination.Respond = _ => RecordResult.Pending(Receipt());
        sync.Destination.Resolve = (_, _) =>
        {
            asks++;
            return RecordResult.Pending(Receipt());
        };

        var result = await sync.RunCompletedAsync();

        Assert.Equal((3, 1, 1), (asks, result.RecordsInDoubt, result.Backlog));
    }

    [Fact]
    public async Task The_settle_delay_counts_from_the_takeover_since_a_call_may_have_gone_on_until_then()
    {
        var sync = new TestSync { Destination = new(RepeatRule.AfterFind) }.WithRows(1);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ =>
        {
            sync.Clock.Advance(TimeSpan.FromSeconds(59));
            return cancellation.CancelAsync();
        };
        await sync.AbortAsync(cancellation.Token);
        var start = sync.Clock.GetUtcNow();
        var askedAt = start;
        sync.Destination.OnCall = _ =>
        {
            askedAt = sync.Clock.GetUtcNow();
            return Task.CompletedTask;
        };

        await sync.RunCompletedAsync();

        Assert.Equal(TimeSpan.FromSeconds(60), askedAt - start);
    }

    [Fact]
    public async Task A_doubt_outlives_a_stop_before_it_was_resolved()
    {
        var sync = new TestSync { Destination = new(RepeatRule.AfterFind) { InsertsBlindly = true }, Behavior = SyncBehavior.CreateOnly }.WithRows(1);
        sync.Destination.Answer = _ => [];
        sync.Destination.OnCall = call => call == 1 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.Destination.OnCall = _ => Task.CompletedTask;

        await sync.RunCompletedAsync();

        Assert.All(sync.Destination.Sent.Skip(1), sent => Assert.Equal(RecordKnowledge.InDoubt, sent.Knowledge));
        Assert.Equal(1, sync.Destination.Creations["k0"]);
    }

    [Fact]
    public async Task A_doubt_outlives_a_run_that_never_came_to_it()
    {
        var sync = new TestSync { Destination = new(RepeatRule.AfterFind) { InsertsBlindly = true }, Behavior = SyncBehavior.CreateOnly }.WithRows(1);
        sync.Destination.Answer = _ => [];
        sync.Destination.OnCall = call => call == 1 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        sync.Source.Add("k1", "new", 1m);
        await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.Destination.OnCall = _ => Task.CompletedTask;

        await sync.RunCompletedAsync();

        Assert.Equal(("k0", RecordKnowledge.InDoubt), sync.Destination.Sent.Last());
        Assert.Equal((1, 1), (sync.Destination.Creations["k0"], sync.Destination.Creations["k1"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_doubt_outlives_a_deferral(bool retryable)
    {
        var sync = new TestSync { Destination = new(RepeatRule.AfterFind) { InsertsBlindly = true }, Behavior = SyncBehavior.CreateOnly }.WithRows(1);
        sync.Destination.Answer = results => sync.Destination.Batches.Count switch
        {
            1 => [],
            2 => [retryable ? RecordResult.Retryable(s_busy) : RecordResult.Deferred],
            _ => results,
        };
        sync.Destination.OnCall = call => call == 3 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        await sync.RunAsync();

        await sync.RunCompletedAsync();

        Assert.Equal([RecordKnowledge.Unknown, .. Enumerable.Repeat(RecordKnowledge.InDoubt, 3)], sync.Destination.Sent.Select(sent => sent.Knowledge));
        Assert.Equal(1, sync.Destination.Creations["k0"]);
    }

    [Fact]
    public async Task A_value_in_doubt_is_not_forgotten_when_the_source_takes_it_back_before_it_is_resolved()
    {
        var sync = new TestSync().WithRows(1);
        await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, "in doubt");
        sync.Destination.Answer = _ => [];
        await sync.RunAsync();
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Answer = results => results;
        sync.Source.Set(0, 1, "name 0");

        await sync.RunCompletedAsync();

        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_value_in_doubt_is_not_forgotten_when_its_successor_is_rejected()
    {
        var sync = new TestSync().WithRows(1);
        await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, "in doubt");
        sync.Destination.Answer = _ => [];
        await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.Destination.Refuses = _ => true;
        sync.Source.Set(0, 1, "refused");
        await sync.RunAsync();
        sync.Destination.Refuses = _ => false;
        sync.Source.Set(0, 1, "name 0");

        await sync.RunCompletedAsync();

        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }
}
