using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Storage;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>Users, accounts, records, and deletions that are yet to come. Used under <see cref="Gate"/> only.</summary>
internal sealed class EnterpretStore : IDisposable
{
    public const string Users = "users";
    public const string Accounts = "accounts";
    public const string Records = "records";

    private readonly Dictionary<string, OrderedDictionary<ItemKey, StoredItem>> _kinds = new()
    {
        [Users] = [],
        [Accounts] = [],
        [Records] = [],
    };

    private readonly List<(DateTimeOffset Due, string[] Ids)> _deletions = [];
    private readonly EnterpretEmulatorOptions _options;
    private Journal? _journal;

    public EnterpretStore(EnterpretEmulatorOptions options)
    {
        _options = options;
        if (options.DataFile is { } path)
        {
            _journal = Journal.Open(path, "enterpret", Replay, Dump);
        }
    }

    public Lock Gate { get; } = new();

    public static IReadOnlyList<string> Kinds => [Users, Accounts, Records];

    public int Count(string kind) => _kinds[kind].Count;

    public StoredItem? Find(ItemKey key) => _kinds[key.Kind].GetValueOrDefault(key);

    public IEnumerable<KeyValuePair<ItemKey, StoredItem>> Items(string kind) => _kinds[kind];

    public void Put(ItemKey key, byte[] json, DateTimeOffset now)
    {
        OrderedDictionary<ItemKey, StoredItem> items = _kinds[key.Kind];
        byte[]? earlier = items.GetValueOrDefault(key)?.Visible(now);
        items[key] = new StoredItem(json, now + _options.VisibilityDelay, earlier);
    }

    /// <summary>Writes what a call stored to the data file. Called once per call, before it is answered.</summary>
    public void Save(string kind, string source, IReadOnlyList<(ItemKey Key, byte[] Json)> items, DateTimeOffset now)
    {
        if (items.Count > 0)
        {
            _journal?.Append((kind, source, items, now + _options.VisibilityDelay), WritePut);
        }
    }

    public void DeleteLater(string[] ids, DateTimeOffset due)
    {
        _deletions.Add((due, ids));
        _journal?.Append((due, ids), WriteDeletion);
    }

    /// <summary>Does the deletions that are due. Asked before every look at the contents, so that no timer is needed.</summary>
    public void RunDue(DateTimeOffset now)
    {
        if (_deletions.Count == 0)
        {
            return;
        }

        foreach ((DateTimeOffset due, string[] ids) in _deletions.Where(deletion => deletion.Due <= now).ToArray())
        {
            _deletions.Remove((due, ids));
            List<ItemKey> doomed = Cascade.Find(this, ids, _options);
            foreach (ItemKey key in doomed)
            {
                _kinds[key.Kind].Remove(key);
            }

            _journal?.Append((doomed, ids), WriteDone);
        }
    }

    public void Clear()
    {
        foreach (OrderedDictionary<ItemKey, StoredItem> items in _kinds.Values)
        {
            items.Clear();
        }

        _deletions.Clear();
        _journal?.Rewrite(Dump());
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _journal = null;
    }

    private static void WritePut(Utf8JsonWriter json, (string Kind, string Source, IReadOnlyList<(ItemKey Key, byte[] Json)> Items, DateTimeOffset VisibleAt) put)
    {
        json.WriteStartObject();
        json.WriteString("put", put.Kind);
        json.WriteString("source", put.Source);
        json.WriteNumber("visibleAt", put.VisibleAt.ToUnixTimeMilliseconds());
        json.WriteStartArray("items");
        foreach ((_, byte[] item) in put.Items)
        {
            json.WriteRawValue(item);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDeletion(Utf8JsonWriter json, (DateTimeOffset Due, string[] Ids) deletion)
    {
        json.WriteStartObject();
        json.WriteNumber("deleteAt", deletion.Due.ToUnixTimeMilliseconds());
        WriteIds(json, "ids", deletion.Ids);
        json.WriteEndObject();
    }

    private static void WriteDone(Utf8JsonWriter json, (List<ItemKey> Keys, string[] Ids) done)
    {
        json.WriteStartObject();
        WriteIds(json, "deleted", done.Ids);
        json.WriteStartArray("keys");
        foreach (ItemKey key in done.Keys)
        {
            json.WriteStartArray();
            json.WriteStringValue(key.Kind);
            json.WriteStringValue(key.Source);
            json.WriteStringValue(key.Id);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, string[] ids)
    {
        json.WriteStartArray(name);
        foreach (string id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    private static string[] ReadIds(JsonElement ids) => [.. ids.EnumerateArray().Select(static id => id.GetString()!)];

    private IEnumerable<Action<Utf8JsonWriter>> Dump()
    {
        foreach ((string kind, OrderedDictionary<ItemKey, StoredItem> items) in _kinds)
        {
            // Runs of one source and one time, so that the order is kept.
            var run = new List<(ItemKey Key, byte[] Json)>();
            DateTimeOffset visibleAt = default;
            foreach ((ItemKey key, StoredItem item) in items)
            {
                if (run.Count is > 0 and var count && (count == 500 || run[0].Key.Source != key.Source || visibleAt != item.VisibleAt))
                {
                    yield return Line(kind, run, visibleAt);
                    run = [];
                }

                visibleAt = item.VisibleAt;
                run.Add((key, item.Json));
            }

            if (run.Count > 0)
            {
                yield return Line(kind, run, visibleAt);
            }
        }

        foreach ((DateTimeOffset Due, string[] Ids) deletion in _deletions)
        {
            yield return json => WriteDeletion(json, deletion);
        }

        static Action<Utf8JsonWriter> Line(string kind, List<(ItemKey Key, byte[] Json)> run, DateTimeOffset visibleAt) =>
            json => WritePut(json, (kind, run[0].Key.Source, run, visibleAt));
    }

    private void Replay(JsonElement line)
    {
        if (line.TryGetProperty("put", out JsonElement kind))
        {
            string source = line.GetProperty("source").GetString()!;
            DateTimeOffset visibleAt = DateTimeOffset.FromUnixTimeMilliseconds(line.GetProperty("visibleAt").GetInt64());
            OrderedDictionary<ItemKey, StoredItem> items = _kinds[kind.GetString()!];
            foreach (JsonElement item in line.GetProperty("items").EnumerateArray())
            {
                var key = new ItemKey(kind.GetString()!, source, item.GetProperty("id").GetString()!);
                byte[]? earlier = items.GetValueOrDefault(key)?.Json;
                items[key] = new StoredItem(System.Text.Encoding.UTF8.GetBytes(item.GetRawText()), visibleAt, earlier);
            }
        }
        else if (line.TryGetProperty("deleteAt", out JsonElement due))
        {
            _deletions.Add((DateTimeOffset.FromUnixTimeMilliseconds(due.GetInt64()), ReadIds(line.GetProperty("ids"))));
        }
        else
        {
            string[] ids = ReadIds(line.GetProperty("deleted"));
            _deletions.RemoveAt(_deletions.FindIndex(deletion => deletion.Ids.SequenceEqual(ids)));
            foreach (JsonElement key in line.GetProperty("keys").EnumerateArray())
            {
                _kinds[key[0].GetString()!].Remove(new ItemKey(key[0].GetString()!, key[1].GetString()!, key[2].GetString()!));
            }
        }
    }

    public static JsonObject ToJson(byte[] json) => JsonNode.Parse(json)!.AsObject();
}
