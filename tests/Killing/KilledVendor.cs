using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Enterpret.Client;

namespace Census.Sync.Killing;

/// <summary>The emulator that one sync writes to, and what its audit trail says of the lives of the process.</summary>
internal sealed class KilledVendor : IAsyncDisposable
{
    /// <summary>Few enough for the quota to matter.</summary>
    public const int CallsPerMinute = 100;

    private const int UsersToErase = 600;
    private readonly GainsightEmulator? _gainsight;
    private readonly EnterpretEmulator? _enterpret;
    private readonly KilledSync _sync;

    // What was stored last of each record, as far as the process was sure to know that it was.
    private readonly Dictionary<string, (string Content, EmulatorCall Call)> _accepted = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Key, string Calls)> _sentAgain = [];
    private int _checked;

    private KilledVendor(KilledSync sync, GainsightEmulator? gainsight, EnterpretEmulator? enterpret) => (_sync, _gainsight, _enterpret) = (sync, gainsight, enterpret);

    public Uri Address => _gainsight?.BaseAddress ?? _enterpret!.BaseAddress;

    public string Key => _sync.Name switch
    {
        "accounts" => EnterpretEmulator.DefaultAccountsKey,
        "reviews" => EnterpretEmulator.DefaultFeedbackKey,
        "erasures" => EnterpretEmulator.DefaultPrivacyKey,
        _ => GainsightEmulator.DefaultAccessKey,
    };

    public FaultScript Faults => _gainsight?.Faults ?? _enterpret!.Faults;

    /// <summary>The number of calls that the vendor refused since there were too many.</summary>
    public int CallsOverQuota => Calls.Count(call => call.Status == 429);

    /// <summary>Records that were sent again as they were, although they were not in flight when the process died.</summary>
    public IReadOnlyList<(string Key, string Calls)> SentAgain
    {
        get
        {
            TakeCalls();
            return _sentAgain;
        }
    }

    /// <summary>The number of the last call.</summary>
    public int LastCall => Calls.Count;

    /// <summary>The number of calls that changed something.</summary>
    public int Stored => Calls.Count(call => call is { IsWrite: true, Stored: true });

    private IReadOnlyList<EmulatorCall> Calls => _gainsight?.Calls ?? _enterpret!.Calls;

    public static async Task<KilledVendor> StartAsync(KilledSync sync, TimeProvider clock, int seed)
    {
        // Milliseconds of the machine, in which a kill may come.
        var latency = TimeSpan.FromMilliseconds(100);
        if (!sync.IsOfGainsight)
        {
            var enterpret = await EnterpretEmulator.StartAsync(new()
            {
                Port = 0, TimeProvider = clock, Seed = seed, CallsPerMinute = CallsPerMinute, CaptureBodies = true, Latency = latency, RandomWindowPhase = true,
            });
            var vendor = new KilledVendor(sync, null, enterpret);
            if (sync.Name == "erasures")
                await vendor.SeedUsersAsync();
            return vendor;
        }

        var gainsight = await GainsightEmulator.StartAsync(new()
        {
            Port = 0, TimeProvider = clock, Seed = seed, CallsPerMinute = CallsPerMinute, CallsPerDay = 10_000_000, CaptureBodies = true, Latency = latency, RandomWindowPhase = true,
        });
        gainsight.Seed("gsuser", new JsonObject { ["Name"] = "Owner", ["Email"] = "owner@x.com" });
        gainsight.DeclareObject(new("Visit__gc") { Fields = [new("EventId__gc", "STRING"), new("Page__gc", "STRING")] });
        if (sync.IsSeeded)
        {
            gainsight.Seed("company", Enumerable.Range(0, KilledSync.SeededRecords).Select(
                number => new JsonObject { ["Name"] = KilledSync.KeyOf(number), ["Industry"] = KilledSync.SeededText }));
        }

        return new(sync, gainsight, null);
    }

    /// <summary>Takes what is in flight now for what may be sent again.</summary>
    public void Doubt(IEnumerable<string> keys)
    {
        TakeCalls();
        foreach (var key in keys)
            _accepted.Remove(key);
    }

    /// <summary>Takes everything for what may be sent again.</summary>
    public void DoubtAll()
    {
        TakeCalls();
        _accepted.Clear();
    }

    /// <summary>The records by their keys: text, and number if there is one. A key that is there twice is in the second list.</summary>
    public (Dictionary<string, (string Text, string? Number)> Records, List<string> Doubles) Contents()
    {
        var (records, doubles) = (new Dictionary<string, (string, string?)>(StringComparer.Ordinal), new List<string>());
        foreach (var record in StoredRecords())
        {
            var (key, text, number) = _sync.Name switch
            {
                "persons" => (record["Email"], record["FirstName"], record["Location"]),
                "accounts" => (record["id"], First(record, "industry"), First(record, "employees")),
                "reviews" => (record["id"], record["text"], null),
                "erasures" => (record["id"], null, null),
                "visits" => (record["EventId__gc"], record["Page__gc"], null),
                _ => (record["Name"], record["Industry"], record["Employees"]),
            };
            if (!records.TryAdd((string)key!, (Plain(text) ?? "", Plain(number))))
                doubles.Add((string)key!);
        }

        return (records, doubles);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gainsight is not null)
            await _gainsight.DisposeAsync();
        if (_enterpret is not null)
            await _enterpret.DisposeAsync();
    }

    private IEnumerable<JsonObject> StoredRecords() => _sync.Name switch
    {
        "persons" => _gainsight!.Records("person"),
        "accounts" => _enterpret!.Accounts,
        "reviews" => _enterpret!.Records,
        "erasures" => _enterpret!.Users,
        "visits" => _gainsight!.Records("Visit__gc"),
        _ => _gainsight!.Records("company"),
    };

    private static JsonNode? First(JsonObject record, string attribute) =>
        record["attributes"]?[attribute] is JsonObject values && values.FirstOrDefault() is { Value: JsonArray { Count: > 0 } list } ? list[0] : null;

    private static string? Plain(JsonNode? value) => value is null ? null : Convert.ToString(value.ToString(), CultureInfo.InvariantCulture);

    private void TakeCalls()
    {
        var calls = Calls;
        foreach (var call in calls.Skip(_checked).Where(call => call is { IsWrite: true, Stored: true }))
        {
            var contents = ContentsOf(call);
            for (var i = 0; i < call.Ids.Count; i++)
            {
                if (_accepted.TryGetValue(call.Ids[i], out var before) && before.Content == contents[i])
                    _sentAgain.Add((call.Ids[i], $"with {call}, as with {before.Call}"));
                _accepted[call.Ids[i]] = (contents[i], call);
            }
        }

        _checked = calls.Count;
    }

    // What a call says of each of its records, cut to what tells them apart.
    private static string[] ContentsOf(EmulatorCall call)
    {
        var contents = new string[call.Ids.Count];
        Array.Fill(contents, call.Method + HashOf(call.Body ?? call.Path));
        if (call.Body is null || !call.Body.StartsWith('{'))
            return contents;
        using var body = JsonDocument.Parse(call.Body);
        foreach (var property in body.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Array || property.Value.GetArrayLength() != contents.Length)
                continue;
            for (var i = 0; i < contents.Length; i++)
                contents[i] = HashOf(property.Value[i].GetRawText());
        }

        return contents;
    }

    private static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task SeedUsersAsync()
    {
        using var http = new HttpClient();
        await using var client = new EnterpretClient(
            new() { BaseAddress = Address, UsersApiKey = EnterpretEmulator.DefaultUsersKey, EntityRequestsPerMinute = CallsPerMinute }, http);
        var day = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var result = await client.Users.UpsertAsync([.. Enumerable.Range(0, UsersToErase).Select(number => new EnterpretUser(KilledSync.KeyOf(number), day))]);
        if (!result.AllDelivered)
            throw new InvalidOperationException($"Not all users were seeded: {result}");
        _checked = Calls.Count;
    }
}
