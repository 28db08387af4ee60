using System.Text.Json;

namespace Census.Sync.Mapping;

/// <summary>Makes values of JSON.</summary>
internal static class JsonValues
{
    /// <summary>The value of an element: text, a number, true, false or null as such; a list or an object as JSON.</summary>
    public static FieldValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => FieldValue.From(element.GetString()),
        JsonValueKind.Number when FieldValue.TryFromNumber(element.GetRawText(), out var number) => number,
        JsonValueKind.True or JsonValueKind.False => FieldValue.From(element.GetBoolean()),
        JsonValueKind.Null => FieldValue.Null,
        _ => FieldValue.FromJson(element.GetRawText()),
    };

    /// <summary>Reads a document: a list as one, of the values of its elements.</summary>
    /// <returns>False if the text is no JSON.</returns>
    public static bool TryParse(string json, out FieldValue value)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            value = root.ValueKind == JsonValueKind.Array ? FieldValue.FromArray(ElementsOf(root)) : Of(root);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // JSON may escape half of a character that takes two; as text, there is no such thing.
            value = default;
            return false;
        }
    }

    /// <summary>Whether a value is a JSON object or list.</summary>
    public static bool IsContainer(in FieldValue value) => value.Kind == FieldValueKind.Json && value.AsString().AsSpan().TrimStart() is ['{' or '[', ..];

    private static FieldValue[] ElementsOf(JsonElement list)
    {
        var elements = new FieldValue[list.GetArrayLength()];
        var i = 0;
        foreach (var element in list.EnumerateArray())
            elements[i++] = Of(element);
        return elements;
    }
}
