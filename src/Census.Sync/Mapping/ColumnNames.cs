using System.Globalization;
using System.Text;

namespace Census.Sync.Mapping;

/// <summary>Calls fields after columns.</summary>
internal static class ColumnNames
{
    /// <returns>The name of the field; empty if the column has neither letter nor digit in its name.</returns>
    public static string FieldNameOf(string column, FieldNaming naming)
    {
        if (naming == FieldNaming.MatchSource)
            return column;
        var words = WordsOf(column);
        return naming switch
        {
            FieldNaming.StartCase => string.Join(' ', words.Select(Capitalized)),
            FieldNaming.UpperCase => string.Join(' ', words.Select(word => word.ToUpperInvariant())),
            FieldNaming.LowerCase => string.Join(' ', words.Select(word => word.ToLowerInvariant())),
            FieldNaming.SnakeCase => string.Join('_', words.Select(word => word.ToLowerInvariant())),
            _ => string.Concat(words.Select((word, i) => i == 0 ? word.ToLowerInvariant() : Capitalized(word))),
        };
    }

    private static string Capitalized(string word)
    {
        var first = StringInfo.GetNextTextElementLength(word);
        return word[..first].ToUpperInvariant() + word[first..].ToLowerInvariant();
    }

    private static List<string> WordsOf(string column)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var last = new Rune('A');
        foreach (var letter in column.EnumerateRunes())
        {
            var isPart = Rune.IsLetterOrDigit(letter) || Rune.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (word.Length > 0 && (!isPart || Rune.IsUpper(letter) && !Rune.IsUpper(last)))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (isPart)
                word.Append(letter.ToString());
            last = letter;
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
