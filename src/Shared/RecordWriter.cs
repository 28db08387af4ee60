using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Census.Sync.Shared;

/// <summary>Writes JSON piece by piece into a pooled buffer: what is constant as it is, only texts go through the encoder.</summary>
/// <remarks>It knows no structure: braces and commas are the caller's. Compiled into each client that uses it.</remarks>
/// <param name="capacity">About how many bytes it will be.</param>
internal sealed class RecordWriter(int capacity = 4096) : IDisposable
{
    // The most bytes of UTF-8 that one UTF-16 unit takes.
    private const int BytesPerUnit = 3;
    private const int LongestNumber = 20;
    private const int UsualValue = 64;

    // Leaves letters as they are: escaped, a Greek text would take three times its bytes. Emoji are escaped all the same.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Gets or sets the number of bytes; a smaller one takes back what was written last.</summary>
    public int Length { get; set; }

    /// <summary>Gets what was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Writes JSON as it is.</summary>
    // Inlined, so that a constant is stored in a few moves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        Length += json.Length;
    }

    /// <summary>Writes a text, with quotation marks.</summary>
    public void Text(string text)
    {
        var span = Reserve(text.Length * BytesPerUnit + 2);
        if (Utf8.FromUtf16(text, span[1..], out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done
            || Encoder.FindFirstCharacterToEncodeUtf8(span.Slice(1, length)) >= 0)
        {
            Escaped(text);
            return;
        }

        span[0] = (byte)'"';
        span[length + 1] = (byte)'"';
        Length += length + 2;
    }

    /// <summary>Writes a whole number.</summary>
    public void Number(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(LongestNumber), out var length);
        Length += length;
    }

    /// <summary>Writes the canonical text of a value that needs no escaping.</summary>
    public void Value(in FieldValue value)
    {
        int length;
        for (var room = UsualValue; !value.TryFormat(Reserve(room), out length); room *= 2)
        {
        }

        Length += length;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        Length = 0;
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
    }

    private void Escaped(ReadOnlySpan<char> text)
    {
        Raw("\""u8);
        Span<char> piece = stackalloc char[256];
        OperationStatus status;
        do
        {
            status = Encoder.Encode(text, piece, out var consumed, out var written);
            Length += Encoding.UTF8.GetBytes(piece[..written], Reserve(written * BytesPerUnit));
            text = text[consumed..];
        }
        while (status == OperationStatus.DestinationTooSmall);
        Raw("\""u8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Grow(count);
        return _buffer.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, _buffer.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
