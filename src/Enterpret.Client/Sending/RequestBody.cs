using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>The body of one request, written record by record into a pooled buffer and never larger than the limits.</summary>
/// <remarks>Each record is serialised once: what is sent again, and the parts of a batch that is split, are cut out of the same bytes.</remarks>
internal sealed class RequestBody : IBufferWriter<byte>, IDisposable
{
    /// <summary>Leaves letters as they are: escaped, a Greek text would take three times its bytes. Emoji are escaped all the same.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = Encoder, SkipValidation = true };
    private readonly List<Range> _records = [];
    private readonly string _root;
    private readonly int _maximumRecords;
    private readonly int _maximumBytes;
    private readonly int _frame;
    private readonly Utf8JsonWriter _json;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _length;
    private int _recordStart;

    /// <summary>Initializes an empty body.</summary>
    /// <param name="root">The name of the list of records.</param>
    /// <param name="maximumRecords">The largest number of records.</param>
    /// <param name="maximumBytes">The largest number of bytes of the whole body.</param>
    public RequestBody(string root, int maximumRecords, int maximumBytes)
    {
        _root = root;
        _maximumRecords = maximumRecords;
        _maximumBytes = maximumBytes;
        _frame = Encoding.UTF8.GetByteCount($$"""{"{{root}}":[]}""");
        _json = new(this, WriterOptions);
    }

    /// <summary>Gets the number of records.</summary>
    public int Count => _records.Count;

    /// <summary>Gets the number of bytes of the whole body.</summary>
    public int Length => _frame + _length + Math.Max(0, Count - 1);

    /// <summary>Gets a value indicating whether the number of records is at its limit.</summary>
    public bool IsFull => Count == _maximumRecords;

    /// <summary>Starts a record.</summary>
    /// <returns>What to write one JSON object with; then call <see cref="EndRecord"/>.</returns>
    public Utf8JsonWriter StartRecord()
    {
        _recordStart = _length;
        _json.Reset();
        return _json;
    }

    /// <summary>Ends a record, and takes it back if it does not fit.</summary>
    /// <param name="bytesAlone">The number of bytes of a body with this record alone.</param>
    public RecordFit EndRecord(out int bytesAlone)
    {
        _json.Flush();
        bytesAlone = _frame + _length - _recordStart;
        var separators = Count;
        var fit = bytesAlone > _maximumBytes ? RecordFit.TooLarge
            : _frame + _length + separators > _maximumBytes ? RecordFit.NoRoom
            : RecordFit.Fits;
        if (fit == RecordFit.Fits)
            _records.Add(_recordStart.._length);
        else
            TakeBack();
        return fit;
    }

    /// <summary>Takes the record back that was started, whatever was written of it.</summary>
    public void TakeBack()
    {
        _json.Reset();
        _length = _recordStart;
    }

    /// <summary>Removes all records.</summary>
    public void Clear()
    {
        _records.Clear();
        _length = 0;
    }

    /// <summary>Makes what a request with some of the records is sent with.</summary>
    /// <param name="records">The positions of the records.</param>
    public JsonPayload ToPayload(ReadOnlyMemory<int> records) =>
        JsonPayload.Create((Body: this, Records: records), static (json, state) => state.Body.WriteTo(json, state.Records.Span), Length + 16);

    /// <summary>Writes a body with some of the records.</summary>
    /// <param name="json">Where to write one JSON value.</param>
    /// <param name="records">The positions of the records.</param>
    public void WriteTo(Utf8JsonWriter json, ReadOnlySpan<int> records)
    {
        json.WriteStartObject();
        json.WriteStartArray(_root);
        foreach (var record in records)
            json.WriteRawValue(_buffer.AsSpan(_records[record]), skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        _json.Dispose();
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
    }

    void IBufferWriter<byte>.Advance(int count) => _length += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(1, sizeHint);
        if (needed <= _buffer.Length)
            return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
