using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Calls;
using Census.Sync.Emulators.Limits;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>The Enterpret workspace as a whole.</summary>
internal sealed class EnterpretVendor : Vendor, IDisposable
{
    public const string Delete = "delete";

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private readonly EnterpretEmulatorOptions _options;
    private readonly ServerClock _clock;
    private readonly EnterpretStore _store;
    private readonly Ingestion _ingestion;
    private readonly Dictionary<string, EnterpretEmulatorKey> _keys;
    private readonly Random _random;
    private Dictionary<string, Quota> _quotas = [];

    public EnterpretVendor(EnterpretEmulatorOptions options, ServerClock clock)
    {
        _options = options;
        _clock = clock;
        _store = new EnterpretStore(options);
        _ingestion = new Ingestion(_store, options);
        _keys = options.Keys.ToDictionary(static key => key.Key, StringComparer.Ordinal);
        _random = new Random(options.Seed);
        _quotas = NewQuotas();
    }

    public override string Name => "enterpret";

    // More than is accepted, so that the audit trail knows what was sent in a body that is too large.
    public override int MaxBodyBytes => Math.Max(_options.EffectiveMaxBodyBytes, 8 * 1024 * 1024);

    public override Operation Match(CallRequest request)
    {
        string? kind = request.Path switch
        {
            "/webhook/custom/all" => EnterpretStore.Records,
            "/webhook/users/custom" => EnterpretStore.Users,
            "/webhook/accounts/custom" => EnterpretStore.Accounts,
            "/webhook/delete/custom" => Delete,
            _ => null,
        };
        if (kind is null)
        {
            return new Operation("", _ => Failure(404, EnterpretFault.InvalidRequestArgument, "no such path")) { IsOpen = true };
        }

        if (request.Method != "POST")
        {
            return new Operation(kind, _ => Failure(405, EnterpretFault.InvalidRequestArgument, "only POST is served here")) { IsOpen = true };
        }

        List<string> ids = Ids(request.Root, kind);

        // A call may be carried out long after its connection is gone: what it needs is taken when it arrives. Without a key it is refused before.
        string? source = KeyOf(request)?.SourceName;
        return new Operation(kind, now => Execute(kind, source!, request, now)) { IsWrite = true, Records = ids.Count, Ids = ids };
    }

    public override Reply? Refuse(CallRequest request, Operation operation, DateTimeOffset now)
    {
        if (KeyOf(request) is not { } key || key.Kind != KindOf(operation.Route))
        {
            return Unauthorized();
        }

        QuotaVerdict verdict = _quotas[key.Key].TryTake(now);
        if (!verdict.Granted)
        {
            return TooManyRequests(_options.ThrottleRetryAfter ? verdict.RetryAfter : null);
        }

        return _options.RejectUnknownHeaders && Headers.FindUnknown(request.Headers, "api-key") is { } header
            ? Failure(400, EnterpretFault.InvalidRequestArgument, $"header {header} is not known")
            : null;
    }

    public override Reply Spoken(Fault fault) => fault.Kind switch
    {
        FaultKind.TooManyRequests => TooManyRequests(fault.Duration),
        FaultKind.Unauthorized => Unauthorized(),
        FaultKind.ResultFalse => Failure(200, "ErrCodeInternalError", "Internal server exception"),
        _ => Failure(500, "ErrCodeInternalError", "Internal server exception"),
    };

    public override Reply Unacknowledged(Reply reply, int keep) => reply with { Body = default };

    public override void ShareQuota(DateTimeOffset now, int callsPerWindow)
    {
        foreach (Quota quota in _quotas.Values)
        {
            quota.ShareWith(now, callsPerWindow);
        }
    }

    public override void ConsumeQuota(DateTimeOffset now, int calls)
    {
        foreach (Quota quota in _quotas.Values)
        {
            quota.Consume(now, calls);
        }
    }

    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void ConsumeQuota(string key, int calls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        (_quotas.GetValueOrDefault(key) ?? throw new ArgumentException("There is no such key.", nameof(key))).Consume(_clock.Now, calls);
    }

    public override IReadOnlyList<(string Name, int Count)> Objects()
    {
        lock (_store.Gate)
        {
            _store.RunDue(_clock.Now);
            return [.. EnterpretStore.Kinds.Select(kind => (kind, _store.Count(kind)))];
        }
    }

