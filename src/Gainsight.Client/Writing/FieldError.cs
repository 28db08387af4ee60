using System.Text.Json;

namespace Gainsight.Client;

/// <summary>What Gainsight says is wrong with a field of a record, without saying of which record.</summary>
internal readonly record struct FieldError(string Field, GainsightErrorCode Code, JsonElement InvalidValue)
{
    /// <summary>Reads <c>data.errors</c>, of which two shapes are known: arrays of arrays (one a record) and arrays of objects, each holding <c>errors</c>.</summary>
    /// <param name="data">The data; disposed by the caller when the errors were used.</param>
    public static List<FieldError> ReadAll(JsonDocument? data)
    {
        List<FieldError> errors = [];
        if (data?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("errors", out var list))
            Collect(list, errors, depth: 0);
        return errors;
    }

    private static void Collect(JsonElement element, List<FieldError> errors, int depth)
    {
        const int Deepest = 6;
        if (depth > Deepest)
            return;
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item, errors, depth + 1);
                break;
            case JsonValueKind.Object when element.TryGetProperty("fieldName", out var field) && field.ValueKind == JsonValueKind.String:
                errors.Add(new(field.GetString()!, CodeOf(element), element.TryGetProperty("invalidValue", out var value) ? value : default));
                break;
            case JsonValueKind.Object when element.TryGetProperty("errors", out var inner):
                Collect(inner, errors, depth + 1);
                break;
        }
    }

    private static GainsightErrorCode CodeOf(JsonElement element) =>
        element.TryGetProperty("errorCode", out var code) && code.ValueKind == JsonValueKind.String
            && code.GetString() is { Length: > 0 and <= 100 } text && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? new(text)
            : default;
}
