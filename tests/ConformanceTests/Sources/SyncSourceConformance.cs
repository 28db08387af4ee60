using System.Globalization;

namespace Census.Sync.ConformanceTests;

/// <summary>What every <see cref="SyncSource"/> does. Derive it, and mark the class with <see cref="SuiteForAttribute"/>.</summary>
public abstract class SyncSourceConformance
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Makes a source of so many records with the fields <c>Id</c> and <c>Name</c>: see <see cref="IdOf"/> and <see cref="NameOf"/>.
    /// </summary>
    protected abstract ValueTask<SyncSource> CreateAsync(int records);

    /// <summary>Makes a source that cannot be read: the file is missing, the server is away.</summary>
    protected abstract ValueTask<SyncSource> CreateBrokenAsync();

    /// <summary>What to read of it.</summary>
    protected virtual Model? Model => null;

    protected static string IdOf(int record) => string.Create(CultureInfo.InvariantCulture, $"id-{record}");

    /// <summary>Null for each third record.</summary>
    protected static string? NameOf(int record) => record % 3 == 2 ? null : string.Create(CultureInfo.InvariantCulture, $"Größe, \"{record}\"");

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(25, 10)]
    [InlineData(30, 10)]
    [InlineData(3, 1)]
    [InlineData(2500, 1000)]
    public async Task Every_record_arrives_once_in_order_in_batches_of_the_size_asked_for(int records, int batchSize)
    {
        var source = await CreateAsync(records);

        await using var read = await source.OpenReadAsync(Options(batchSize), Cancellation);
        List<(string Id, string? Name)> rows = [];
        List<int> sizes = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
        {
            sizes.Add(batch.Count);
            rows.AddRange(Rows(batch));
        }

        Assert.Equal(Expected(records), rows);
        Assert.All(sizes, size => Assert.InRange(size, 1, batchSize));
        Assert.Empty(read.Errors);
    }

    [Fact]
    public async Task The_end_is_known_only_after_the_last_record_and_is_complete()
    {
        var source = await CreateAsync(20);

        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        Assert.Null(read.End);
        await foreach (var _ in read.Batches.WithCancellation(Cancellation))
            Assert.Null(read.End);

        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task The_schema_is_known_at_once_and_that_of_every_batch()
    {
        var source = await CreateAsync(25);

        await using var read = await source.OpenReadAsync(Options(10), Cancellation);

        Assert.Equal(["Id", "Name"], read.Schema.Select(field => field.Name));
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
            Assert.Same(read.Schema, batch.Schema);
    }

    [Fact]
    public async Task The_schema_alone_is_that_of_a_read()
    {
        var source = await CreateAsync(5);

        var schema = await source.GetSchemaAsync(Options(10), Cancellation);

        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        Assert.Equal(read.Schema.ToList(), [.. schema]);
    }

    [Fact]
    public async Task A_batch_stays_as_it_is_until_the_next_one_is_asked_for()
    {
        var source = await CreateAsync(100);
        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(Cancellation);

        for (var i = 0; await batches.MoveNextAsync(); i++)
        {
            // Another read takes its time: whoever reads ahead is ahead by now.
            _ = await ReadAllAsync(source, 100);
            Assert.Equal(Expected(100).Skip(i * 10).Take(10), Rows(batches.Current));
        }
    }

    [Fact]
    public async Task A_source_can_be_read_again_and_twice_at_the_same_time()
    {
        var source = await CreateAsync(250);

        var reads = await Task.WhenAll(Task.Run(() => ReadAllAsync(source, 10)), Task.Run(() => ReadAllAsync(source, 7)));
        var again = await ReadAllAsync(source, 1000);

        Assert.Equal(Expected(250), reads[0]);
        Assert.Equal(Expected(250), reads[1]);
        Assert.Equal(Expected(250), again);
    }

    [Fact]
    public async Task The_batches_of_a_read_are_enumerated_once()
    {
        var source = await CreateAsync(5);
        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        await foreach (var _ in read.Batches.WithCancellation(Cancellation))
        {
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await read.Batches.GetAsyncEnumerator(Cancellation).MoveNextAsync());
    }

    [Fact]
    public async Task A_read_may_be_disposed_before_its_end_and_more_than_once()
    {
        var source = await CreateAsync(1000);
        var unread = await source.OpenReadAsync(Options(10), Cancellation);
        var begun = await source.OpenReadAsync(Options(10), Cancellation);
        await using var batches = begun.Batches.GetAsyncEnumerator(Cancellation);
        Assert.True(await batches.MoveNextAsync());

        await unread.DisposeAsync();
        await begun.DisposeAsync();
        await begun.DisposeAsync();

        Assert.Null(unread.End);
        Assert.Null(begun.End);
    }

    [Fact]
    public async Task A_read_that_is_left_early_has_no_end()
    {
        var source = await CreateAsync(1000);
        await using var read = await source.OpenReadAsync(Options(10), Cancellation);

        await foreach (var _ in read.Batches.WithCancellation(Cancellation))
            break;

        Assert.Null(read.End);
    }

    [Fact]
    public async Task A_cancelled_token_ends_opening()
    {
        var source = await CreateAsync(5);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.OpenReadAsync(Options(10), new CancellationToken(true)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_ends_the_enumeration_with_an_exception_and_without_an_end(bool tokenOfOpening)
    {
        var source = await CreateAsync(1000);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var read = await source.OpenReadAsync(Options(10), tokenOfOpening ? stop.Token : Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(tokenOfOpening ? Cancellation : stop.Token);
        Assert.True(await batches.MoveNextAsync());

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await batches.MoveNextAsync());
        Assert.Null(read.End);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        var source = await CreateAsync(5);

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await source.OpenReadAsync(null!, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await source.OpenReadAsync(Options(0), Cancellation));
    }

    [Fact]
    public async Task A_connection_that_works_is_said_to_work()
    {
        var source = await CreateAsync(5);

        Assert.True((await source.TestConnectionAsync(Options(10), Cancellation)).Succeeded);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_says_why()
    {
        var source = await CreateBrokenAsync();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => ReadAllAsync(source, 10));
        Assert.NotEmpty(failure.Message);
    }

    protected SourceReadOptions Options(int batchSize) => new() { Model = Model, BatchSize = batchSize };

    private static IEnumerable<(string Id, string? Name)> Expected(int records) =>
        Enumerable.Range(0, records).Select(record => (IdOf(record), NameOf(record)));

    private static List<(string Id, string? Name)> Rows(RecordBatch batch)
    {
        List<(string, string?)> rows = [];
        for (var i = 0; i < batch.Count; i++)
            rows.Add((batch[i]["Id"].AsString(), batch[i]["Name"] is { IsNull: false } name ? name.AsString() : null));
        return rows;
    }

    private async Task<List<(string Id, string? Name)>> ReadAllAsync(SyncSource source, int batchSize)
    {
        await using var read = await source.OpenReadAsync(Options(batchSize), Cancellation);
        List<(string, string?)> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
            rows.AddRange(Rows(batch));
        return rows;
    }
}
