namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Theory, MemberData(nameof(Operations))]
    public async Task A_batch_without_records_makes_no_call_and_has_no_results(SyncOperation operation)
    {
        var plan = await PlanAsync(Destination, operation);
        using var batch = new RecordBatch(plan.Schema);
        var before = Subject.Calls.Count;

        var results = await Destination.SyncBatchAsync(plan, batch, Cancellation);

        Assert.Empty(results);
        Assert.Equal(before, Subject.Calls.Count);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_batch_of_one_has_one_result(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, [0]);

        var results = await SendAsync(operation, Sample(0));

        Assert.Equal(RecordOutcome.Succeeded, Assert.Single(results).Outcome);
        AssertDone(operation, [0]);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task The_largest_batch_has_the_result_of_each_record_in_its_place(SyncOperation operation)
    {
        var size = (await Destination.GetSyncSpeedAsync(await PlanAsync(Destination, operation), Cancellation)).MaximumBatchSize;
        var numbers = Numbers(size);
        static bool IsBad(int number) => number % 7 == 3;
        await SeedAsNeededAsync(operation, numbers);

        var results = await SendAsync(operation, [.. numbers.Select(number => IsBad(number) ? WithoutKey(number) : Sample(number))]);

        Assert.Equal(
            numbers.Select(number => IsBad(number) ? RecordOutcome.Rejected : RecordOutcome.Succeeded), results.Select(result => result.Outcome));
        AssertDone(operation, numbers.Where(number => !IsBad(number)));
        AssertNotDone(operation, numbers.Where(IsBad));
        var ids = results.Select(result => result.DestinationId).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task New_records_are_created_in_the_order_they_came_in(SyncOperation operation)
    {
        int[] numbers = [4, 2, 9, 7];
        await SeedAsNeededAsync(operation, numbers);

        await SendAsync(operation, Samples(numbers));

        var keys = numbers.Select(Subject.KeyOf).ToList();
        var held = Subject.Held.Select(record => record.Key).Where(keys.Contains);
        Assert.Equal(operation == SyncOperation.Delete ? [] : keys, held);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task Batches_may_be_sent_at_the_same_time(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(12));

        var results = await Task.WhenAll(Numbers(12).Chunk(3).Select(part => SendAsync(operation, Samples(part))));

        Assert.All(results.SelectMany(batch => batch), result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        AssertDone(operation, Numbers(12));
    }
}
