using System.Buffers;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>
/// Goes through the rows of an answer, which are a JSON list. Rows of nothing but text are read with what is here: their form is known, and to look for the end of each text takes a third
/// of the time that a reader of any JSON takes. Whatever else comes is left to such a reader.
/// </summary>
internal ref struct RowScanner(ReadOnlySpan<byte> json, int position, bool isBegun)
{
    private const byte Quote = (byte)'"';
    private const byte Backslash = (byte)'\\';

    // What a JSON string does not hold as it is.
    private static readonly SearchValues<byte> s_special = SearchValues.Create([Quote, Backslash, .. Enumerable.Range(0, ' ').Select(control => (byte)control)]);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _position = position;

    /// <summary>How far it came.</summary>
    public readonly int Position => _position;

    /// <summary>Whether it is behind the beginning of the list.</summary>
    public bool IsBegun { get; private set; } = isBegun;

    /// <summary>Goes on to the next row. False if there is none.</summary>
    /// <exception cref="JsonException">There is neither a row nor the end of the list.</exception>
    public bool TryBegin()
    {
        if (!IsBegun)
        {
            Pass((byte)'[');
            IsBegun = true;
            return !TryPass((byte)']');
        }

        if (TryPass((byte)','))
            return true;
        Pass((byte)']');
        return false;
    }

    /// <summary>Goes over a character and the blanks before it. False if another one is there, or nothing.</summary>
    public bool TryPass(byte character)
    {
        if (_position < _json.Length && _json[_position] == character)
        {
            _position++;
            return true;
        }

        return PassBlanks() && TryPass(character);
    }

    /// <summary>Goes over a text that has no blanks, and the blanks before it. False if another one is there.</summary>
    public bool TryPass(ReadOnlySpan<byte> text)
    {
        if (_json[_position..].StartsWith(text))
        {
            _position += text.Length;
            return true;
        }

        return PassBlanks() && TryPass(text);
    }

    /// <exception cref="JsonException">Another character is there.</exception>
    public void Pass(byte character)
    {
        if (!TryPass(character))
            throw new JsonException();
    }

    /// <exception cref="JsonException">Another text is there.</exception>
    public void Pass(ReadOnlySpan<byte> text)
    {
        if (!TryPass(text))
            throw new JsonException();
    }

    /// <summary>Reads a text. False if something else is there.</summary>
    /// <exception cref="JsonException">The text has no end, or a character that must be escaped.</exception>
    public bool TryReadText(out CellText text)
    {
        text = default;
        if (!TryPass(Quote))
            return false;
        var rest = _json[_position..];
        var length = rest.IndexOfAny(s_special);
        var isEscaped = length >= 0 && rest[length] == Backslash;
        while (length >= 0 && rest[length] == Backslash)
        {
            var behind = length + 2;
            var next = behind < rest.Length ? rest[behind..].IndexOfAny(s_special) : -1;
            length = next < 0 ? -1 : behind + next;
        }

        if (length < 0 || rest[length] != Quote)
            throw new JsonException();
        text = new(rest[..length], isEscaped);
        _position += length + 1;
        return true;
    }

    /// <summary>Reads a text or null. False for null.</summary>
    /// <exception cref="JsonException">Something else is there.</exception>
    public bool TryReadTextOrNull(out CellText text)
    {
        if (TryReadText(out text))
            return true;
        Pass("null"u8);
        return false;
    }

    /// <summary>A reader of any JSON before the value that comes. The value is read to its end, and <see cref="Close"/> goes on behind it.</summary>
    /// <param name="json">What the reader reads.</param>
    public readonly Utf8JsonReader Open(out ReadOnlySpan<byte> json)
    {
        json = _json[_position..];
        return new(json);
    }

    public void Close(in Utf8JsonReader reader) => _position += (int)reader.BytesConsumed;

    private bool PassBlanks()
    {
        var start = _position;
        while (_position < _json.Length && _json[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
        return _position > start;
    }
}
