using System.Runtime.CompilerServices;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>A source that takes its time for each batch, on a clock of its own, and knows how long its reads were kept open.</summary>
internal sealed class SlowSource(SyncSource inner, TimeProvider clock, TimeSpan timeOfABatch) : SyncSource
{
    /// <summary>Gets the time that the batches of all reads took.</summary>
    public TimeSpan ReadTime { get; private set; }

    /// <summary>Gets the time that all reads were open.</summary>
    public TimeSpan OpenTime { get; private set; }

    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default) =>
        new Read(await inner.OpenReadAsync(options, cancellationToken), this);

    private sealed class Read(SourceRead inner, SlowSource source) : SourceRead
    {
        private readonly long _opened = source.Clock.GetTimestamp();

        public override RecordSchema Schema => inner.Schema;

        public override IAsyncEnumerable<RecordBatch> Batches => ReadAsync();

        public override SourceReadEnd? End => inner.End;

        public override IReadOnlyList<SourceReadError> Errors => inner.Errors;

        public override ValueTask DisposeAsync()
        {
            source.OpenTime += source.Clock.GetElapsedTime(_opened);
            return inner.DisposeAsync();
        }

        private async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var batch in inner.Batches.WithCancellation(cancellationToken))
            {
                await Task.Delay(source.TimeOfABatch, source.Clock, cancellationToken);
                source.ReadTime += source.TimeOfABatch;
                yield return batch;
            }
        }
    }

    private TimeProvider Clock => clock;

    private TimeSpan TimeOfABatch => timeOfABatch;
}
