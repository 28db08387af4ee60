using System.Collections.Concurrent;
using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Reads what objects and fields there are, and remembers it for a while. Thread-safe.</summary>
/// <remarks>https://support.gainsight.com/Gainsight_NXT/API_and_Developer_Docs/Data_Management_APIs/Data_Management_APIs.</remarks>
internal sealed class FieldCatalog(GainsightApi api)
{
    // Each question by its path, so that one cache holds all kinds of answers.
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, object Answer)> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the fields of an object.</summary>
    /// <exception cref="SyncDestinationException">There is no such object, or Gainsight cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<GainsightFieldDescription>> GetAsync(string objectName, CancellationToken cancellationToken)
    {
        var (found, stop) = await DescribeAsync(objectName, QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false);
        if (stop is not null)
            throw stop.SyncException;
        return found?.Fields ?? throw new SyncDestinationException(SyncErrorCodes.InvalidConfiguration, $"Gainsight describes no object '{objectName}'.");
    }

    public async ValueTask<(IReadOnlyList<GainsightObjectSummary>? Objects, Stop? Stop)> ListAsync(QuotaPriority priority, CancellationToken cancellationToken)
    {
        // The path also takes a "parent object", which may narrow the list; without it nothing is left out.
        var (objects, stop, _) = await AskAsync(
            "gainsight.metadata.list", "v1/meta/services/objects/list", MetadataReader.ReadObjects, priority, cancellationToken).ConfigureAwait(false);
        return (objects, stop);
    }

    /// <summary>Describes an object; neither a description nor a stop if there is no such object.</summary>
    public async ValueTask<(GainsightObjectDescription? Found, Stop? Stop)> DescribeAsync(
        string objectName, QuotaPriority priority, CancellationToken cancellationToken)
    {
        var path = $"v1/meta/services/objects/{Uri.EscapeDataString(objectName.ToLowerInvariant())}/describe?ic=false&cl=0&idd=true";
        if (Recall<GainsightObjectDescription>(path) is { } known)
            return (known, null);

        var (described, stop, code) = await AskAsync(
            "gainsight.metadata.describe", path, data => MetadataReader.ReadDescription(data, objectName), priority, cancellationToken).ConfigureAwait(false);
        if (described is null)
            return (null, code == GainsightErrorCode.ObjectNotFound ? null : stop);

        // Describe was seen to leave the items of a dropdown out.
        var fields = described.Fields.ToArray();
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is not { DataType: FieldTypes.Picklist or FieldTypes.MultiPicklist, PicklistItems.Count: 0, PicklistCategoryId: { } category })
                continue;
            var (items, stopped) = await ListItemsAsync(category, priority, cancellationToken).ConfigureAwait(false);
            if (stopped is not null)
                return (null, stopped);
            fields[i] = fields[i] with { PicklistItems = items! };
        }

        described = described with { Fields = fields };
        Remember(path, described);
        return (described, null);
    }

    public async ValueTask<(IReadOnlyList<GainsightPicklistItem>? Items, Stop? Stop)> ListItemsAsync(
        string categoryId, QuotaPriority priority, CancellationToken cancellationToken)
    {
        var (items, stop, _) = await AskAsync(
            "gainsight.metadata.dropdown",
            $"v1/meta/services/dropdowns/{Uri.EscapeDataString(categoryId)}",
            MetadataReader.ReadDropdown,
            priority,
            cancellationToken).ConfigureAwait(false);
        return (items, stop);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _known.Clear();

    private async ValueTask<(T? Answer, Stop? Stop, GainsightErrorCode Code)> AskAsync<T>(
        string operation, string path, Func<JsonElement, T?> read, QuotaPriority priority, CancellationToken cancellationToken)
        where T : class
    {
        if (Recall<T>(path) is { } known)
            return (known, null, default);

        using var reply = await api.SendAsync(new(operation, RepeatRule.Safe) { Priority = priority }, HttpMethod.Get, path, null, cancellationToken)
            .ConfigureAwait(false);
        if (reply.End != CallEnd.Succeeded)
            return (null, Stop.Of(reply, api), reply.ErrorCode);
        if (reply.Data.IsEmpty)
            return (null, null, default);

        // The envelope was read to its end, so this is JSON.
        using var document = JsonDocument.Parse(reply.Data);
        var answer = read(document.RootElement);
        if (answer is not null and not GainsightObjectDescription)
            Remember(path, answer);
        return (answer, null, default);
    }

    private T? Recall<T>(string path)
        where T : class =>
        _known.TryGetValue(path, out var known) && api.Time.GetUtcNow() - known.At < api.Options.FieldsLifetime ? known.Answer as T : null;

    private void Remember(string path, object answer) => _known[path] = (api.Time.GetUtcNow(), answer);
}
