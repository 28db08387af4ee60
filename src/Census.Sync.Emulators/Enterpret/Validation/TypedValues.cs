using System.Text.Json;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>The typed values of metadata and attributes: exactly one tag, its values in an array, all of its type.</summary>
internal static class TypedValues
{
    public static void CheckMetadata(ItemCheck check, JsonElement metadata, EnterpretMetadataShape shape)
    {
        bool isEmpty = !metadata.EnumerateObject().Any();
        bool isWrapped = metadata.TryGetProperty("metadata", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object
            && metadata.EnumerateObject().Count() == 1 && !IsTyped(inner);
        if (isEmpty)
        {
            return;
        }

        if (isWrapped && shape != EnterpretMetadataShape.Flat)
        {
            CheckFields(check, inner, "metadata.metadata");
        }
        else if (shape != EnterpretMetadataShape.Wrapped)
        {
            CheckFields(check, metadata, "metadata");
        }
        else
        {
            check.Malformed("metadata", "must hold its fields in an inner object 'metadata'");
        }
    }

    // A flat field may be called metadata, and a wrapped one array.
    private static bool IsTyped(JsonElement field) => field.TryGetProperty("array", out JsonElement array)
        && !(array.ValueKind == JsonValueKind.Object && array.TryGetProperty("array", out _));

    public static void CheckAttributes(ItemCheck check, JsonElement attributes, bool acceptBooleans)
    {
        foreach (JsonProperty attribute in attributes.EnumerateObject())
        {
            CheckTagged(check, attribute.Value, "attributes." + attribute.Name, acceptBooleans);
        }
    }

    private static void CheckFields(ItemCheck check, JsonElement fields, string path)
    {
        foreach (JsonProperty field in fields.EnumerateObject())
        {
            string at = $"{path}.{field.Name}";
            if (field.Value.ValueKind == JsonValueKind.Object && field.Value.TryGetProperty("array", out JsonElement array) && field.Value.EnumerateObject().Count() == 1)
            {
                CheckTagged(check, array, at + ".array", acceptBooleans: true);
            }
            else
            {
                check.Malformed(at, "must hold an object 'array' and nothing else");
            }
        }
    }

    private static void CheckTagged(ItemCheck check, JsonElement tagged, string path, bool acceptBooleans)
    {
        if (tagged.ValueKind != JsonValueKind.Object || tagged.EnumerateObject().Count() != 1)
        {
            check.Malformed(path, "must hold exactly one type tag");
            return;
        }

        JsonProperty only = tagged.EnumerateObject().First();
        Func<JsonValueKind, bool>? suits = only.Name switch
        {
            "s" => static kind => kind == JsonValueKind.String,
            "n" => static kind => kind == JsonValueKind.Number,
            "b" when acceptBooleans => static kind => kind is JsonValueKind.True or JsonValueKind.False,
            _ => null,
        };
        if (suits is null)
        {
            check.Malformed(path, $"has the unknown type tag '{only.Name}'");
        }
        else if (only.Value.ValueKind != JsonValueKind.Array || only.Value.EnumerateArray().Any(element => !suits(element.ValueKind)))
        {
            check.Malformed($"{path}.{only.Name}", "must be an array of values of its type");
        }
    }
}
