using System.Net.Http.Headers;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Full batches for a vendor that answers at once: through the destination, and as ready bytes by a bare <see cref="HttpClient"/>.</summary>
internal abstract class ClientLoad : IDisposable
{
    private readonly HttpClient _bare = new();

    /// <summary>The name of the load in the report.</summary>
    public abstract string Name { get; }

    protected abstract SyncDestination Destination { get; }

    protected abstract SyncPlan Plan { get; }

    protected abstract RecordBatch Batch { get; }

    protected abstract byte[] Bytes { get; }

    /// <summary>Sends batches through the destination.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="atOnce">How many are under way at once; null for as many as in a run.</param>
    public Task SendAsync(int calls, int? atOnce = null) => SendAsync(calls, atOnce, SendBatchAsync);

    /// <summary>Sends the same bytes as often and as many at once, ready-made.</summary>
    public Task SendBareAsync(int calls, int? atOnce = null) => SendAsync(calls, atOnce, SendBytesAsync);

    public virtual void Dispose()
    {
        Batch.Dispose();
        _bare.Dispose();
    }

    protected abstract HttpRequestMessage CreateRequest();

    private async Task SendAsync(int calls, int? atOnce, Func<Task> send)
    {
        atOnce ??= (await Destination.GetSyncSpeedAsync(Plan)).MaximumParallelBatches;
        await Task.WhenAll(Enumerable.Range(0, atOnce.Value).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref calls) >= 0)
                await send();
        })));
    }

    private async Task SendBatchAsync()
    {
        var results = await Destination.SyncBatchAsync(Plan, Batch);
        if (results.Count != Batch.Count || results.Any(result => result.Outcome != RecordOutcome.Succeeded))
            throw new InvalidOperationException("The emulator did not take the batch.");
    }

    private async Task SendBytesAsync()
    {
        using var content = new ByteArrayContent(Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = CreateRequest();
        request.Content = content;
        using var response = await _bare.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        response.EnsureSuccessStatusCode();
    }
}
