namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    private static VendorFault[] Lost =>
    [
        VendorFault.CutBeforeStore, VendorFault.CutAfterStore, VendorFault.StoreAfterCut, VendorFault.CutInAnswer,
        VendorFault.GatewayPage, VendorFault.ServerError, VendorFault.UnreadableSuccess, VendorFault.NoAcknowledgement,
    ];

    public static TheoryData<SyncOperation, VendorFault> LostAnswers { get; } = new(
        from operation in OperationsOf(new TSubject())
        from fault in Lost
        where fault != VendorFault.NoAcknowledgement || new TSubject().AcknowledgesRecords(operation)
        select (operation, fault));

    [Theory, MemberData(nameof(LostAnswers))]
    public async Task An_answer_that_is_lost_is_neither_success_nor_refusal(SyncOperation operation, VendorFault fault)
    {
        await SeedAsNeededAsync(operation, Numbers(3));
        Subject.Fail(fault, count: null);

        var results = await SendAsync(operation, Samples(Numbers(3)));

        Assert.Contains(results, result => result.Outcome == RecordOutcome.Unknown);
        Assert.All(results, result => Assert.Contains(result.Outcome, (RecordOutcome[])[RecordOutcome.Unknown, RecordOutcome.Deferred]));
        await Subject.RecoverAsync();
        var resolved = await SendAsync(operation, RecordKnowledge.InDoubt, Samples(Numbers(3)));
        Assert.All(resolved, result => Assert.Contains(result.Outcome, (RecordOutcome[])[RecordOutcome.Succeeded, RecordOutcome.Skipped]));
        AssertDone(operation, Numbers(3));
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task Throttling_is_waited_for(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(3));
        Subject.Fail(VendorFault.Throttled, count: 2);
        var before = Subject.Time.GetUtcNow();

        var results = await SendAsync(operation, Samples(Numbers(3)));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.True(Subject.Time.GetUtcNow() > before);
        AssertDone(operation, Numbers(3));
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_quota_that_stays_empty_stops_everything_and_says_when_to_go_on(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(3));
        Subject.Fail(VendorFault.Throttled, count: null);

        var error = await ThrowsAsync<SyncDestinationException>(() => SendAsync(operation, Samples(Numbers(3))));

        Assert.Equal(SyncErrorCodes.QuotaExhausted, error.Code);
        Assert.NotNull(error.RetryAt);
        AssertNotDone(operation, Numbers(3));
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_wrong_key_stops_everything_and_blames_no_record(SyncOperation operation)
    {
        var plan = await PlanAsync(Destination, operation);
        var destination = Subject.Connect(wrongKey: true);
        await SeedAsNeededAsync(operation, Numbers(3));
        using var batch = Batch(plan, KnowledgeFor(operation), Samples(Numbers(3)));

        var error = await ThrowsAsync<SyncDestinationException>(async () => await destination.SyncBatchAsync(plan, batch, Cancellation));

        Assert.Equal(SyncErrorCodes.Unauthorized, error.Code);
        Assert.Null(error.RetryAt);
        AssertNotDone(operation, Numbers(3));
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_call_that_stands_still_can_be_cancelled(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(3));
        var plan = await PlanAsync(Destination, operation);
        using var batch = Batch(plan, KnowledgeFor(operation), Samples(Numbers(3)));
        using var stop = new CancellationTokenSource();
        Subject.Fail(VendorFault.StandsStill);

        var sync = Destination.SyncBatchAsync(plan, batch, stop.Token).AsTask();
        await Subject.WaitUntilHeldAsync();
        await stop.CancelAsync();

        await ThrowsAsync<OperationCanceledException>(() => sync);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_cancelled_token_ends_everything_without_a_call(SyncOperation operation)
    {
        var plan = await PlanAsync(Destination, operation);
        using var batch = Batch(plan, KnowledgeFor(operation), Samples(Numbers(3)));
        var (destination, cancelled) = (Subject.Connect(), new CancellationToken(true));
        var before = Subject.Calls.Count;

        await ThrowsAsync<OperationCanceledException>(async () => await destination.SyncBatchAsync(plan, batch, cancelled));
        await ThrowsAsync<OperationCanceledException>(async () => await destination.TestConnectionAsync(cancelled));

        Assert.Equal(before, Subject.Calls.Count);
    }
}
