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
}