    public override IEnumerable<JsonObject>? Contents(string objectName) =>
        EnterpretStore.Kinds.Contains(objectName) ? Visible(objectName, key: null).Select(static item => EnterpretStore.ToJson(item)) : null;

    /// <summary>What can be seen, of one key or of all.</summary>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public IReadOnlyList<byte[]> Visible(string kind, string? key)
    {
        string? source = key is null ? null : (_keys.GetValueOrDefault(key) ?? throw new ArgumentException("There is no such key.", nameof(key))).SourceName;
        DateTimeOffset now = _clock.Now;
        lock (_store.Gate)
        {
            _store.RunDue(now);
            return [.. _store.Items(kind).Where(item => source is null || item.Key.Source == source).Select(item => item.Value.Visible(now)).OfType<byte[]>()];
        }
    }

    public override void DeclareFields(string objectName, JsonElement fields) =>
        throw new ArgumentException("Enterpret has no fields to declare.", nameof(fields));

    public override int Seed(string objectName, JsonElement records) =>
        throw new ArgumentException("Enterpret's contents are sent, not seeded.", nameof(records));

    public override void Reset()
    {
        lock (_store.Gate)
        {
            _store.Clear();
        }

        _quotas = NewQuotas();
    }

    public override IEnumerable<(string Purpose, string Key)> WellKnownKeys() => _options.Keys
        .Where(static key => key.Key is EnterpretEmulator.DefaultUsersKey or EnterpretEmulator.DefaultAccountsKey or EnterpretEmulator.DefaultFeedbackKey or EnterpretEmulator.DefaultPrivacyKey)
        .Select(static key => (key.Kind.ToString().ToLowerInvariant(), key.Key));

    public override void WriteSwitches(Utf8JsonWriter json) => _options.WriteSwitches(json);

    public void Dispose() => _store.Dispose();

    private static EnterpretKeyKind KindOf(string route) => route switch
    {
        EnterpretStore.Users => EnterpretKeyKind.Users,
        EnterpretStore.Accounts => EnterpretKeyKind.Accounts,
        Delete => EnterpretKeyKind.Privacy,
        _ => EnterpretKeyKind.Feedback,
    };

    private static List<string> Ids(JsonElement body, string kind)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(kind == Delete ? "ids" : kind, out JsonElement items) || items.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. items.EnumerateArray().Select(item => (kind == Delete ? Json.Text(item) : Json.StringProperty(item, "id")) ?? "")];
    }

    private EnterpretEmulatorKey? KeyOf(CallRequest request) =>
        request.Headers.TryGetValue("api-key", out var values) && values.Count == 1 ? _keys.GetValueOrDefault(values[0]!) : null;

    private Reply Execute(string kind, string source, CallRequest request, DateTimeOffset now)
    {
        try
        {
            bool stored;
            lock (_store.Gate)
            {
                _store.RunDue(now);
                stored = _ingestion.Run(kind, source, request, now);
            }

            return new Reply(200, _options.EmptySuccessBody ? default : "{}"u8.ToArray()) { Stored = stored };
        }
        catch (EnterpretFault fault)
        {
            return Failure(fault.Status, fault.Code, fault.Description);
        }
    }

    private Reply Unauthorized() => Failure(401, "ErrCodeInvalidAPIKey", "Invalid API key");

    private Reply TooManyRequests(TimeSpan? retryAfter)
    {
        Reply reply = Failure(429, "ErrCodeRateLimitExceeded", "Rate limit exceeded");
        return retryAfter is { } wait
            ? reply with { Headers = [("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture))] }
            : reply;
    }

    private Reply Failure(int status, string code, string message)
    {
        string reference;
        lock (_random)
        {
            reference = new string(_random.GetItems<char>(Alphabet, 6));
        }

        return new Reply(status, Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("msg", message);
            json.WriteString("code", code);
            json.WriteString("referenceID", reference);
            json.WriteEndObject();
        }))
        { ErrorCode = code };
    }

    private Dictionary<string, Quota> NewQuotas()
    {
        TimeSpan minute = TimeSpan.FromMinutes(1);
        TimeSpan phase = _options.RandomWindowPhase ? minute * new Random(_options.Seed ^ 0x3C6E).NextDouble() : _options.WindowPhase;
        return _options.Keys.ToDictionary(
            static key => key.Key,
            _ => new Quota(_options.CountRefusedCalls, new RateWindow(_options.EffectiveCallsPerMinute, minute, _options.WindowKind, phase)),
            StringComparer.Ordinal);
    }
}
