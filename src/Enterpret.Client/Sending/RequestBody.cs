using System.Text;
using System.Text.Json;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>The body of one request, written record by record and never larger than the limits.</summary>
/// <remarks>Each record is serialised once: what is sent again, and the parts of a batch that is split, are cut out of the same bytes.</remarks>
internal sealed class RequestBody : IDisposable
{
    private readonly RecordWriter _json = new();
    private readonly List<Range> _records;
    private readonly byte[] _start;
    private readonly int _maximumRecords;
    private readonly int _maximumBytes;

    /// <summary>Initializes an empty body.</summary>
    /// <param name="root">The name of the list of records.</param>
    /// <param name="maximumRecords">The largest number of records.</param>
    /// <param name="maximumBytes">The largest number of bytes of the whole body.</param>
    public RequestBody(string root, int maximumRecords, int maximumBytes)
    {
        _start = Encoding.UTF8.GetBytes($$"""{"{{root}}":[""");
        _maximumRecords = maximumRecords;
        _maximumBytes = maximumBytes;
        _records = [];
        Clear();
    }

    /// <summary>Gets the number of records.</summary>
    public int Count => _records.Count;

    /// <summary>Gets a value indicating whether the number of records is at its limit.</summary>
    public bool IsFull => Count == _maximumRecords;

    private static ReadOnlySpan<byte> End => "]}"u8;

    // The end of the last record that is in.
    private int Filled => Count == 0 ? _start.Length : _records[^1].End.Value;

    private int RecordStart => Count == 0 ? _start.Length : Filled + 1;

    /// <summary>Starts a record.</summary>
    /// <returns>What to write one JSON object with; then call <see cref="EndRecord"/>.</returns>
    public RecordWriter StartRecord()
    {
        if (Count > 0)
            _json.Raw(","u8);
        return _json;
    }

    /// <summary>Ends a record, and takes it back if it does not fit.</summary>
    /// <param name="bytesAlone">The number of bytes of a body with this record alone.</param>
    public RecordFit EndRecord(out int bytesAlone)
    {
        bytesAlone = _start.Length + _json.Length - RecordStart + End.Length;
        var fit = bytesAlone > _maximumBytes ? RecordFit.TooLarge
            : _json.Length + End.Length > _maximumBytes ? RecordFit.NoRoom
            : RecordFit.Fits;
        if (fit == RecordFit.Fits)
            _records.Add(RecordStart.._json.Length);
        else
            TakeBack();
        return fit;
    }

    /// <summary>Takes the record back that was started, whatever was written of it.</summary>
    public void TakeBack() => _json.Length = Filled;

    /// <summary>Removes all records.</summary>
    public void Clear()
    {
        _records.Clear();
        _json.Length = 0;
        _json.Raw(_start);
    }

    /// <summary>Makes what a request with some of the records is sent with.</summary>
    /// <param name="records">The positions of the records.</param>
    public JsonPayload ToPayload(ReadOnlyMemory<int> records) =>
        JsonPayload.Create((Body: this, Records: records), static (json, state) => state.Body.WriteTo(json, state.Records.Span), _json.Length + 16);

    /// <summary>Writes a body with some of the records.</summary>
    /// <param name="json">Where to write one JSON value.</param>
    /// <param name="records">The positions of the records, in order.</param>
    public void WriteTo(Utf8JsonWriter json, ReadOnlySpan<int> records)
    {
        if (records.Length == Count)
        {
            _json.Raw(End);
            json.WriteRawValue(_json.Written, skipInputValidation: true);
            TakeBack();
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray(_start.AsSpan(2..^3));
        foreach (var record in records)
            json.WriteRawValue(_json.Written[_records[record]], skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => _json.Dispose();
}
