namespace Census.Sync.Sources.Tests;

public sealed class ReadAheadTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_that_was_ready_before_the_token_was_cancelled_is_not_handed_over_after_it(bool tokenOfOpening)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Reading.Cancellation);
        await using var read = new EndlessRead(tokenOfOpening ? stop.Token : Reading.Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(tokenOfOpening ? Reading.Cancellation : stop.Token);
        Assert.True(await batches.MoveNextAsync());
        await read.SecondBatchIsReady;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await batches.MoveNextAsync());
        Assert.Null(read.End);
    }

    // Fills batches faster than any token is looked at.
    private sealed class EndlessRead(CancellationToken cancellationToken)
        : BatchedRead(new RecordSchema("id"), new() { BatchSize = 1 }, readAhead: true, cancellationToken)
    {
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _batches;

        public Task SecondBatchIsReady => _second.Task;

        protected override ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            batch.Add([_batches]);
            if (++_batches == 2)
                _second.SetResult();
            return new(true);
        }

        protected override ValueTask ReleaseAsync() => default;
    }
}
