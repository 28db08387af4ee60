using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The Gainsight tenant as a whole.</summary>
internal sealed class GainsightVendor : Vendor, IDisposable
{
    private readonly GainsightEmulatorOptions _options;
    private readonly ServerClock _clock;
    private readonly Envelope _envelope;
    private readonly GainsightStore _store;
    private readonly Credentials _credentials;
    private readonly Gateway _gateway;
    private readonly PeopleApi _people;
    private readonly GainsightRoutes _routes;
    private readonly ValueParser _seedParser;

    public GainsightVendor(GainsightEmulatorOptions options, ServerClock clock)
    {
        _options = options;
        _clock = clock;
        _envelope = new Envelope(options.Seed);
        _store = new GainsightStore(options);
        _credentials = new Credentials(options);
        _gateway = new Gateway(options, _envelope, _credentials);
        var parser = new ValueParser(options, _store.Exists);
        _seedParser = new ValueParser(options, static (_, _, _) => true);
        var reader = new ObjectReader(_store, options, _envelope);
        _people = new PeopleApi(_store, options, _envelope, parser, reader);
        _routes = new GainsightRoutes(
            _store, _envelope, reader, new ObjectWriter(_store, options, _envelope, parser), _people, new MetadataApi(_store, options, _envelope), _credentials);
    }

    public override string Name => "gainsight";

    public override int MaxBodyBytes => _options.MaxBodyBytes;

    public Credentials Credentials => _credentials;

    public override Operation Match(CallRequest request)
    {
        Operation operation;
        lock (_store.Gate)
        {
            operation = _routes.Match(request);
        }

        return operation with
        {
            Execute = now =>
            {
                // Milliseconds are the finest that dates have.
                now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
                lock (_store.Gate)
                {
                    _people.RunDue(now);
                    try
                    {
                        return WithRateHeader(operation.Execute(now));
                    }
                    catch (ApiFault fault)
                    {
                        return WithRateHeader(_envelope.Failure(fault));
                    }
                }
            },
        };
    }

    public override Reply? Refuse(CallRequest request, Operation operation, DateTimeOffset now) =>
        _gateway.Refuse(request, operation, now) is { } refusal ? WithRateHeader(refusal) : null;

    public override Reply Spoken(Fault fault) => fault.Kind switch
    {
        FaultKind.TooManyRequests => _gateway.TooManyRequests(fault.Duration),
        FaultKind.Unauthorized => _gateway.Unauthorized(),
        FaultKind.ResultFalse => _envelope.Failure(200, fault.Text, "Oops, something went wrong.", static json => json.WriteNullValue()),
        _ => _envelope.Failure(500, "GU_1101", "Oops, something went wrong.", static json => json.WriteNullValue()),
    };

    public override Reply Unacknowledged(Reply reply, int keep)
    {
        JsonNode? body = reply.Status == 200 ? JsonNode.Parse(reply.Body.Span) : null;
        if (body?["data"] is JsonObject data && data["records"] is JsonArray records)
        {
            while (records.Count > keep)
            {
                records.RemoveAt(records.Count - 1);
            }
        }
        else if (body is not null)
        {
            body["data"] = null;
        }

        return body is null ? reply : reply with { Body = Json.Write(json => body.WriteTo(json)) };
    }

    public override void ShareQuota(DateTimeOffset now, int callsPerWindow) => _gateway.Calls.ShareWith(now, callsPerWindow);

    public override void ConsumeQuota(DateTimeOffset now, int calls) => _gateway.Calls.Consume(now, calls);

    public override IReadOnlyList<(string Name, int Count)> Objects()
    {
        lock (_store.Gate)
        {
            _people.RunDue(_clock.Now);
            return [.. _store.Tables.Where(static table => table.Schema.IsListed).Select(static table => (table.Schema.Name, table.Count))];
        }
    }

    public override IEnumerable<JsonObject>? Contents(string objectName)
    {
        lock (_store.Gate)
        {
            _people.RunDue(_clock.Now);
            if (_store.Find(objectName) is not { Schema.IsListed: true } table)
            {
                return null;
            }

            Row[] rows = [.. table.Rows];
            return rows.Select(row => GainsightStore.ToJson(table, row));
        }
    }

    public JsonObject? Find(string objectName, string fieldName, string value)
    {
        lock (_store.Gate)
        {
            _people.RunDue(_clock.Now);
            Table table = Known(objectName);
            SchemaField field = table.Schema.Find(fieldName, ignoreCase: true) ?? throw new ArgumentException($"Object '{objectName}' has no field '{fieldName}'.", nameof(fieldName));
            return table.Find(field, value) is [Row row, ..] ? GainsightStore.ToJson(table, row) : null;
        }
    }

