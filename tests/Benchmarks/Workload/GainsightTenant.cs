using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>A Gainsight tenant in this process, without limits of its own or of the client: what is measured is how many calls are made, not how long they wait.</summary>
internal sealed class GainsightTenant : IAsyncDisposable
{
    private readonly GainsightEmulator _emulator;
    private readonly HttpClient _http;

    private GainsightTenant(GainsightEmulator emulator)
    {
        _emulator = emulator;
        _http = new(emulator.CreateHandler());
    }

    public static async Task<GainsightTenant> StartAsync(GainsightErrorDetail errorDetail = GainsightErrorDetail.Nested) =>
        new(await GainsightEmulator.StartAsync(new() { CallsPerMinute = int.MaxValue, CallsPerDay = int.MaxValue, ErrorDetail = errorDetail }));

    /// <summary>Makes a client that knows nothing yet, as one of a process that has just begun.</summary>
    public GainsightClient Connect() => new(
        new()
        {
            BaseAddress = _emulator.BaseAddress,
            AccessKey = GainsightEmulator.DefaultAccessKey,
            CallsPerMinute = int.MaxValue,
            CallsPerDay = int.MaxValue,
            QuotaShare = 1,
        },
        _http);

    /// <summary>Makes companies of these names, without a call.</summary>
    public void Seed(IEnumerable<string> names) => _emulator.Seed(GainsightObjects.CompanyName, names.Select(name => new JsonObject { ["Name"] = name }));

    /// <summary>Makes records, without a call.</summary>
    /// <returns>Their Gainsight IDs.</returns>
    public IReadOnlyList<string> Seed(string objectName, IEnumerable<JsonObject> records) => _emulator.Seed(objectName, records);

    public int Count(string objectName) => _emulator.Count(objectName);

    /// <summary>Runs a sync with a client of its own, and fails unless it was completed.</summary>
    public async Task<(SyncRunResult Run, CallCount Calls)> RunAsync(Func<GainsightDestination, SyncBuilder> define, SyncStateStore? state = null)
    {
        var (run, calls) = await TryRunAsync(define, state);
        return run.Status == SyncRunStatus.Completed
            ? (run, calls)
            : throw new InvalidOperationException($"The run ended as {run.Status} ({run.ErrorMessage}).");
    }

    /// <summary>Runs a sync with a client of its own, whatever comes of it.</summary>
    public async Task<(SyncRunResult Run, CallCount Calls)> TryRunAsync(Func<GainsightDestination, SyncBuilder> define, SyncStateStore? state = null)
    {
        using var client = Connect();
        var sync = define(new(client)).HoldWhen(changedShare: 1).Build();
        SyncRunResult? run = null;
        var calls = await CountAsync(async () => run = await new SyncRunner(state ?? new InMemorySyncStateStore()).RunAsync(sync));
        return (run!, calls);
    }

    /// <summary>Counts the calls of some work.</summary>
    public async Task<CallCount> CountAsync(Func<Task> work)
    {
        var before = _emulator.Calls.Count;
        await work();
        var (writes, reads, metadata) = (0, 0, 0);
        foreach (var call in _emulator.Calls.Skip(before))
        {
            if (call.IsWrite)
                writes++;
            else if (call.Route == "metadata")
                metadata++;
            else
                reads++;
        }

        return new(writes, reads, metadata);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _emulator.DisposeAsync();
    }
}
