using System.Text.Json;
using System.Text.Unicode;

namespace Census.Sync.Definitions;

/// <summary>
/// Reads a document into parts that know their lines. The reader of the framework stops at the first value that does not fit its type; here a document is read whole,
/// so that everything that is wrong in it can be told at once.
/// </summary>
internal ref struct JsonParts
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    private readonly ReadOnlyMemory<byte> _document;
    private readonly DefinitionProblems _problems;
    private Utf8JsonReader _reader;
    private int _counted;
    private int _line;

    private JsonParts(ReadOnlyMemory<byte> document, DefinitionProblems problems)
    {
        (_document, _problems, _line) = (document, problems, 1);
        _reader = new(document.Span, s_options);
    }

    /// <summary>Reads a document: JSON in UTF-8, in which comments and commas before a closing bracket are allowed.</summary>
    /// <returns>Null if it is no JSON, which is added to the problems.</returns>
    public static JsonPart? Read(ReadOnlyMemory<byte> document, DefinitionProblems problems)
    {
        if (document.Span.StartsWith("\uFEFF"u8))
            document = document[3..];
        if (!Utf8.IsValid(document.Span))
        {
            problems.Add(1, "$", "The text is not UTF-8. Save the file with this encoding.");
            return null;
        }

        try
        {
            var parts = new JsonParts(document, problems);
            parts._reader.Read();
            var root = parts.Value("$");

            // Tells of what follows the document.
            parts._reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:", 2)[0];
            problems.Add((int)(e.LineNumber ?? 0) + 1, "$", $"The text is no JSON: {reason}");
            return null;
        }
    }

    private JsonPart Value(string path)
    {
        var (start, line) = ((int)_reader.TokenStartIndex, LineOfToken());
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var properties = Properties(path);
                return new(JsonValueKind.Object, line, path) { Properties = properties, Raw = Since(start) };
            case JsonTokenType.StartArray:
                var elements = new List<JsonPart>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                    elements.Add(Value($"{path}[{elements.Count}]"));
                return new(JsonValueKind.Array, line, path) { Elements = elements, Raw = Since(start) };
            case JsonTokenType.String:
                return new(JsonValueKind.String, line, path) { Text = Text(line, path), Raw = Since(start) };
            case JsonTokenType.Number:
                return new(JsonValueKind.Number, line, path) { Text = System.Text.Encoding.UTF8.GetString(_reader.ValueSpan), Raw = Since(start) };
            case JsonTokenType.True:
                return new(JsonValueKind.True, line, path) { Raw = Since(start) };
            case JsonTokenType.False:
                return new(JsonValueKind.False, line, path) { Raw = Since(start) };
            default:
                return new(JsonValueKind.Null, line, path) { Raw = Since(start) };
        }
    }

    private List<(string Name, int Line, JsonPart Value)> Properties(string path)
    {
        var properties = new List<(string Name, int Line, JsonPart Value)>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var line = LineOfToken();
            var name = Text(line, path);
            _reader.Read();
            var value = Value(PathOf(path, name));
            if (properties.Exists(property => property.Name == name))
                _problems.Add(line, PathOf(path, name), $"The property '{name}' is given twice. Keep one.");
            else
                properties.Add((name, line, value));
        }

        return properties;
    }

    // A text can hold half of a pair of surrogates, escaped, which no string of the application should have.
    private readonly string Text(int line, string path)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            _problems.Add(line, path, "The text holds a character that does not exist (half of a surrogate pair).");
            return "?";
        }
    }

    private readonly ReadOnlyMemory<byte> Since(int start) => _document[start..(int)_reader.BytesConsumed];

    private int LineOfToken()
    {
        var start = (int)_reader.TokenStartIndex;
        _line += _document.Span[_counted..start].Count((byte)'\n');
        _counted = start;
        return _line;
    }

    private static string PathOf(string parent, string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$') ? $"{parent}.{name}" : $"{parent}['{name}']";
}
