using System.Text;

namespace Census.Sync.Sources;

/// <summary>Names of tables and views, which are taken as they are stored: upper and lower case included.</summary>
internal static class QuotedName
{
    public static string Quote(string identifier, char open, char close) =>
        $"{open}{identifier.Replace(close.ToString(), new string(close, 2), StringComparison.Ordinal)}{close}";

    /// <summary>The parts of a name with dots between them; a part that is quoted already may hold dots itself.</summary>
    public static IReadOnlyList<string> Split(string name, char open, char close)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (quoted && letter == close && i + 1 < name.Length && name[i + 1] == close)
            {
                part.Append(letter);
                i++;
            }
            else if (quoted && letter == close)
            {
                quoted = false;
            }
            else if (!quoted && letter == open && part.Length == 0)
            {
                quoted = true;
            }
            else if (!quoted && letter == '.')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(letter);
            }
        }

        parts.Add(part.ToString());
        return quoted || parts.Exists(string.IsNullOrWhiteSpace)
            ? throw new SyncSourceException($"'{name}' is not the name of a table or view. Write it as schema.table.")
            : parts;
    }
}
