using System.Globalization;
using System.Text.Json.Nodes;
using Enterpret.Client;

namespace Doctor.Enterpret;

/// <summary>What the checks of one run share. Every identifier it sends begins with <see cref="Prefix"/>.</summary>
public sealed class Session : IDisposable
{
    private readonly Dictionary<Inlet, PacedKey> _keys;
    private readonly Func<string, PacedKey> _createKey;
    private readonly Dictionary<Inlet, Answer> _controls = [];
    private readonly Dictionary<Inlet, bool> _strictness = [];
    private readonly HashSet<string> _entities = [];
    private readonly DateTimeOffset _createdAt;
    private int _count;

    public Session(
        EnterpretClientOptions options, HttpClient http, Recorder recorder, TimeProvider time, string prefix, int requestsPerMinute, bool mayWrite, CancellationToken cancellationToken)
    {
        Recorder = recorder;
        Prefix = prefix;
        RequestsPerMinute = requestsPerMinute;
        MayWrite = mayWrite;
        Token = cancellationToken;
        _createdAt = time.GetUtcNow().AddDays(-1);
        _createKey = key => new(key, options.BaseAddress, http, recorder, requestsPerMinute, options.AttemptTimeout, time);
        _keys = new (Inlet Inlet, string? Key)[]
        {
            (Inlet.Users, options.UsersApiKey), (Inlet.Accounts, options.AccountsApiKey), (Inlet.Feedback, options.Feedback.ApiKey), (Inlet.Privacy, options.PrivacyApiKey),
        }.Where(pair => pair.Key is not null).ToDictionary(pair => pair.Inlet, pair => _createKey(pair.Key!));
    }

    public Recorder Recorder { get; }

    public string Prefix { get; }

    public int RequestsPerMinute { get; }

    public bool MayWrite { get; }

    public CancellationToken Token { get; }

    /// <summary>Gets or sets the shape in which metadata is taken, once that is known.</summary>
    /// <value>The default is what the client does by default.</value>
    public EnterpretMetadataShape MetadataShape { get; set; }

    /// <summary>Gets the inlets for records that there is a key for.</summary>
    public IReadOnlyList<Inlet> Inlets => [.. _keys.Keys.Where(inlet => inlet != Inlet.Privacy)];

    /// <summary>Gets the user that all feedback of this run belongs to, so that erasing the user erases the feedback.</summary>
    public string User => Prefix + "user";

    public string Account => Prefix + "account";

    /// <summary>Gets the form of the body of a success; null before there was one.</summary>
    public string? SuccessForm { get; private set; }

    /// <summary>Gets the identifiers of users and accounts that Enterpret may have kept.</summary>
    public IReadOnlyCollection<string> Entities => _entities;

    /// <summary>Gets a value indicating whether Enterpret may have kept feedback.</summary>
    public bool LeftFeedback { get; private set; }

    public string NewId() => $"{Prefix}{++_count:000}";

    public bool Has(Inlet inlet) => _keys.ContainsKey(inlet);

    /// <exception cref="DoctorException">There is no such key.</exception>
    public PacedKey Key(Inlet inlet) => _keys.GetValueOrDefault(inlet) ?? throw new DoctorException($"there is no key for {inlet.Name}");

    /// <summary>Makes a key that is none.</summary>
    public PacedKey CreateWrongKey() => _createKey(Prefix + "no-key");

    /// <summary>Sends an empty list, which stores nothing.</summary>
    public Task<Answer> SendNothingAsync(Inlet inlet, PacedKey key) => key.PostAsync(inlet, $$"""{"{{inlet.Root}}":[]}""", Token);

    /// <summary>Sends items.</summary>
    /// <exception cref="DoctorException">There is no such key, no answer to learn from, or leave to write was not given.</exception>
    public async Task<Answer> SendAsync(Inlet inlet, params IEnumerable<JsonNode> items)
    {
        var key = Key(inlet);
        if (!MayWrite)
            throw new DoctorException("it takes --write");
        JsonArray list = [.. items];

        // Noted before it is sent: what no answer comes to may have arrived.
        var hadFeedback = LeftFeedback;
        var entities = list.Where(item => item is JsonObject && item["attributes"] is not null).Select(item => (string)item!["id"]!).Where(_entities.Add).ToArray();
        LeftFeedback |= list.Any(item => item is JsonObject && item["metadata"] is not null);
        var answer = await key.PostAsync(inlet, new JsonObject { [inlet.Root] = list }.ToJsonString(), Token);
        if (answer.IsTaken && inlet != Inlet.Privacy)
            SuccessForm ??= answer.Form;
        if (answer.IsRefused)
        {
            LeftFeedback = hadFeedback;
            _entities.ExceptWith(entities);
        }

        return answer;
    }

    /// <summary>Sends a plain good record once a run: what is asked is the difference to it.</summary>
    /// <exception cref="DoctorException">It is not taken.</exception>
    public async Task SendControlAsync(Inlet inlet)
    {
        if (!_controls.TryGetValue(inlet, out var answer))
            _controls[inlet] = answer = await SendAsync(inlet, inlet == Inlet.Feedback ? Review(NewId()) : Entity(inlet == Inlet.Users ? User : Account));
        if (!answer.IsTaken)
            throw new DoctorException($"a plain record of {inlet.Name} is not taken either: status {answer.Status}, {answer.Code ?? "no code"}");
    }

    /// <summary>Tells whether a bad record is refused; asked once a run.</summary>
    /// <exception cref="DoctorException">It is neither taken nor refused.</exception>
    public async Task<bool> IsStrictAsync(Inlet inlet)
    {
        if (!_strictness.TryGetValue(inlet, out var isStrict))
            _strictness[inlet] = isStrict = !(await SendAsync(inlet, Bad(NewId()))).IsTakenOrElseRefused();
        return isStrict;
    }

    public JsonObject Entity(string id, JsonObject? attributes = null) => new()
    {
        ["id"] = id,
        ["attributes"] = attributes ?? new JsonObject { ["account_id"] = new JsonObject { ["s"] = new JsonArray(Account) } },
        ["createdAt"] = _createdAt.ToUnixTimeSeconds(),
    };

    public JsonObject Review(string id, string text = "Doctor: this record asks how the API behaves.") => Feedback(id, "REVIEW", "text", text);

    /// <summary>Makes a record that is good, and tied to the user of this run.</summary>
    public JsonObject Feedback(string id, string type, string property, JsonNode content) => new()
    {
        ["id"] = id,
        ["fileID"] = "doctor",
        ["type"] = type,
        ["createdAt"] = _createdAt.ToUnixTimeSeconds(),
        [property] = content,
        ["metadata"] = Metadata(MetadataShape),
    };

    public JsonObject Metadata(EnterpretMetadataShape shape)
    {
        JsonObject fields = new() { ["user_id"] = new JsonObject { ["array"] = new JsonObject { ["s"] = new JsonArray(User) } } };
        return shape == EnterpretMetadataShape.Flat ? fields : new() { ["metadata"] = fields };
    }

    /// <summary>Makes a record that lacks all but its identifier.</summary>
    public static JsonObject Bad(string id) => new() { ["id"] = id };

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix} ({_keys.Count} keys)");
}
