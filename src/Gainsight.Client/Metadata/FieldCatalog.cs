using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Reads the fields of objects and remembers them for a while. Thread-safe.</summary>
internal sealed class FieldCatalog(GainsightApi api)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<FieldDescription> Fields)> _known =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the fields of an object.</summary>
    /// <exception cref="SyncDestinationException">There is no such object, or Gainsight cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<FieldDescription>> GetAsync(string objectName, CancellationToken cancellationToken)
    {
        if (Recall(objectName) is { } known)
            return known;

        var fields = await ReadAsync(objectName, cancellationToken).ConfigureAwait(false);
        _known[objectName] = (api.Time.GetUtcNow(), fields);
        return fields;
    }

    private IReadOnlyList<FieldDescription>? Recall(string objectName) =>
        _known.TryGetValue(objectName, out var known) && api.Time.GetUtcNow() - known.At < api.Options.FieldsLifetime ? known.Fields : null;

    private async ValueTask<IReadOnlyList<FieldDescription>> ReadAsync(string objectName, CancellationToken cancellationToken)
    {
        var objects = await GetAsync(
            "gainsight.metadata.describe",
            $"v1/meta/services/objects/{Uri.EscapeDataString(objectName.ToLowerInvariant())}/describe?ic=false&cl=0&idd=true",
            MetadataJsonContext.Default.IReadOnlyListObjectDescription,
            cancellationToken).ConfigureAwait(false);
        if (objects.FirstOrDefault(described => objectName.Equals(described.ObjectName, StringComparison.OrdinalIgnoreCase)) is not { } found)
            throw new SyncDestinationException(SyncErrorCodes.InvalidConfiguration, $"Gainsight describes no object '{objectName}'.");

        var fields = found.Fields.ToArray();
        for (var i = 0; i < fields.Length; i++)
        {
            // Describe was seen to leave the items of a dropdown out.
            if (fields[i] is { DataType: FieldTypes.Picklist or FieldTypes.MultiPicklist, Options: null or { Count: 0 }, Meta.Properties.CategoryId: { } category })
                fields[i] = fields[i] with { Options = await ReadOptionsAsync(category, cancellationToken).ConfigureAwait(false) };
        }

        return fields;
    }

    private async ValueTask<IReadOnlyList<FieldOption>> ReadOptionsAsync(string categoryId, CancellationToken cancellationToken)
    {
        var dropdown = await GetAsync(
            "gainsight.metadata.dropdown",
            $"v1/meta/services/dropdowns/{Uri.EscapeDataString(categoryId)}",
            MetadataJsonContext.Default.DropdownDescription,
            cancellationToken).ConfigureAwait(false);
        return [.. (dropdown.Items ?? []).Select(item => new FieldOption { Label = item.Name, IsActive = item.IsActive })];
    }

    private async ValueTask<T> GetAsync<T>(string operation, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var reply = await api.SendAsync(new(operation, RepeatRule.Safe), HttpMethod.Get, path, null, cancellationToken).ConfigureAwait(false);
        if (reply.End != CallEnd.Succeeded)
            throw Failures.ToSyncException(reply, api.Address, api.Time);
        try
        {
            return JsonSerializer.Deserialize(reply.Data.Span, type) ?? throw new JsonException("There is no data.");
        }
        catch (JsonException error)
        {
            throw new SyncDestinationException(SyncErrorCodes.Unreachable, $"{operation}: Gainsight's answer cannot be read.", error);
        }
    }
}
