namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Theory, MemberData(nameof(Behaviors))]
    public async Task A_run_of_more_than_a_batch_does_everything_once_and_the_next_nothing(SyncBehavior behavior)
    {
        var operation = OperationOf(behavior);
        var size = (await Destination.GetSyncSpeedAsync(await PlanAsync(Destination, operation), Cancellation)).MaximumBatchSize;
        var numbers = Numbers(2 * size + 3);
        var sync = await ArrangeAsync(behavior, numbers);
        var before = RecordsSent;

        var first = await RunCompletedAsync(sync);
        var sent = RecordsSent - before;
        var second = await RunCompletedAsync(sync);

        var expected = numbers.Length + Departed(behavior).Length;
        Assert.Equal((expected, 0, 0), (first.RecordsUpdated, first.RecordsFailed, first.RecordsSkipped));
        Assert.Equal(expected, sent);
        Assert.Equal((0, before + sent), (second.RecordsProcessed, RecordsSent));
        AssertDone(operation, numbers);
        AssertDone(SyncOperation.Delete, Departed(behavior));
    }

    [Theory, MemberData(nameof(Behaviors))]
    public async Task A_record_that_is_changed_is_sent_alone(SyncBehavior behavior)
    {
        var operation = OperationOf(behavior);
        var sync = await ArrangeAsync(behavior, Numbers(4));
        await RunCompletedAsync(sync);
        sync.Source.Rows[2] = Sample(2, version: 2);
        var before = RecordsSent;

        await RunCompletedAsync(sync);

        var isSent = operation is SyncOperation.Upsert or SyncOperation.Update;
        Assert.Equal(isSent ? 1 : 0, RecordsSent - before);
        AssertDone(operation, [0, 1, 3]);
        AssertDone(operation, [2], isSent ? 2 : 1);
    }

    [Theory, MemberData(nameof(Behaviors))]
    public async Task What_leaves_the_source_is_deleted_by_a_mirror_and_left_by_others(SyncBehavior behavior)
    {
        var operation = OperationOf(behavior);
        var sync = await ArrangeAsync(behavior, Numbers(5));
        await RunCompletedAsync(sync);
        sync.Source.Rows.RemoveRange(3, 2);

        var run = await RunCompletedAsync(sync);

        AssertDone(operation, [0, 1, 2]);
        AssertDone(behavior == SyncBehavior.Mirror ? SyncOperation.Delete : operation, [3, 4]);
        Assert.Equal(behavior == SyncBehavior.Mirror ? 2 : 0, run.RecordsDeleted);
    }

    [Theory, MemberData(nameof(Behaviors))]
    public async Task A_refused_record_is_reported_tried_again_and_done_when_it_is_mended(SyncBehavior behavior)
    {
        var operation = OperationOf(behavior);
        var sync = await ArrangeAsync(behavior, Numbers(5));
        sync.Source.Rows[2] = Subject.RefusedRecord(2, operation);

        var first = await RunCompletedAsync(sync);
        var before = RecordsSent;
        var second = await RunCompletedAsync(sync);

        foreach (var run in (SyncRunResult[])[first, second])
        {
            var issue = Assert.Single(run.Issues);
            Assert.Equal((1, RecordIssueKind.Rejected), (run.RecordsFailed, issue.Kind));
            Assert.NotEmpty(issue.Problem.Code);
            Assert.NotEmpty(issue.Problem.Message);
        }

        Assert.Equal(2, second.Issues[0].Tries);
        Assert.Equal(0, second.RecordsUpdated);
        Assert.InRange(RecordsSent - before, 0, 1);
        AssertNotDone(operation, [2]);
        await Subject.RecoverAsync();
        sync.Source.Rows[2] = Sample(2);
        var third = await RunCompletedAsync(sync);
        Assert.Equal((1, 0), (third.RecordsUpdated, third.RecordsFailed));
        AssertDone(operation, Numbers(5));
    }

    [Theory, MemberData(nameof(Behaviors))]
    public async Task Invalid_records_are_reported_unsent_and_done_when_they_are_mended(SyncBehavior behavior)
    {
        var operation = OperationOf(behavior);
        var sync = await ArrangeAsync(behavior, Numbers(5));
        sync.Source.Rows[1] = WithWrongType(1, operation);
        sync.Source.Rows[2] = (await WithoutRequiredAsync(2, operation)).Record;
        sync.Source.Rows[3] = WithoutKey(3);

        var first = await RunCompletedAsync(sync);
        var before = WriteCalls;
        var second = await RunCompletedAsync(sync);

        foreach (var run in (SyncRunResult[])[first, second])
        {
            Assert.Equal(3, run.SourceRecordInvalids);
            Assert.All(run.Issues, issue => Assert.Equal(RecordIssueKind.Invalid, issue.Kind));
        }

        Assert.Equal(before, WriteCalls);
        AssertNotDone(operation, [1, 2, 3]);
        for (var number = 1; number <= 3; number++)
            sync.Source.Rows[number] = Sample(number);
        await RunCompletedAsync(sync);
        AssertDone(operation, Numbers(5));
    }

    // What a mirror delivered once and the source no longer has.
    private static int[] Departed(SyncBehavior behavior) => behavior == SyncBehavior.Mirror ? [701, 702] : [];

    /// <summary>A sync with samples in its source that the behaviour has to do something about; a mirror also has some to delete.</summary>
    private async Task<SampleSync> ArrangeAsync(SyncBehavior behavior, int[] numbers)
    {
        var sync = new SampleSync(Subject, behavior);
        _syncs.Add(sync);
        var operation = OperationOf(behavior);
        await SeedAsNeededAsync(operation, numbers);
        if (operation == SyncOperation.Update && (await PlanAsync(Destination, operation)).Object.IsWriteOnly)
            await sync.AddExistingAsync(Destination, numbers.Select(number => Sample(number)[0]));
        if (Departed(behavior) is { Length: > 0 } departed)
        {
            sync.Source.Rows.AddRange(Samples(departed));
            await RunCompletedAsync(sync);
            sync.Source.Rows.Clear();
        }

        sync.Source.Rows.AddRange(Samples(numbers));
        return sync;
    }

    private async Task<SyncRunResult> RunAsync(SampleSync sync, SyncRunOptions? options = null, SyncDestination? destination = null)
    {
        var result = await sync.RunAsync(destination ?? Destination, options);
        _texts.AddRange([$"{result} {result.ErrorMessage}", .. result.Warnings, .. result.Issues.Select(issue => $"{issue} {issue.Problem}")]);
        return result;
    }

    private async Task<SyncRunResult> RunCompletedAsync(SampleSync sync, SyncDestination? destination = null)
    {
        var result = await RunAsync(sync, destination: destination);
        Assert.Equal((SyncRunStatus.Completed, null, 0), (result.Status, result.ErrorMessage, result.Backlog));
        return result;
    }
}
