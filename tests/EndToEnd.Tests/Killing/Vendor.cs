using System.Globalization;
using System.Text.Json.Nodes;
using Census.Sync.Emulators;

namespace EndToEnd.Tests.Killing;

/// <summary>The emulator that one sync writes to, and what its audit trail says of the lives of the process.</summary>
internal sealed class Vendor : IAsyncDisposable
{
    private readonly GainsightEmulator? _gainsight;
    private readonly EnterpretEmulator? _enterpret;
    private readonly string _sync;
    private readonly HashSet<string> _doubtful = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private readonly List<string> _sentAgain = [];
    private int _lifeBegan;
    private int _checked;

    private Vendor(string sync, GainsightEmulator? gainsight, EnterpretEmulator? enterpret) => (_sync, _gainsight, _enterpret) = (sync, gainsight, enterpret);

    public Uri Address => _gainsight?.BaseAddress ?? _enterpret!.BaseAddress;

    public string Key => _sync switch
    {
        "companies" => GainsightEmulator.DefaultAccessKey,
        "accounts" => EnterpretEmulator.DefaultAccountsKey,
        _ => EnterpretEmulator.DefaultFeedbackKey,
    };

    private IReadOnlyList<EmulatorCall> Calls => _gainsight?.Calls ?? _enterpret!.Calls;

    public static async Task<Vendor> StartAsync(string sync) => sync == "companies"
        ? new(sync, await GainsightEmulator.StartAsync(new() { Port = 0, CallsPerMinute = 1_000_000, CallsPerDay = 1_000_000 }), null)
        : new(sync, null, await EnterpretEmulator.StartAsync(new() { Port = 0 }));

    public void BeginLife()
    {
        CheckRepeats();
        _lifeBegan = Calls.Count;
    }

    /// <summary>
    /// What was sent shortly before the kill may have been in flight: the process had at most this many calls without a note of their answer.
    /// </summary>
    public void NoteKill()
    {
        const int ParallelCalls = 4;
        CheckRepeats();
        var life = Calls.Skip(_lifeBegan).Where(call => call.IsWrite).ToList();
        foreach (var call in life.TakeLast(ParallelCalls))
            _doubtful.UnionWith(call.Ids);
        _lifeBegan = Calls.Count;
    }

    public IReadOnlyList<string> SentThisLife() => [.. Calls.Skip(_lifeBegan).Where(call => call.IsWrite).SelectMany(call => call.Ids)];

    /// <summary>Records that are only ever created and were sent a second time although they were not in flight at a kill.</summary>
    public IReadOnlyList<string> SentAgainWithoutDoubt()
    {
        CheckRepeats();
        return _sync == "reviews" ? _sentAgain : [];
    }

    public IReadOnlyDictionary<string, string> Contents()
    {
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in _gainsight?.Records("company") ?? (_sync == "accounts" ? _enterpret!.Accounts : _enterpret!.Records))
        {
            var (id, value) = _sync switch
            {
                "companies" => ((string)record["Name"]!, $"{record["Industry"]}/{record["Employees"]}"),
                "accounts" => ((string)record["id"]!, $"{First(record, "industry", "s")}/{First(record, "employees", "n")}"),
                _ => ((string)record["id"]!, (string)record["text"]!),
            };

            // Two companies of one name would be an insert that was repeated blindly.
            contents.Add(id, value);
        }

        return contents;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gainsight is not null)
            await _gainsight.DisposeAsync();
        if (_enterpret is not null)
            await _enterpret.DisposeAsync();
    }

    private void CheckRepeats()
    {
        var calls = Calls;
        var fresh = calls.Skip(_checked).Where(call => call.IsWrite).SelectMany(call => call.Ids).ToList();
        _checked = calls.Count;
        foreach (var id in fresh)
        {
            if (!_sent.Add(id) && !_doubtful.Contains(id))
                _sentAgain.Add(id);
        }
    }

    private static string First(JsonObject record, string attribute, string type) =>
        Convert.ToString(record["attributes"]![attribute]![type]![0]!.ToString(), CultureInfo.InvariantCulture)!;
}
