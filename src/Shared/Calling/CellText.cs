using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>The text of a cell as its answer writes it: UTF-8, which may hold the escapes of a JSON string.</summary>
internal readonly ref struct CellText(ReadOnlySpan<byte> written, bool isEscaped)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _written = written;

    /// <summary>The text with its escapes.</summary>
    public ReadOnlySpan<byte> Written => _written;

    public bool IsEscaped => isEscaped;

    /// <summary>The text without escapes. Services may escape a plus sign all the same.</summary>
    /// <exception cref="JsonException">There is no such escape.</exception>
    public ReadOnlySpan<byte> Bytes => isEscaped ? Unescape() : _written;

    /// <summary>The text of the string that a reader is at.</summary>
    public static CellText Of(ref Utf8JsonReader reader) => new(reader.ValueSpan, reader.ValueIsEscaped);

    /// <exception cref="DecoderFallbackException">It is not UTF-8.</exception>
    public string GetString() => s_strictUtf8.GetString(Bytes);

    private ReadOnlySpan<byte> Unescape()
    {
        var quoted = new byte[_written.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        _written.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var text = new byte[_written.Length];
        return text.AsSpan(0, reader.CopyString(text));
    }
}
