namespace Census.Sync.ConformanceTests;

/// <summary>What every source does besides that has statements run by a server.</summary>
public abstract class SyncStatementConformance<TSubject>(TSubject subject) : SyncSourceConformance(subject)
    where TSubject : SourceSubject, IStatementServer
{
    [Fact]
    public async Task A_statement_whose_reader_is_cancelled_is_cancelled_on_the_server()
    {
        await subject.HoldAsync(People(5));
        await subject.HoldEndlessAsync();
        var source = subject.Connect();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var opening = Task.Run(() => source.OpenReadAsync(Options(), stop.Token).AsTask(), Cancellation);
        while (await subject.CountRunningAsync() == 0)
        {
            Assert.False(opening.IsCompleted, "The statement ended by itself.");
            await Task.Yield();
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        await EndsAsync(subject.CountRunningAsync);
    }
}
