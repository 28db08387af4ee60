using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Census.Sync.Sources;

/// <summary>Reads one object into the values of a schema, without a document in between.</summary>
internal sealed class JsonLineParser
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 64 };

    private readonly RecordSchema _schema;
    private readonly byte[][] _names;

    public JsonLineParser(RecordSchema schema)
    {
        _schema = schema;
        _names = [.. schema.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    }

    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    /// <summary>Adds the names of the properties of a line that are not there yet. A line that is not well-formed adds none.</summary>
    public static void CollectNames(ReadOnlySpan<byte> line, List<string> names, HashSet<string> known)
    {
        if (!Utf8.IsValid(line))
            return;

        List<string> found = [];
        try
        {
            var reader = new Utf8JsonReader(line, s_options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                found.Add(reader.GetString()!);
                reader.Read();
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return;
        }

        names.AddRange(found.Where(name => name.Length > 0 && known.Add(name)));
    }

    /// <summary>Fills a row. Returns what is wrong with the line, without any of its values, or null.</summary>
    public string? Parse(ReadOnlySpan<byte> line, Span<FieldValue> row)
    {
        row.Clear();
        if (!Utf8.IsValid(line))
            return "It is not UTF-8.";

        try
        {
            var reader = new Utf8JsonReader(line, s_options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return "It is not a JSON object.";

            var expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = IndexOf(ref reader, expected);
                reader.Read();
                if (field < 0)
                {
                    reader.Skip();
                    continue;
                }

                if (!row[field].IsAbsent)
                    return $"It has the property '{_schema[field].Name}' twice.";
                if (!JsonValues.TryRead(ref reader, line, out row[field]))
                    return $"The number in '{_schema[field].Name}' has more than 1,000 digits.";
                expected = field + 1;
            }

            // Anything after the object but white space is an error the reader reports.
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException)
        {
            return "It is not well-formed JSON.";
        }
        catch (InvalidOperationException)
        {
            return "It has an escape sequence that is half a character.";
        }
    }

    // Properties usually come in the same order in each line.
    private int IndexOf(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _names.Length && reader.ValueTextEquals(_names[expected]))
            return expected;
        return _schema.IndexOf(reader.GetString()!);
    }
}
