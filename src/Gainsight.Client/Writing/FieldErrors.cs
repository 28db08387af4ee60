using System.Text.Json;

namespace Gainsight.Client;

/// <summary>What Gainsight says of a refused call in <c>data.errors</c>, of which two shapes are known: a list of lists, or of objects that hold <c>errors</c>.</summary>
internal sealed class FieldErrors
{
    private const int Deepest = 6;
    private readonly List<FieldError> _all = [];

    /// <summary>Reads the errors.</summary>
    /// <param name="data">The data; disposed by the caller when the errors were used.</param>
    public FieldErrors(JsonDocument? data)
    {
        if (data?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("errors", out var list) || list.ValueKind != JsonValueKind.Array)
            return;
        foreach (var entry in list.EnumerateArray())
        {
            var before = _all.Count;
            Collect(entry, depth: 1);
            HasCleanEntry |= _all.Count == before && IsClean(entry);
            Entries++;
        }
    }

    public IReadOnlyList<FieldError> All => _all;

    /// <summary>Gets the length of the list: the number of errors, of bad records, or of all records that were sent.</summary>
    public int Entries { get; }

    /// <summary>Gets a value indicating whether an entry says that nothing is wrong, so that there is one for good records too.</summary>
    public bool HasCleanEntry { get; }

    private void Collect(JsonElement element, int depth)
    {
        if (depth > Deepest)
            return;
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item, depth + 1);
                break;
            case JsonValueKind.Object when element.TryGetProperty("fieldName", out var field) && field.ValueKind == JsonValueKind.String:
                _all.Add(new(field.GetString()!, CodeOf(element), element.TryGetProperty("invalidValue", out var value) ? value : default, Entries));
                break;
            case JsonValueKind.Object when element.TryGetProperty("errors", out var inner):
                Collect(inner, depth + 1);
                break;
        }
    }

    private static bool IsClean(JsonElement entry) => entry.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => entry.EnumerateArray().All(IsClean),
        JsonValueKind.Object => entry.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True,
        _ => false,
    };

    private static GainsightErrorCode CodeOf(JsonElement element) =>
        element.TryGetProperty("errorCode", out var code) && code.ValueKind == JsonValueKind.String
            && code.GetString() is { Length: > 0 and <= 100 } text && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? new(text)
            : default;
}
