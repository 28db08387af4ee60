using System.Text;
using System.Text.Json;

namespace Quickstart.OwnData;

/// <summary>Which column goes to which field.</summary>
internal static class FieldMap
{
    /// <summary>Reads a map: a JSON object of column names and field names.</summary>
    public static IReadOnlyList<(string Column, string Field)> Read(string path)
    {
        if (!File.Exists(path))
            throw new QuickstartException($"There is no map file {path}.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Invalid(path, "it is not a JSON object");
            var map = new List<(string, string)>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(property.Value.GetString()))
                    throw Invalid(path, $"the field of the column '{property.Name}' is not a name");
                map.Add((property.Name, property.Value.GetString()!));
            }

            return map;
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"line {e.LineNumber + 1} is not JSON");
        }
    }

    /// <summary>Gives every column a custom field, named as Gainsight names them: letters, digits and underscores of the column, then __gc.</summary>
    public static IReadOnlyList<(string Column, string Field)> CustomFields(IEnumerable<string> columns)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var map = new List<(string, string)>();
        foreach (var column in columns)
        {
            var name = new StringBuilder();
            foreach (var letter in column)
            {
                if (char.IsAsciiLetterOrDigit(letter) || letter == '_')
                    name.Append(letter);
            }

            if (name.Length == 0)
                name.Append("Column");
            var field = $"{name}__gc";
            for (var number = 2; !taken.Add(field); number++)
                field = $"{name}_{number}__gc";
            map.Add((column, field));
        }

        return map;
    }

    private static QuickstartException Invalid(string path, string why) =>
        new($"The map file {path} cannot be used: {why}. It should look like {{\"Sector\": \"Industry\"}}.");
}
