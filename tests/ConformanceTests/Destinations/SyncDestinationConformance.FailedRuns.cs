namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    public static TheoryData<SyncBehavior, VendorFault> FaultsOfRuns { get; } = new(
        from behavior in new TSubject().Behaviors
        from fault in (IEnumerable<VendorFault>)[.. Lost, VendorFault.Throttled, VendorFault.KeyRefused]
        select (behavior, fault));

    [Theory, MemberData(nameof(FaultsOfRuns))]
    public async Task After_a_run_in_which_all_fails_the_next_ends_right(SyncBehavior behavior, VendorFault fault)
    {
        var sync = await ArrangeAsync(behavior, Numbers(5));
        Subject.Fail(fault, count: null);

        var failed = await RunAsync(sync);
        await Subject.RecoverAsync();
        var mended = await RunCompletedAsync(sync, Subject.Connect());

        if (fault is VendorFault.CutBeforeStore or VendorFault.GatewayPage or VendorFault.ServerError or VendorFault.Throttled or VendorFault.KeyRefused)
            Assert.Equal(0, failed.RecordsUpdated);
        AssertNobodyIsBlamed(behavior, failed);
        AssertNobodyIsBlamed(behavior, mended);
        await AssertEndedAsync(sync, behavior, Numbers(5));
    }

    [Theory, MemberData(nameof(FaultsOfRuns))]
    public async Task A_write_that_fails_once_loses_and_doubles_nothing(SyncBehavior behavior, VendorFault fault)
    {
        var sync = await ArrangeAsync(behavior, Numbers(5));
        Subject.Fail(fault);

        var first = await RunAsync(sync);
        await Subject.RecoverAsync();
        if (fault == VendorFault.KeyRefused)
            Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.Unauthorized), (first.Status, first.ErrorCode));
        else
            Assert.Equal((SyncRunStatus.Completed, null), (first.Status, first.ErrorMessage));

        AssertNobodyIsBlamed(behavior, first);
        if (fault == VendorFault.KeyRefused)
            await RunCompletedAsync(sync);
        await AssertEndedAsync(sync, behavior, Numbers(5));
    }

    [Theory, MemberData(nameof(Behaviors))]
    public async Task A_wrong_key_fails_the_run_and_leaves_everything_to_the_next(SyncBehavior behavior)
    {
        var sync = await ArrangeAsync(behavior, Numbers(3));

        var refused = await RunAsync(sync, destination: Subject.Connect(wrongKey: true));

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.Unauthorized, 0), (refused.Status, refused.ErrorCode, refused.RecordsFailed));
        Assert.Empty(refused.Issues);
        await RunCompletedAsync(sync);
        await AssertEndedAsync(sync, behavior, Numbers(3));
    }

    [Theory, MemberData(nameof(Behaviors))]
    public Task A_run_that_is_cancelled_before_a_write_is_stored_is_completed_by_the_next(SyncBehavior behavior) => CancelAsync(behavior, VendorFault.StandsStill);

    [Theory, MemberData(nameof(Behaviors))]
    public Task A_run_that_is_cancelled_after_a_write_is_stored_is_completed_by_the_next(SyncBehavior behavior) => CancelAsync(behavior, VendorFault.StandsStillStored);

    // A creation whose answer was lost is found there later: by whom it was made, nobody can tell.
    private static void AssertNobodyIsBlamed(SyncBehavior behavior, SyncRunResult run)
    {
        Assert.Equal(0, run.RecordsFailed);
        Assert.True(run.Issues.Count == 0 || behavior is SyncBehavior.CreateOnly or SyncBehavior.Append);
        Assert.All(run.Issues, issue => Assert.Equal((RecordIssueKind.Skipped, SyncErrorCodes.AlreadyExists), (issue.Kind, issue.Problem.Code)));
    }

    private async Task CancelAsync(SyncBehavior behavior, VendorFault fault)
    {
        var sync = await ArrangeAsync(behavior, Numbers(3));
        using var stop = new CancellationTokenSource();
        Subject.Fail(fault);

        var run = sync.RunAsync(Destination, cancellationToken: stop.Token);
        await Subject.WaitUntilHeldAsync();
        await stop.CancelAsync();
        Assert.Equal(SyncRunStatus.Canceled, (await run).Status);
        await Subject.RecoverAsync();

        await RunCompletedAsync(sync, Subject.Connect());
        await AssertEndedAsync(sync, behavior, Numbers(3));
    }

    /// <summary>All is done, once, and the state knows it: one more run writes nothing.</summary>
    private async Task AssertEndedAsync(SampleSync sync, SyncBehavior behavior, int[] numbers)
    {
        AssertDone(OperationOf(behavior), numbers);
        AssertDone(SyncOperation.Delete, Departed(behavior));
        var before = WriteCalls;
        Assert.Equal(0, (await RunCompletedAsync(sync)).RecordsProcessed);
        Assert.Equal(before, WriteCalls);
    }
}
