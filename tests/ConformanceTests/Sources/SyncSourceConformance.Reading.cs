namespace Census.Sync.ConformanceTests;

public abstract partial class SyncSourceConformance
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(25, 10)]
    [InlineData(30, 10)]
    [InlineData(3, 1)]
    [InlineData(2500, 1000)]
    public async Task Every_record_arrives_once_in_order_in_batches_of_the_size_asked_for(int records, int batchSize)
    {
        var source = await ConnectAsync(records);

        await using var read = await source.OpenReadAsync(Options(batchSize), Cancellation);
        List<(string Id, string? Name)> rows = [];
        List<int> sizes = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
        {
            sizes.Add(batch.Count);
            rows.AddRange(RowsOf(batch));
        }

        Assert.Equal(Expected(records), rows);
        Assert.All(sizes, size => Assert.InRange(size, 1, batchSize));
        Assert.Empty(read.Errors);
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task The_end_is_known_only_after_the_last_record_and_is_complete()
    {
        var source = await ConnectAsync(20);

        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        Assert.Null(read.End);
        await foreach (var _ in read.Batches.WithCancellation(Cancellation))
            Assert.Null(read.End);

        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task A_batch_stays_as_it_is_until_the_next_one_is_asked_for()
    {
        var source = await ConnectAsync(100);
        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(Cancellation);

        for (var i = 0; await batches.MoveNextAsync(); i++)
        {
            // Another read takes its time: whoever reads ahead is ahead by now.
            _ = await ReadPeopleAsync(source, 100);
            Assert.Equal(Expected(100).Skip(i * 10).Take(10), RowsOf(batches.Current));
        }
    }

    [Fact]
    public async Task A_source_can_be_read_again_and_twice_at_the_same_time()
    {
        var source = await ConnectAsync(250);

        var reads = await Task.WhenAll(Task.Run(() => ReadPeopleAsync(source, 10)), Task.Run(() => ReadPeopleAsync(source, 7)));
        var again = await ReadPeopleAsync(source, 1000);

        Assert.Equal(Expected(250), reads[0]);
        Assert.Equal(Expected(250), reads[1]);
        Assert.Equal(Expected(250), again);
    }

    [Fact]
    public async Task The_batches_of_a_read_are_enumerated_once()
    {
        var source = await ConnectAsync(5);
        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        await foreach (var _ in read.Batches.WithCancellation(Cancellation))
        {
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await read.Batches.GetAsyncEnumerator(Cancellation).MoveNextAsync());
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        var source = await ConnectAsync(5);

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await source.OpenReadAsync(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await source.OpenReadAsync(Options(0), Cancellation));
    }

    [Fact]
    public async Task A_connection_that_works_is_said_to_work()
    {
        var source = await ConnectAsync(5);

        Assert.True((await source.TestConnectionAsync(Options(10), Cancellation)).Succeeded);
    }
}
