namespace Census.Sync.ConformanceTests;

/// <summary>Memory stays flat however long the result of a source is. Nothing else may run meanwhile: put the class into a collection without parallel tests.</summary>
public abstract class SyncSourceMemory(SourceSubject subject) : IAsyncLifetime
{
    private const int Records = 100_000;
    private const int Steps = 5;

    // All of it would be more than 50 MB.
    private const long Allowed = 20 * 1024 * 1024;

    public async ValueTask InitializeAsync() => await subject.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await subject.DisposeAsync();
    }

    [Fact]
    public async Task A_hundred_thousand_records_are_read_with_flat_memory()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await subject.HoldAsync(new(
            [new("Id", subject.TextType), new("Name", subject.TextType)],
            [.. Enumerable.Range(0, Records).Select(record => new[] { subject.Text(SyncSourceConformance.IdOf(record)), subject.Text($"{record}{new string('x', 200)}") })]));
        var source = subject.Connect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long highest = 0;
        var records = 0;

        await using var read = await source.OpenReadAsync(new() { Model = subject.Model, BatchSize = 1_000 }, cancellation);
        await foreach (var batch in read.Batches.WithCancellation(cancellation))
        {
            var step = records / (Records / Steps);
            records += batch.Count;
            if (records / (Records / Steps) > step)
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(Records, records);
        Assert.Equal(subject.IsCompleteWhenLong, read.End!.IsComplete);
        Assert.InRange(highest, long.MinValue, Allowed);
    }
}
