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

    public void Add(params FieldValue[] row) => Rows.Add(row);

    /// <summary>Puts a value in the place of another.</summary>
    public void Set(int row, int column, FieldValue value) => Rows[row] = [.. Rows[row].Select((old, i) => i == column ? value : old)];

    public override ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        Reads++;
        OnOpen?.Invoke();
        return new(new Read(this, new RecordSchema(Columns.Select((name, i) => new SchemaField(name, Types.ElementAtOrDefault(i), Arrays.Contains(name)))), options.BatchSize));
    }

    private sealed class Read(ListSource source, RecordSchema schema, int batchSize) : SourceRead
    {
        private SourceReadEnd? _end;

        public override RecordSchema Schema => schema;

        public override IAsyncEnumerable<RecordBatch> Batches => ReadAsync();

        public override SourceReadEnd? End => _end;

        public override IReadOnlyList<SourceReadError> Errors => source.Errors;

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
            _end = source.End;
        }
    }
}
