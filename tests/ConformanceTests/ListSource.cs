using System.Runtime.CompilerServices;

namespace Census.Sync.ConformanceTests;

/// <summary>A source of rows that a test changes between runs.</summary>
public sealed class ListSource(params string[] columns) : SyncSource
{
    public string[] Columns { get; set; } = columns;

    /// <summary>The types that the columns are declared with; of those beyond the list none is.</summary>
    public List<FieldType> Types { get; } = [];

    /// <summary>The columns that are declared as lists.</summary>
    public HashSet<string> Arrays { get; } = [];

    public List<FieldValue[]> Rows { get; } = [];

    public List<SourceReadError> Errors { get; } = [];

    public SourceReadEnd? End { get; set; } = SourceReadEnd.Complete;

    /// <summary>Fails when this row is reached.</summary>
    public int FailAt { get; set; } = -1;

    /// <summary>Called after each batch that was read.</summary>
    public Action? OnBatch { get; set; }

    public Action? OnOpen { get; set; }

    public Action? OnClose { get; set; }

    public int Reads { get; private set; }

    /// <summary>What reads were told of a cursor, in their order; a read of all rows is null.</summary>
    public List<SourceCursor?> Asked { get; } = [];

    /// <summary>Whether all rows are delivered whatever is asked for.</summary>
    public bool IgnoresCursors { get; set; }

    /// <summary>What a read costs.</summary>
    public SourceReadCost? Cost { get; set; }

    /// <summary>Refuses a read before it begins; returns why.</summary>
    public Func<SourceReadOptions, string?>? Refuses { get; set; }

    public void Add(params FieldValue[] row) => Rows.Add(row);

    /// <summary>Puts a value in the place of another.</summary>
    public void Set(int row, int column, FieldValue value) => Rows[row] = [.. Rows[row].Select((old, i) => i == column ? value : old)];

    public override ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        Reads++;
        Asked.Add(options.Cursor);
        OnOpen?.Invoke();
        if (Refuses?.Invoke(options) is { } reason)
            throw new SyncSourceException(reason);
        return new(new Read(
            this, new RecordSchema(Columns.Select((name, i) => new SchemaField(name, Types.ElementAtOrDefault(i), Arrays.Contains(name)))), options.BatchSize, options.Cursor));
    }

    private sealed class Read(ListSource source, RecordSchema schema, int batchSize, SourceCursor? cursor) : SourceRead
    {
        private readonly bool _isIncrement = cursor is { From.IsAbsent: false } && !source.IgnoresCursors;
        private SourceReadEnd? _end;

        public override RecordSchema Schema => schema;

        public override IAsyncEnumerable<RecordBatch> Batches => ReadAsync();

        public override SourceReadEnd? End => _end;

        public override IReadOnlyList<SourceReadError> Errors => source.Errors;

        public override SourceReadCost? Cost => source.Cost;

        public override ValueTask DisposeAsync()
        {
            source.OnClose?.Invoke();
            return default;
        }

        private async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using var batch = new RecordBatch(schema, batchSize);
            for (var i = 0; i < source.Rows.Count; i++)
            {
                if (i == source.FailAt)
                {
                    yield return batch;
                    throw new SyncSourceException("The query failed in the middle.");
                }

                if (_isIncrement && !IsFrom(cursor!, source.Rows[i][schema.IndexOf(cursor!.Column)]))
                    continue;
                batch.Add(source.Rows[i]);
                if (batch.Count == batchSize)
                {
                    yield return batch;
                    source.OnBatch?.Invoke();
                    batch.Clear();
                    await Task.Yield();
                }
            }

            if (batch.Count > 0)
                yield return batch;
            source.OnBatch?.Invoke();
            _end = _isIncrement && source.End is { IsComplete: true } ? SourceReadEnd.Increment : source.End;
        }

        // What a database does: a value of another kind is compared in some way of its own, here with success.
        private static bool IsFrom(SourceCursor cursor, FieldValue value) => value.HasValue && (value.Kind, cursor.From.Kind) switch
        {
            (FieldValueKind.Integer, FieldValueKind.Integer) => value.AsInteger() >= cursor.From.AsInteger(),
            (FieldValueKind.Instant, FieldValueKind.Instant) => value.AsInstant() >= cursor.From.AsInstant(),
            (FieldValueKind.String, FieldValueKind.String) => string.CompareOrdinal(value.AsString(), cursor.From.AsString()) >= 0,
            _ => true,
        };
    }
}
