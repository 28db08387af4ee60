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

    /// <summary>Sends batches one after the other through the destination.</summary>
    public async Task SendAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var results = await Destination.SyncBatchAsync(Plan, Batch);
            if (results.Count != Batch.Count || results.Any(result => result.Outcome != RecordOutcome.Succeeded))
                throw new InvalidOperationException("The emulator did not take the batch.");
        }
    }

    /// <summary>Sends the same bytes as often, ready-made.</summary>
    public async Task SendBareAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var content = new ByteArrayContent(Bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = CreateRequest();
            request.Content = content;
            using var response = await _bare.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            response.EnsureSuccessStatusCode();
        }
    }

    public virtual void Dispose()
    {
        Batch.Dispose();
        _bare.Dispose();
    }

    protected abstract byte[] Bytes { get; }

    protected abstract HttpRequestMessage CreateRequest();
}
