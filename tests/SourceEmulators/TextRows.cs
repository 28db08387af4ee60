using System.Text.Json;

namespace Census.Sync.SourceEmulators;

/// <summary>Rows on the wire as lists of text and null, whatever they hold, and the statement that asks for the columns alone.</summary>
internal static class TextRows
{
    private const string Before = "SELECT * FROM (\n";
    private const string After = "\n) LIMIT 0";

    public static void Write(Utf8JsonWriter writer, IEnumerable<string?[]> rows)
    {
        writer.WriteStartArray();
        foreach (var row in rows)
        {
            writer.WriteStartArray();
            foreach (var cell in row)
                writer.WriteStringValue(cell);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>The statement whose columns alone are asked for; null if rows are.</summary>
    public static string? WithoutLimit(string sql) =>
        sql.StartsWith(Before, StringComparison.Ordinal) && sql.EndsWith(After, StringComparison.Ordinal) ? sql[Before.Length..^After.Length] : null;
}
