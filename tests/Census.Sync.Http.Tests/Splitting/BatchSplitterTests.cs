namespace Census.Sync.Http.Tests.Splitting;

public sealed class BatchSplitterTests
{
    private static readonly RecordProblem Bad = new("bad", "It is bad.");

    [Fact]
    public async Task A_good_batch_costs_one_call()
    {
        var service = new Service(50);

        var split = await service.RunAsync();

        Assert.Equal(1, split.Calls);
        Assert.All(Enumerable.Range(0, 50), index => Assert.Equal(BatchFate.Accepted, split.FateOf(index)));
    }

    [Fact]
    public async Task One_bad_record_that_is_named_costs_two_calls()
    {
        var service = new Service(50, 17) { Names = true };

        var split = await service.RunAsync();

        Assert.Equal(2, split.Calls);
        service.AssertIsolated(split);
    }

    [Fact]
    public async Task One_bad_record_that_is_not_named_costs_at_most_ten_calls_wherever_it_is()
    {
        var worst = 0;
        for (var bad = 0; bad < 50; bad++)
        {
            var service = new Service(50, bad);
            var split = await service.RunAsync();
            service.AssertIsolated(split);
            worst = Math.Max(worst, split.Calls);
        }

        Assert.InRange(worst, 7, 10);
    }

    [Fact]
    public async Task Any_set_of_bad_records_is_isolated_exactly_with_few_calls()
    {
        var random = new Random(20261);
        for (var round = 0; round < 2_000; round++)
        {
            var count = random.Next(1, 51);
            var share = random.NextDouble() * random.NextDouble();
            int[] bad = [.. Enumerable.Range(0, count).Where(_ => random.NextDouble() < share)];
            var service = new Service(count, bad) { Names = random.Next(4) == 0, GiveUpAfter = 0 };

            var split = await service.RunAsync();

            service.AssertIsolated(split);
            var bound = Math.Min(2.2 * count + 8, 4 + bad.Length * (Math.Log2((double)count / Math.Max(1, bad.Length)) + 3.5));
            Assert.True(split.Calls <= bound, $"Round {round}: {split.Calls} calls for {bad.Length} bad of {count}, at most {bound:F1} expected.");
        }
    }

    [Fact]
    public async Task No_good_record_is_sent_again_after_it_was_taken()
    {
        var service = new Service(50, 3, 30, 31);

        await service.RunAsync();

        Assert.All(service.Taken, taken => Assert.Equal(1, taken.Value));
    }

    [Fact]
    public async Task A_reason_is_that_of_a_refusal_caused_by_the_record()
    {
        var service = new Service(20, 4, 15) { ReasonOf = index => new("bad", "It is bad.", $"Field{index}") };

        var split = await service.RunAsync();

        Assert.Equal("Field4", split.ReasonOf(4)!.Field);
        Assert.Equal("Field15", split.ReasonOf(15)!.Field);
    }

    [Fact]
    public async Task A_batch_that_is_bad_as_a_whole_is_given_up_within_fifteen_calls()
    {
        var service = new Service(50, [.. Enumerable.Range(0, 50)]);

        var split = await service.RunAsync();

        Assert.True(split.NearlyAllRejected);
        Assert.InRange(split.Calls, 11, 15);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(index => split.FateOf(index) == BatchFate.Rejected));
        Assert.Equal(40, Enumerable.Range(0, 50).Count(index => split.FateOf(index) == BatchFate.NotTaken));
    }

    [Fact]
    public async Task A_batch_whose_records_fail_for_different_reasons_is_not_given_up()
    {
        var service = new Service(30, [.. Enumerable.Range(0, 30)]) { ReasonOf = index => new("bad", $"It is bad, number {index}.") };

        var split = await service.RunAsync();

        Assert.False(split.NearlyAllRejected);
        service.AssertIsolated(split);
    }

    [Fact]
    public async Task Bad_records_side_by_side_at_the_start_do_not_make_the_batch_bad_as_a_whole()
    {
        var service = new Service(50, [.. Enumerable.Range(0, 12)]);

        var split = await service.RunAsync();

        Assert.False(split.NearlyAllRejected);
        service.AssertIsolated(split);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_halved_until_it_fits()
    {
        var service = new Service(50) { Largest = 13 };

        var split = await service.RunAsync();

        service.AssertIsolated(split);
        Assert.Equal([50, 25, 13, 13, 13, 11], service.Sizes);
    }

    [Fact]
    public async Task A_single_record_that_is_too_large_is_rejected_and_the_others_go_through()
    {
        var service = new Service(8, 5) { BadIsTooLarge = true };

        var split = await service.RunAsync();

        service.AssertIsolated(split);
    }

    [Fact]
    public async Task A_halted_batch_goes_no_further_and_tells_what_was_in_the_last_call()
    {
        var service = new Service(8, 0) { HaltAtCall = 3 };

        var split = await service.RunAsync();

        Assert.Equal(3, split.Calls);
        Assert.Equal(service.Sizes[^1], Enumerable.Range(0, 8).Count(index => split.FateOf(index) == BatchFate.Halted));
        Assert.DoesNotContain(Enumerable.Range(0, 8), index => split.FateOf(index) == BatchFate.Rejected);
    }

    [Fact]
    public async Task A_service_that_names_a_record_it_was_not_sent_is_not_believed()
    {
        var service = new Service(6, 2) { NamesWrongly = true };

        var split = await service.RunAsync();

        service.AssertIsolated(split);
    }

    private sealed class Service(int count, params int[] bad)
    {
        public bool Names { get; init; }

        public bool NamesWrongly { get; init; }

        public bool BadIsTooLarge { get; init; }

        public int Largest { get; init; } = int.MaxValue;

        public int HaltAtCall { get; init; }

        public int GiveUpAfter { get; init; } = BatchSplitter.DefaultGiveUpAfter;

        public Func<int, RecordProblem> ReasonOf { get; init; } = _ => Bad;

        public List<int> Sizes { get; } = [];

        public Dictionary<int, int> Taken { get; } = [];

        public ValueTask<BatchSplit> RunAsync() => BatchSplitter.RunAsync(count, Answer, GiveUpAfter, TestContext.Current.CancellationToken);

        public void AssertIsolated(BatchSplit split)
        {
            for (var index = 0; index < count; index++)
                Assert.Equal(bad.Contains(index) ? BatchFate.Rejected : BatchFate.Accepted, split.FateOf(index));
            Assert.Equal(Enumerable.Range(0, count).Except(bad), Taken.Keys.Order());
        }

        private ValueTask<BatchAnswer> Answer(ReadOnlyMemory<int> part, CancellationToken cancellationToken)
        {
            Sizes.Add(part.Length);
            int[] indexes = part.ToArray();
            int[] wrong = [.. indexes.Intersect(bad)];
            if (Sizes.Count == HaltAtCall)
                return new(BatchAnswer.Halted);
            if (indexes.Length > Largest || BadIsTooLarge && wrong.Length > 0)
                return new(BatchAnswer.TooLarge(new("too_large", "It is too large.")));
            if (wrong.Length > 0)
                return new(BatchAnswer.Refused(ReasonOf(wrong[0]), NamedIn(wrong)));
            foreach (var index in indexes)
                Taken[index] = Taken.GetValueOrDefault(index) + 1;
            return new(BatchAnswer.Accepted);
        }

        private KeyValuePair<int, RecordProblem>[] NamedIn(int[] wrong) =>
            NamesWrongly ? [new(99, Bad)] : Names ? [new(wrong[0], ReasonOf(wrong[0]))] : [];
    }
}
