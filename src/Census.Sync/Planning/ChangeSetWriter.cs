using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Collects the records to send into blocks of the change set.</summary>
internal sealed class ChangeSetWriter(SyncLedger ledger, bool countOnly, RecordGrouping? grouping = null, PayloadPreview? preview = null) : IAsyncDisposable
{
    // A block is the unit of reading: small enough to keep memory flat, large enough to be cheap.
    private const int BlockSize = 128 * 1024;

    // What may wait while the blocks before are being written: 2 MB.
    private const int BlocksAhead = 16;

    private readonly BlobWriterPool _writers = new();
    private readonly byte[] _key = BlockCipher.CreateKey();
    private readonly long[] _writes = new long[3];
    private readonly long[] _gone = new long[3];
    private List<(long FirstOrdinal, BlobWriter Block)> _full = [];
    private List<(long FirstOrdinal, BlobWriter Block)> _writing = [];
    private Task _written = Task.CompletedTask;
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

    /// <summary>Lets the blocks that are full be written while the next are being filled.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) =>
        _full.Count == 0 || !_written.IsCompleted && _full.Count < BlocksAhead ? default : WriteFullAsync(cancellationToken);

    /// <summary>Waits until nothing is being written, whatever comes of it: who asks has another failure to tell of.</summary>
    public async ValueTask DisposeAsync() => await _written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes back what was written. If the store does not answer, the next plan does it.</summary>
    public async ValueTask DiscardAsync()
    {
        if (countOnly)
            return;
        await DisposeAsync().ConfigureAwait(false);
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
        if (_full.Count > 0)
            await WriteFullAsync(cancellationToken).ConfigureAwait(false);
        await _written.ConfigureAwait(false);
    }

    private async ValueTask WriteFullAsync(CancellationToken cancellationToken)
    {
        await _written.ConfigureAwait(false);
        foreach (var (_, block) in _writing)
            _writers.Return(block);
        _writing.Clear();
        (_full, _writing) = (_writing, _full);
        _written = ledger.AppendBlocksAsync(Generation, _key, _writing, cancellationToken).AsTask();
    }

    /// <summary>Returns what makes this change set the one that is sent.</summary>
    public JournalEntry.Seal ToSeal(string runId, IReadOnlyList<StateField> fields, IReadOnlyCollection<UInt128> voided) =>
        new(runId, Generation, Count, fields, voided) { Key = _key };

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
