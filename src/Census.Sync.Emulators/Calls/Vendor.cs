using System.Text.Json;
using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Calls;

/// <summary>What the machinery asks of an emulated vendor. Implementations are thread-safe.</summary>
internal abstract class Vendor
{
    public abstract string Name { get; }

    /// <summary>Bodies beyond this are read, but not kept.</summary>
    public abstract int MaxBodyBytes { get; }

    public abstract Operation Match(CallRequest request);

    /// <summary>The answer to a call that is not served: unknown header, wrong key, too many calls.</summary>
    public abstract Reply? Refuse(CallRequest request, Operation operation, DateTimeOffset now);

    /// <summary>The vendor's own words for 429, 500, 401 and a failure inside a 200.</summary>
    public abstract Reply Spoken(Fault fault);

    /// <summary>The answer with only the first acknowledgements left.</summary>
    public abstract Reply Unacknowledged(Reply reply, int keep);

    public abstract void ShareQuota(DateTimeOffset now, int callsPerWindow);

    public abstract void ConsumeQuota(DateTimeOffset now, int calls);

    public abstract IReadOnlyList<(string Name, int Count)> Objects();

    /// <summary>Contents for inspection, or null when there is no such object.</summary>
    public abstract IEnumerable<JsonObject>? Contents(string objectName);

    /// <exception cref="ArgumentException">The declaration makes no sense here.</exception>
    public abstract void DeclareFields(string objectName, JsonElement fields);

    /// <exception cref="ArgumentException">The records make no sense here.</exception>
    public abstract int Seed(string objectName, JsonElement records);

    public abstract void Reset();

    /// <summary>Well-known keys by what they are for; a key that a user chose is not told.</summary>
    public abstract IEnumerable<(string Purpose, string Key)> WellKnownKeys();

    public abstract void WriteSwitches(Utf8JsonWriter json);
}
