using System.Text.Json;
using System.Text.Json.Serialization;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>An object as the list of the metadata API shows it.</summary>
internal sealed record ObjectEntry
{
    [JsonPropertyName("objectName")]
    public string? Name { get; init; }

    [JsonPropertyName("label")]
    public string? Label { get; init; }

    [JsonPropertyName("objectType")]
    public string? Type { get; init; }

    [JsonPropertyName("transactional")]
    public bool IsTransactional { get; init; }

    [JsonPropertyName("createable")]
    public bool IsCreateable { get; init; } = true;
}

/// <summary>Reads which objects there are, and remembers them as long as fields. Thread-safe.</summary>
/// <remarks>https://support.gainsight.com/Gainsight_NXT/API_and_Developer_Docs/Data_Management_APIs/Data_Management_APIs.</remarks>
internal sealed partial class ObjectCatalog(GainsightApi api)
{
    private volatile Tuple<DateTimeOffset, IReadOnlyList<DestinationObject>>? _known;

    /// <exception cref="SyncDestinationException">Gainsight cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<DestinationObject>> GetAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && api.Time.GetUtcNow() - known.Item1 < api.Options.FieldsLifetime)
            return known.Item2;

        // The path also takes a "parent object", which may narrow the list; without it nothing is left out.
        using var reply = await api.SendAsync(
            new("gainsight.metadata.list", RepeatRule.Safe), HttpMethod.Get, "v1/meta/services/objects/list", null, cancellationToken).ConfigureAwait(false);
        if (reply.End != CallEnd.Succeeded)
            throw Failures.ToSyncException(reply, api.Address, api.Time);
        IReadOnlyList<DestinationObject> objects =
        [
            .. Parse(reply).Where(entry => entry.Name is { Length: > 0 }).Select(entry => SyncedObjects.Describe(entry, api.Options.RequireTransactionalObjects)),
        ];
        _known = new(api.Time.GetUtcNow(), objects);
        return objects;
    }

    private static IReadOnlyList<ObjectEntry> Parse(GainsightReply reply)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Data.Span, EntryContext.Default.IReadOnlyListObjectEntry) ?? [];
        }
        catch (JsonException error)
        {
            throw new SyncDestinationException(SyncErrorCodes.Unreachable, "gainsight.metadata.list: Gainsight's answer cannot be read.", error);
        }
    }

    [JsonSerializable(typeof(IReadOnlyList<ObjectEntry>))]
    private sealed partial class EntryContext : JsonSerializerContext;
}
