using System.Text.Json;

namespace Census.Sync.Mapping;

/// <summary>The JSON of a column, parsed once for all paths into it. Not safe for concurrent calls.</summary>
internal sealed class ParsedColumn
{
    private string? _text;
    private JsonDocument? _document;

    /// <summary>Returns the root of a text; it is valid until the next call.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public JsonElement Parse(string text)
    {
        // The paths of a record come one after the other, with the very same text.
        if (_document is null || !ReferenceEquals(text, _text))
        {
            _document?.Dispose();
            _document = null;
            _document = JsonDocument.Parse(text);
            _text = text;
        }

        return _document.RootElement;
    }
}
