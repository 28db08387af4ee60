namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Theory, MemberData(nameof(Operations))]
    public async Task A_record_that_lacks_what_it_needs_is_rejected_and_the_others_go_through(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(5));
        var (incomplete, field) = await WithoutRequiredAsync(3, operation);

        var results = await SendAsync(operation, Sample(0), WithoutKey(1), Sample(2), incomplete, Sample(4));

        Assert.Equal(
            [RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded],
            results.Select(result => result.Outcome));
        Assert.Equal((SyncErrorCodes.NullKey, Subject.Fields[0].Name), (results[1].Problem!.Code, results[1].Problem!.Field));
        Assert.Equal(field, results[3].Problem!.Field);
        Assert.NotEmpty(results[3].Problem!.Code);
        Assert.NotEmpty(results[3].Problem!.Message);
        AssertDone(operation, [0, 2, 4]);
        AssertNotDone(operation, [1, 3]);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_batch_of_records_without_keys_makes_no_call(SyncOperation operation)
    {
        var plan = await PlanAsync(Destination, operation);
        using var batch = Batch(plan, KnowledgeFor(operation), [WithoutKey(0), WithoutKey(1)]);
        var before = Subject.Calls.Count;

        var results = Noted(await Destination.SyncBatchAsync(plan, batch, Cancellation));

        Assert.Equal([RecordOutcome.Rejected, RecordOutcome.Rejected], results.Select(result => result.Outcome));
        Assert.Equal(before, Subject.Calls.Count);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_record_that_the_vendor_refuses_is_rejected_and_the_others_go_through(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(9));
        var refused = Subject.RefusedRecord(5, operation);

        var results = await SendAsync(operation, [.. Numbers(9).Select(number => number == 5 ? refused : Sample(number))]);

        Assert.Equal(Numbers(9).Select(number => number == 5 ? RecordOutcome.Rejected : RecordOutcome.Succeeded), results.Select(result => result.Outcome));
        Assert.NotEmpty(results[5].Problem!.Code);
        Assert.NotEmpty(results[5].Problem!.Message);
        AssertDone(operation, Numbers(9).Where(number => number != 5));
        AssertNotDone(operation, [5]);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_batch_of_which_the_vendor_refuses_every_record_is_given_up_early(SyncOperation operation)
    {
        var size = (await Destination.GetSyncSpeedAsync(await PlanAsync(Destination, operation), Cancellation)).MaximumBatchSize;
        await SeedAsNeededAsync(operation, Numbers(size));
        var refused = Numbers(size).Select(number => Subject.RefusedRecord(number, operation)).ToArray();
        var before = WriteCalls;

        var results = await SendAsync(operation, refused);

        Assert.Equal(RecordOutcome.Rejected, results[0].Outcome);
        Assert.All(results, result => Assert.True(
            result.Outcome == RecordOutcome.Rejected || result is { Outcome: RecordOutcome.Retryable, Problem.Code: SyncErrorCodes.NearlyAllRejected }));
        Assert.InRange(WriteCalls - before, 1, 50);
        AssertNotDone(operation, Numbers(size));
    }
}
