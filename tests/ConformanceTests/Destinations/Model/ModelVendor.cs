using System.Text.Json.Nodes;

namespace Census.Sync.ConformanceTests;

/// <summary>The smallest vendor there is: things with an id, in memory. It names the fate of each record, and nobody's connection is real.</summary>
internal sealed class ModelVendor
{
    public const string Key = "mOdEl-key";
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, string?> _things = new(StringComparer.Ordinal);
    private readonly List<VendorCall> _calls = [];
    private readonly List<Action> _late = [];
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (VendorFault Fault, int Left)? _failing;

    /// <summary>Gets the ids that are refused.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<VendorCall> Calls
    {
        get
        {
            lock (_lock)
                return [.. _calls];
        }
    }

    public IReadOnlyList<VendorRecord> Held
    {
        get
        {
            lock (_lock)
                return [.. _things.Select(thing => new VendorRecord(thing.Key, thing.Value))];
        }
    }

    public bool Test(string key)
    {
        lock (_lock)
            _calls.Add(new(false, 0, ""));
        return key == Key;
    }

    /// <exception cref="IOException">The connection was cut.</exception>
    public async Task<(int Status, string Body)> CallAsync(string key, SyncOperation operation, JsonArray records, CancellationToken cancellationToken)
    {
        VendorFault? fault;
        lock (_lock)
        {
            _calls.Add(new(true, records.Count, records.ToJsonString()));
            fault = key == Key ? TakeFault() : VendorFault.KeyRefused;
        }

        switch (fault)
        {
            case null:
                return (200, Store(operation, records));
            case VendorFault.CutBeforeStore:
                throw new IOException("The connection was cut.");
            case VendorFault.CutAfterStore or VendorFault.CutInAnswer:
                Store(operation, records);
                throw new IOException("The connection was cut.");
            case VendorFault.StoreAfterCut:
                lock (_lock)
                    _late.Add(() => Store(operation, records));
                throw new IOException("The connection was cut.");
            case VendorFault.UnreadableSuccess:
                Store(operation, records);
                return (200, "<html>");
            case VendorFault.NoAcknowledgement:
                Store(operation, records);
                return (200, "[]");
            case VendorFault.StandsStill:
                await HoldAsync(cancellationToken);
                return (200, Store(operation, records));
            case VendorFault.StandsStillStored:
                var answer = Store(operation, records);
                await HoldAsync(cancellationToken);
                return (200, answer);
            default:
                return (fault switch { VendorFault.Throttled => 429, VendorFault.KeyRefused => 401, VendorFault.GatewayPage => 502, _ => 500 }, "<html>");
        }
    }

    public void Fail(VendorFault fault, int? count)
    {
        lock (_lock)
            _failing = (fault, count ?? int.MaxValue);
    }

    public void Recover()
    {
        Action[] late;
        lock (_lock)
        {
            (_failing, late) = (null, [.. _late]);
            _late.Clear();
            Refused.Clear();
        }

        foreach (var store in late)
            store();
        _released.TrySetResult();
        _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task WaitUntilHeldAsync() => _held.Task;

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        _held.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
    }

    private VendorFault? TakeFault()
    {
        if (_failing is not { Left: > 0 } failing)
            return null;
        _failing = failing with { Left = failing.Left - 1 };
        return failing.Fault;
    }

    private string Store(SyncOperation operation, JsonArray records)
    {
        lock (_lock)
            return new JsonArray([.. records.Select(record => (JsonNode)Store(operation, record!.AsObject()))]).ToJsonString();
    }

    private string Store(SyncOperation operation, JsonObject record)
    {
        var id = (string?)record["id"] ?? "";
        var exists = _things.ContainsKey(id);
        if (Refused.Contains(id) || record.Any(field => field.Key is not ("id" or "owner" or "seats" or "note")))
            return "refused";
        if (operation == SyncOperation.Delete)
            return _things.Remove(id) ? "deleted" : "absent";
        if (operation == SyncOperation.Update && !exists)
            return "absent";
        if (operation == SyncOperation.Insert && exists)
            return "present";
        _things[id] = record.TryGetPropertyValue("note", out var note) ? (string?)note : _things.GetValueOrDefault(id);
        return exists ? "updated" : "created";
    }
}