    public void Declare(string objectName, GainsightEmulatorField field)
    {
        lock (_store.Gate)
        {
            _store.Declare(objectName, field);
        }
    }

    public void Declare(GainsightEmulatorObject declaration)
    {
        lock (_store.Gate)
        {
            _store.Declare(declaration);
        }
    }

    public override void DeclareFields(string objectName, JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Array)
        {
            throw new ArgumentException("Fields are declared as an array.", nameof(fields));
        }

        GainsightEmulatorField[] declarations = [.. fields.EnumerateArray().Select(DeclarationJson.ReadField)];
        lock (_store.Gate)
        {
            // A custom object comes into being with its first fields.
            if (objectName.EndsWith("__gc", StringComparison.Ordinal) && _store.Find(objectName) is null)
            {
                _store.Declare(new GainsightEmulatorObject(objectName) { Fields = declarations });
                return;
            }

            foreach (GainsightEmulatorField declaration in declarations)
            {
                _store.Declare(objectName, declaration);
            }
        }
    }

    public override int Seed(string objectName, JsonElement records) => SeedRecords(objectName, records).Count;

    /// <summary>Puts records in without a call. Read-only fields may be set as well, GSIDs included.</summary>
    public IReadOnlyList<string> SeedRecords(string objectName, JsonElement records)
    {
        if (records.ValueKind != JsonValueKind.Array)
        {
            throw new ArgumentException("Records are seeded as an array.", nameof(records));
        }

        lock (_store.Gate)
        {
            Table table = Known(objectName);
            DateTime now = _clock.Now.UtcDateTime;
            List<List<KeyValuePair<SchemaField, object?>>> rows = [.. records.EnumerateArray().Select(record => ReadSeed(table, record))];
            var changes = new List<StoreChange>(rows.Count);
            SchemaField? gsidField = table.Schema.Find("Gsid", ignoreCase: false);
            List<string> gsids = [.. rows.Select(values => _store.Insert(table, values, now, changes, Gsid(values)).Gsid)];
            _store.Save(changes);
            return gsids;

            string? Gsid(List<KeyValuePair<SchemaField, object?>> values) => values.Find(pair => ReferenceEquals(pair.Key, gsidField)).Value as string;
        }
    }

    public override void Reset()
    {
        lock (_store.Gate)
        {
            _store.Clear();
        }

        _gateway.Reset();
    }

    public override IEnumerable<(string Purpose, string Key)> WellKnownKeys()
    {
        if (_credentials.AccessKey == GainsightEmulator.DefaultAccessKey)
        {
            yield return ("Accesskey", GainsightEmulator.DefaultAccessKey);
        }

        if ((_options.ClientId, _options.ClientSecret) == (GainsightEmulator.DefaultClientId, GainsightEmulator.DefaultClientSecret))
        {
            yield return ("client id", GainsightEmulator.DefaultClientId);
            yield return ("client secret", GainsightEmulator.DefaultClientSecret);
        }
    }

    public override void WriteSwitches(Utf8JsonWriter json) => _options.WriteSwitches(json);

    public void Dispose() => _store.Dispose();

    private Table Known(string objectName) => _store.Find(objectName) ?? throw new ArgumentException($"There is no object '{objectName}'.", nameof(objectName));

    private List<KeyValuePair<SchemaField, object?>> ReadSeed(Table table, JsonElement record)
    {
        var values = new List<KeyValuePair<SchemaField, object?>>();
        foreach (JsonProperty property in record.EnumerateObject())
        {
            SchemaField field = table.Schema.Find(property.Name, ignoreCase: false)
                ?? throw new ArgumentException($"Object '{table.Schema.Name}' has no field '{property.Name}'.", nameof(record));
            ValueFault fault = _seedParser.Parse(field, property.Value, out object? value);
            if (fault != ValueFault.None)
            {
                throw new ArgumentException($"The value of field '{field.Name}' cannot be stored: {fault}.", nameof(record));
            }

            if (field is { IsSystem: true, Name: "Gsid" } && table.Find((string)value!) is not null)
            {
                throw new ArgumentException("There is already a record with this GSID.", nameof(record));
            }

            values.Add(new(field, value));
        }

        return values;
    }

    private Reply WithRateHeader(Reply reply) => _options.SendRateLimitHeader
        ? reply with { Headers = [.. reply.Headers, ("x-ratelimit-limit", _options.CallsPerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture))] }
        : reply;
}
