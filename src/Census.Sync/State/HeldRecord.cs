namespace Census.Sync.State;

/// <summary>A record that is not settled: the destination refused it, the operation did not apply, or it must not be sent again.</summary>
internal sealed record HeldRecord
{
    private const byte AfterDoubtFlag = 0x10;
    private const byte ValuesFlag = 0x20;

    public required UInt128 Key { get; init; }

    public required UInt128 Fingerprint { get; init; }

    public required RecordIssueKind Kind { get; init; }

    public required string KeyText { get; init; }

    public required RecordProblem Problem { get; init; }

    public required int Tries { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset LastTried { get; init; }

    /// <summary>
    /// Whether something of the record was sent without an answer before: then the destination may hold a value that is neither this one nor the
    /// one it acknowledged.
    /// </summary>
    public bool AfterDoubt { get; init; }

    /// <summary>Whether it is a deletion that was refused: there is nothing that could have changed in it.</summary>
    public bool IsOfDeletion => Fingerprint == default;

    /// <summary>
    /// The values of a record whose row the next runs may not read, and which they are to try again all the same: those of a source that is read from a cursor on. The hash of the
    /// fields comes first, since under others they mean nothing.
    /// </summary>
    public byte[]? Values { get; init; }

    /// <summary>The number of the blob it is kept in. Two keys share one only by an accident of the hash, and then the blob.</summary>
    public long Number => (long)((ulong)(Key >> 64) >> 1);

    /// <summary>What is told of the record.</summary>
    /// <param name="kind">What it is at this moment.</param>
    /// <param name="retry">When it is sent again.</param>
    public RecordIssue ToIssue(RecordIssueKind kind, RecordRetryOptions retry) => new(kind, KeyText, Problem, Tries)
    {
        Since = Since,
        LastTried = LastTried,
        RetryAt = Kind == RecordIssueKind.Skipped ? LastTried
            : Kind != RecordIssueKind.Rejected || retry.Parks(Tries) ? null
            : retry.NextTry(Tries, LastTried),
    };

    /// <summary>Whether the record, refused and not changed since, is sent now: rejected if it is, waiting or parked if it is not.</summary>
    public RecordIssueKind KindAt(DateTimeOffset now, RecordRetryOptions retry)
    {
        if (Kind != RecordIssueKind.Rejected)
            return Kind;
        if (retry.Parks(Tries))
            return RecordIssueKind.Parked;

        // A clock that was wrong once must not keep a record waiting for years.
        return LastTried <= now && retry.NextTry(Tries, LastTried) > now ? RecordIssueKind.Waiting : RecordIssueKind.Rejected;
    }

    /// <summary>Returns what is the matter, never the key.</summary>
    public override string ToString() => $"{Kind}: {Problem.Code}";

    /// <summary>Writes <see cref="Values"/>.</summary>
    public static byte[] EncodeValues(IReadOnlyList<StateField> fields, ReadOnlySpan<FieldValue> values)
    {
        var writer = new BlobWriter();
        writer.Hash(HashOf(fields));
        RecordCodec.Write(writer, values);
        return writer.ToArray();
    }

    /// <summary>Reads <see cref="Values"/>.</summary>
    /// <returns>False if they were not kept, or belong to other fields.</returns>
    public bool TryReadValues(IReadOnlyList<StateField> fields, Span<FieldValue> values)
    {
        if (Values is null)
            return false;
        var reader = new BlobReader(Values);
        if (reader.Hash() != HashOf(fields))
            return false;
        RecordCodec.Read(ref reader, values);
        return true;
    }

    public static byte[] Encode(IEnumerable<HeldRecord> records)
    {
        var writer = new BlobWriter();
        foreach (var record in records)
        {
            writer.Hash(record.Key);
            writer.Hash(record.Fingerprint);
            writer.Byte((byte)((byte)record.Kind | (record.AfterDoubt ? AfterDoubtFlag : 0) | (record.Values is null ? 0 : ValuesFlag)));
            writer.Text(record.KeyText);
            writer.Text(record.Problem.Code);
            writer.Text(record.Problem.Message);
            writer.Text(record.Problem.Field);
            writer.Number(record.Tries);
            writer.Time(record.Since);
            writer.Time(record.LastTried);
            if (record.Values is { } values)
                writer.Bytes(values);
        }

        return writer.ToArray();
    }

    public static void Decode(ReadOnlySpan<byte> content, Dictionary<UInt128, HeldRecord> into)
    {
        var reader = new BlobReader(content);
        while (!reader.IsAtEnd)
        {
            var (key, fingerprint, kind) = (reader.Hash(), reader.Hash(), reader.Byte());
            var record = new HeldRecord
            {
                Key = key,
                Fingerprint = fingerprint,
                Kind = (RecordIssueKind)(kind & ~(AfterDoubtFlag | ValuesFlag)),
                AfterDoubt = (kind & AfterDoubtFlag) != 0,
                KeyText = reader.RequiredText(),
                Problem = new(reader.RequiredText(), reader.RequiredText(), reader.Text()),
                Tries = reader.Count(),
                Since = reader.Time(),
                LastTried = reader.Time(),
                Values = (kind & ValuesFlag) == 0 ? null : reader.Bytes().ToArray(),
            };
            into[record.Key] = record;
        }
    }

    private static UInt128 HashOf(IReadOnlyList<StateField> fields)
    {
        var writer = new BlobWriter();
        StateField.WriteList(writer, fields);
        return Planning.Fingerprint.OfKey(Convert.ToHexString(writer.ToArray()));
    }
}
