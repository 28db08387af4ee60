using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Collects the records to send into blocks of the change set.</summary>
internal sealed class ChangeSetWriter(SyncLedger ledger, bool countOnly, RecordGrouping? grouping = null, PayloadPreview? preview = null)
{
    // A block is the unit of reading: small enough to keep memory flat, large enough to be cheap.
    private const int BlockSize = 128 * 1024;

    private readonly BlobWriterPool _writers = new();
    private readonly long[] _writes = new long[3];
    private readonly long[] _gone = new long[3];
    private readonly List<(long FirstOrdinal, BlobWriter Block)> _full = [];
    private readonly HashSet<UInt128> _groups = [];
    private BlobWriter _block = new();
    private long _firstOrdinal;

    public long Generation { get; private set; }

    /// <summary>The number of records in the change set, those that were voided among them.</summary>
    public long Count { get; private set; }

    // Groups of which every record was voided were counted too.
    public PlannedWork Work =>
        new(ForecastOf(_writes) with { Groups = grouping is null ? null : Math.Min(_groups.Count, ForecastOf(_writes).Total) }, ForecastOf(_gone));

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (!countOnly)
            Generation = await ledger.BeginChangeSetAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Add(UInt128 key, UInt128 fingerprint, RecordKnowledge knowledge, bool wasRejected, ReadOnlySpan<FieldValue> values)
    {
        _writes[(int)knowledge]++;
        if (grouping is not null)
            _groups.Add(grouping.HashOf(values) is var group && group != default ? group : key);
        Append(new(Count, key, fingerprint, knowledge, wasRejected), values);
    }

    /// <summary>Adds a record that left the source, of which only the key has a value that counts.</summary>
    public void AddGone(UInt128 key, string? destinationId, RecordKnowledge knowledge, ReadOnlySpan<FieldValue> values)
    {
        _gone[(int)knowledge]++;
        Append(new(Count, key, default, knowledge, WasRejected: false, IsGone: true, destinationId), values);
    }

    /// <summary>Takes a record out of the counts; the seal names its key, so that it is not sent.</summary>
    public void Void(RecordKnowledge knowledge) => _writes[(int)knowledge]--;

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var (firstOrdinal, block) in _full)
        {
            await ledger.AppendBlockAsync(Generation, firstOrdinal, block, cancellationToken).ConfigureAwait(false);
            _writers.Return(block);
        }

        _full.Clear();
    }

    /// <summary>Takes back what was written. If the store does not answer, the next plan does it.</summary>
    public async ValueTask DiscardAsync()
    {
        if (countOnly)
            return;
        try
        {
            await ledger.BeginChangeSetAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (SyncStateException)
        {
            // What stopped the plan matters more than this.
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_block.Length > 0)
            CloseBlock();
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static RunForecast ForecastOf(long[] counts) =>
        new(counts[(int)RecordKnowledge.Unknown], counts[(int)RecordKnowledge.Accepted], counts[(int)RecordKnowledge.InDoubt]);

    private void Append(in ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        if (!countOnly)
        {
            if (_block.Length >= BlockSize)
                CloseBlock();
            ChangeBlock.Append(_block, in entry, values);
        }

        preview?.Add(entry, values);

        Count++;
    }

    private void CloseBlock()
    {
        _full.Add((_firstOrdinal, _block));
        _block = _writers.Rent();
        _firstOrdinal = Count;
    }
}
