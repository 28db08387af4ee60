using System.Buffers;
using System.Text.Json;

namespace Census.Sync.State;

/// <summary>Entries of the record log that are written together: those of one batch, or records that were refused before sending. Used again and again.</summary>
internal sealed class RecordLogBlock(RecordLogOptions options)
{
    private const int StatusShift = 4;

    private readonly BlobWriter _entries = new();
    private readonly BlobWriter _blob = new();
    private readonly ArrayBufferWriter<byte> _payload = new();
    private Utf8JsonWriter? _json;
    private DateTimeOffset _startedAt;

    /// <summary>The number of entries.</summary>
    public int Count { get; private set; }

    public int Length => _entries.Length;

    /// <summary>Whether entries of records that the destination accepted are written.</summary>
    public bool TakesSucceeded => options.Succeeded;

    public RecordLogBlock Begin(DateTimeOffset startedAt)
    {
        _entries.Clear();
        Count = 0;
        _startedAt = startedAt;
        return this;
    }

    /// <summary>Adds a record.</summary>
    /// <param name="key">The hash of its key; default if it has none.</param>
    /// <param name="keyText">Its key.</param>
    /// <param name="operation">What was to be done.</param>
    /// <param name="status">What became of it.</param>
    /// <param name="problem">Why it was not accepted.</param>
    public void Add(UInt128 key, string keyText, SyncOperation operation, LoggedRecordStatus status, RecordProblem? problem)
    {
        AddHead(key, keyText, operation, status, problem);
        _entries.Text((string?)null);
    }

    /// <summary>Adds a record that was sent.</summary>
    public void Add(UInt128 key, string keyText, SyncOperation operation, LoggedRecordStatus status, RecordProblem? problem, Record record)
    {
        AddHead(key, keyText, operation, status, problem);
        if (options.Payloads == RecordPayloads.None)
            _entries.Text((string?)null);
        else
            AddPayload(record);
    }

    /// <summary>Returns the blob that holds the entries; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Close(long number, string runId, DateTimeOffset endedAt)
    {
        _blob.Clear();
        _blob.Number(Count);
        _blob.Time(endedAt);
        _blob.Time(_startedAt);
        _blob.Text(runId);
        _entries.Written.Span.CopyTo(_blob.GetSpan(_entries.Length));
        _blob.Advance(_entries.Length);
        return _blob.Close(StateSection.Records, number);
    }

    /// <summary>Reads how many entries a blob has, and when its batch ended.</summary>
    public static (int Count, DateTimeOffset EndedAt) ReadHead(ReadOnlySpan<byte> content)
    {
        var reader = new BlobReader(content);
        return (reader.Count(), reader.Time());
    }

    /// <summary>Reads the entries of a blob.</summary>
    public static List<LoggedRecord> Read(ReadOnlySpan<byte> content, SyncDefinition sync)
    {
        var reader = new BlobReader(content);
        var (count, endedAt, startedAt, runId) = (reader.Count(), reader.Time(), reader.Time(), reader.RequiredText());
        var entries = new List<LoggedRecord>();
        for (var i = 0; i < count; i++)
        {
            reader.Hash();
            var (keyText, what) = (reader.RequiredText(), reader.Byte());
            entries.Add(new()
            {
                Sync = sync.Name,
                Source = sync.SourceName,
                SourceObject = sync.Model is { Kind: not ModelKind.Sql } model ? model.Text : null,
                Destination = sync.DestinationName,
                DestinationObject = sync.ObjectName,
                RunId = runId,
                Key = keyText,
                Operation = (SyncOperation)(what & (1 << StatusShift) - 1),
                Status = (LoggedRecordStatus)(what >> StatusShift),
                Problem = ReadProblem(ref reader),
                BatchStartedAt = startedAt,
                BatchEndedAt = endedAt,
                Payload = reader.Text(),
            });
        }

        return reader.IsAtEnd ? entries : throw BlobReader.Damaged();
    }

    /// <summary>Returns a blob without the entries of a key.</summary>
    /// <returns>The content, how many entries it has, and whether there was one of the key.</returns>
    public static (byte[] Content, int Count, bool HasChanged) Without(UInt128 key, ReadOnlySpan<byte> content)
    {
        var reader = new BlobReader(content);
        var (count, endedAt, startedAt, runId) = (reader.Count(), reader.Time(), reader.Time(), reader.RequiredText());
        var (entries, kept) = (new BlobWriter(), 0);
        for (var i = 0; i < count; i++)
        {
            var (hash, keyText, what) = (reader.Hash(), reader.RequiredText(), reader.Byte());
            var (problem, payload) = (ReadProblem(ref reader), reader.Text());
            if (hash == key)
                continue;
            kept++;
            entries.Hash(hash);
            entries.Text(keyText);
            entries.Byte(what);
            WriteProblem(entries, problem);
            entries.Text(payload);
        }

        var blob = new BlobWriter();
        blob.Number(kept);
        blob.Time(endedAt);
        blob.Time(startedAt);
        blob.Text(runId);
        entries.Written.Span.CopyTo(blob.GetSpan(entries.Length));
        blob.Advance(entries.Length);
        return (blob.ToArray(), kept, kept < count);
    }

    private static RecordProblem? ReadProblem(ref BlobReader reader) =>
        reader.Text() is { } code ? new(code, reader.RequiredText(), reader.Text()) : null;

    private static void WriteProblem(BlobWriter writer, RecordProblem? problem)
    {
        writer.Text(problem?.Code);
        if (problem is null)
            return;
        writer.Text(problem.Message);
        writer.Text(problem.Field);
    }

    private void AddHead(UInt128 key, string keyText, SyncOperation operation, LoggedRecordStatus status, RecordProblem? problem)
    {
        Count++;
        _entries.Hash(key);
        _entries.Text(keyText);
        _entries.Byte((byte)((byte)operation | (byte)status << StatusShift));
        WriteProblem(_entries, problem);
    }

    private void AddPayload(Record record)
    {
        _payload.ResetWrittenCount();
        _json ??= new(_payload);
        _json.Reset();
        _json.WriteStartObject();
        var values = record.Values;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].IsAbsent)
                continue;
            _json.WritePropertyName(record.Schema[i].Name);
            if (options.Payloads == RecordPayloads.Redacted && values[i].HasValue)
                _json.WriteStringValue("***");
            else
                values[i].WriteTo(_json);
        }

        _json.WriteEndObject();
        _json.Flush();

        // As a text is written: its length, one higher, and its bytes.
        _entries.Number((ulong)_payload.WrittenCount + 1);
        _payload.WrittenSpan.CopyTo(_entries.GetSpan(_payload.WrittenCount));
        _entries.Advance(_payload.WrittenCount);
    }
}
