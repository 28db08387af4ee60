using System.Text;

namespace Census.Sync.Sources;

/// <summary>
/// Reads the texts of one column. Those that came a moment ago are taken again instead of being made anew: in columns of countries, plans and states that is nearly all, and it is half of
/// the memory that a read asks for.
/// </summary>
internal sealed class TextCells
{
    private const int Remembered = 64;
    private const int Longest = 64;

    // A column most of whose texts are new is found out after about so many of them.
    private const int MostPatience = 1_000;

    private string[]? _recent = new string[Remembered];
    private int _patience = MostPatience;

    public bool Read(in CellText cell, out FieldValue value)
    {
        if (_recent is not { } recent || cell.IsEscaped || cell.Written.Length is 0 or > Longest)
        {
            value = FieldValue.From(cell.GetString());
            return true;
        }

        var text = cell.Written;
        ref var place = ref recent[(text.Length + text[0] * 5 + text[text.Length / 2] * 7 + text[^1] * 11) % Remembered];
        if (place is not null && Ascii.Equals(text, place))
        {
            _patience = Math.Min(_patience + 1, MostPatience);
            value = place;
            return true;
        }

        place = cell.GetString();
        value = place;
        if (--_patience == 0)
            _recent = null;
        return true;
    }
}
