namespace Census.Sync;

/// <summary>Records of an application as a source.</summary>
internal sealed class PushedRows(RecordBatch rows) : SyncSource
{
    public override ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default) => new(new Read(rows));

    private sealed class Read(RecordBatch rows) : SourceRead
    {
        public override RecordSchema Schema => rows.Schema;

        public override IAsyncEnumerable<RecordBatch> Batches => new[] { rows }.ToAsyncEnumerable();

        public override SourceReadEnd? End => SourceReadEnd.Complete;

        public override ValueTask DisposeAsync() => default;
    }
}
