using System.Diagnostics;

namespace Census.Sync.ConformanceTests;

public abstract partial class SyncSourceConformance
{
    /// <summary>Gets how long something on the other side may take to end.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_read_may_be_disposed_before_its_end_and_more_than_once()
    {
        var source = await ConnectAsync(1000);
        var unread = await source.OpenReadAsync(Options(10), Cancellation);
        var begun = await source.OpenReadAsync(Options(10), Cancellation);
        await using var batches = begun.Batches.GetAsyncEnumerator(Cancellation);
        Assert.True(await batches.MoveNextAsync());

        await unread.DisposeAsync();
        await begun.DisposeAsync();
        await begun.DisposeAsync();

        Assert.Null(unread.End);
        Assert.Null(begun.End);
        await EndsAsync(Subject.CountOpenAsync);
    }

    [Fact]
    public async Task A_read_that_is_left_early_has_no_end()
    {
        var source = await ConnectAsync(1000);
        await using var read = await source.OpenReadAsync(Options(10), Cancellation);

        await foreach (var _ in read.Batches.WithCancellation(Cancellation))
            break;

        Assert.Null(read.End);
    }

    [Fact]
    public async Task A_cancelled_token_ends_opening()
    {
        var source = await ConnectAsync(5);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.OpenReadAsync(Options(10), new CancellationToken(true)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_in_the_middle_ends_the_enumeration_without_an_end_and_leaves_nothing_open(bool tokenOfOpening)
    {
        var source = await ConnectAsync(ManyRecords);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using (var read = await source.OpenReadAsync(Options(10), tokenOfOpening ? stop.Token : Cancellation))
        {
            await using var batches = read.Batches.GetAsyncEnumerator(tokenOfOpening ? Cancellation : stop.Token);
            Assert.True(await batches.MoveNextAsync());

            await stop.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await batches.MoveNextAsync());
            Assert.Null(read.End);
        }

        await EndsAsync(Subject.CountOpenAsync);
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_an_error_after_the_records_before_it_and_the_read_has_no_end()
    {
        await Subject.HoldAsync(People(ManyRecords));
        await Subject.FailInTheMiddleAsync();
        var source = Subject.Connect();
        List<(string Id, string? Name)> rows = [];

        await using (var read = await source.OpenReadAsync(Options(10), Cancellation))
        {
            var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(async () =>
            {
                await foreach (var batch in read.Batches.WithCancellation(Cancellation))
                    rows.AddRange(RowsOf(batch));
            });

            Assert.NotEmpty(failure.Message);
            Assert.DoesNotContain(SourceSubject.Canary, failure.ToString(), StringComparison.Ordinal);
            Assert.Null(read.End);
        }

        Assert.InRange(rows.Count, 1, ManyRecords - 1);
        Assert.Equal(Expected(rows.Count), rows);
        await EndsAsync(Subject.CountOpenAsync);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_says_why()
    {
        await Subject.HoldAsync(People(5));
        var source = Subject.ConnectNowhere();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => ReadPeopleAsync(source, 10));
        var tested = await source.TestConnectionAsync(Options(10), Cancellation);

        Assert.NotEmpty(failure.Message);
        Assert.False(tested.Succeeded);
        Assert.Equal(failure.Message, tested.Message);
    }

    /// <summary>Waits until something on the other side has ended, which need not be at once.</summary>
    protected async Task EndsAsync(Func<ValueTask<int>> count)
    {
        var start = Stopwatch.GetTimestamp();
        int left;
        while ((left = await count()) > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{left} are still open.");
            await Task.Yield();
        }
    }
}
