using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Census.Sync.State;

/// <summary>
/// What is known of the records of one sync, in memory and in the store. The only place that decides what is written when; the order of
/// its writes is what makes a killed run resumable (see <c>docs/adr/0002-plan-and-send.md</c>).
/// </summary>
internal sealed class SyncLedger
{
    // 2 MB: large enough for writes that cost what their bytes cost.
    private const int PagesAtOnce = 64;

    private readonly SyncStateSession _session;
    private readonly Dictionary<UInt128, HeldRecord> _held = [];
    private readonly HashSet<long> _dirtyHeld = [];
    private readonly DeliveredKeys _keys;
    private readonly AdoptedKeys _adopted = new();
    private readonly ForgottenKeys _forgotten;
    private readonly List<(long Number, byte[] Content)> _erasedLog = [];
    private readonly JournalWriter _journal;
    private readonly Lock _lock = new();
    private StateHeader _header;

    private SyncLedger(SyncStateSession session, StateHeader header, bool isNew)
    {
        _session = session;
        _header = header;
        IsNew = isNew;
        Pages = isNew ? StatePages.Blank(session) : new(session, header.PageBits, header.Records);
        _keys = new(session);
        _journal = new(session);
        _forgotten = new(header.ForgetSecret);
    }

    /// <summary>
    /// What is kept of a record that was to be created and that the destination held already: there is nothing to create, but what the destination
    /// holds is not what the fingerprint says. A sync that may update takes it as changed.
    /// </summary>
    public static UInt128 FoundThere(UInt128 fingerprint) => ~fingerprint;

    /// <summary>
    /// What a mirror keeps in the place of a fingerprint, of a record that the destination never accepted and may hold all the same, or that came back while its deletion was in doubt: it has to be
    /// deleted when its row goes, and what is sent of it until then is in doubt.
    /// </summary>
    public static UInt128 MayBeThere => UInt128.Zero;

    /// <summary>Whether nothing was ever synced.</summary>
    public bool IsNew { get; }

    /// <summary>Whether that is because the state belonged to something else.</summary>
    public bool WasForgotten { get; private init; }

    /// <summary>What a guard held the last run with.</summary>
    public SyncHold? HeldRun { get; private set; }

    public StatePages Pages { get; }

    /// <summary>Where it is written down what became of the records; null if it is not.</summary>
    public RecordLog? Log { get; set; }

    /// <summary>Whether the key of every record of <see cref="Pages"/> is kept in clear.</summary>
    public bool KeepsKeys => _header.KeepsKeys;

    public IReadOnlyDictionary<UInt128, HeldRecord> Held => _held;

    /// <summary>The keys of the records that the destination is known to hold, as far as nothing of them is in doubt.</summary>
    public async IAsyncEnumerable<UInt128> ReadAcceptedKeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (_, page) in Pages.ReadMergedAsync(cancellationToken).ConfigureAwait(false))
        {
            for (var start = 0; start < page.Length; start += StatePages.EntrySize)
            {
                var key = BinaryPrimitives.ReadUInt128BigEndian(page.Span[start..]);
                var isInDoubt = BinaryPrimitives.ReadUInt128BigEndian(page.Span[(start + 16)..]) == MayBeThere
                    || _held.Count > 0 && _held.TryGetValue(key, out var held) && held.AfterDoubt;
                if (!isInDoubt)
                    yield return key;
            }
        }
    }

    /// <summary>The fields that the fingerprints in <see cref="Pages"/> are made of.</summary>
    public IReadOnlyList<StateField> Fields => _header.Fields;

    /// <summary>Where the last read of the source by a cursor column ended.</summary>
    public StateCursor? Cursor => _header.Cursor;

    /// <summary>The change set that is being sent, or that an earlier run left.</summary>
    public JournalEntry.Seal? ChangeSet { get; private set; }

    /// <summary>Records that were sent without an answer, and when.</summary>
    public Dictionary<long, DateTimeOffset> InDoubt { get; } = [];

    /// <summary>Records of the change set that have an outcome.</summary>
    public HashSet<long> Settled { get; } = [];

    /// <summary>Reads the state of a sync and applies what an earlier run heard but did not merge.</summary>
    public static async ValueTask<SyncLedger> OpenAsync(SyncStateSession session, string environment, SyncRunOptions options, CancellationToken cancellationToken)
    {
        var content = await session.ReadAsync(StateSection.Header, 0, cancellationToken).ConfigureAwait(false);
        if (content is null)
        {
            // Every write of a page writes the header too.
            await foreach (var _ in session.ReadRangeAsync(StateSection.Pages, cancellationToken: cancellationToken).ConfigureAwait(false))
                throw BlobReader.Damaged();
            return new(session, new() { Environment = environment, IsUnused = true }, isNew: true)
            {
                HeldRun = await HeldPlan.ReadAsync(session, cancellationToken).ConfigureAwait(false),
            };
        }

        var header = StateHeader.Decode(content.Value);
        var isRebound = header.Environment != environment;
        if (isRebound)
        {
            if (!options.RebindState)
            {
                throw new SyncStateException(
                    $"The state belongs to {header.Environment}, the sync now writes to {environment}. What was delivered there says nothing about here. "
                    + $"Use another state, or set {nameof(SyncRunOptions)}.{nameof(SyncRunOptions.RebindState)} to forget it and start anew.");
            }

            // What is forgotten stays so, whatever account it is that it must not be sent to.
            header = new() { Environment = environment, IsUnused = true, Forgotten = header.Forgotten, ForgetSecret = header.ForgetSecret };
            if (!options.DryRun)
            {
                await session.WriteAsync(
                    new StateWrite().Delete(StateSection.Header).Delete(StateSection.Pages).Delete(StateSection.Held).Delete(StateSection.Changes).Delete(StateSection.Journal)
                        .Delete(StateSection.Keys).Delete(StateSection.Records, RecordLog.FirstNumber).Put(StateSection.Header, 0, header.Encode()),
                    cancellationToken).ConfigureAwait(false);
            }
        }

        var ledger = new SyncLedger(session, header, header.IsUnused)
        {
            WasForgotten = isRebound,
            HeldRun = isRebound ? null : await HeldPlan.ReadAsync(session, cancellationToken).ConfigureAwait(false),
        };
        await foreach (var page in session.ReadRangeAsync(StateSection.Records, 0, ForgottenKeys.PageCount, cancellationToken).ConfigureAwait(false))
            ledger._forgotten.Load(page.Number, Checksum.Verify(StateSection.Records, page.Number, page.Content).Span);
        if (ledger._forgotten.Count != header.Forgotten)
            throw BlobReader.Damaged();
        if (header.IsUnused)
            return ledger;
        await foreach (var held in session.ReadRangeAsync(StateSection.Held, cancellationToken: cancellationToken).ConfigureAwait(false))
            HeldRecord.Decode(Checksum.Verify(StateSection.Held, held.Number, held.Content).Span, ledger._held);
        await foreach (var page in session.ReadRangeAsync(StateSection.Keys, AdoptedKeys.FirstNumber, cancellationToken: cancellationToken).ConfigureAwait(false))
            ledger._adopted.Load(page.Number, Checksum.Verify(StateSection.Keys, page.Number, page.Content).Span);
        if (ledger._held.Count != header.Held)
            throw BlobReader.Damaged();
        await ledger.ReplayJournalAsync(cancellationToken).ConfigureAwait(false);
        return ledger;
    }

    /// <summary>Starts a new change set. The one that is being sent stays until the new one is sealed.</summary>
    public async ValueTask<long> BeginChangeSetAsync(CancellationToken cancellationToken)
    {
        var generation = _header.Generation + 1;

        // Blocks of a plan that was killed before it was sealed.
        await _session.WriteAsync(
            new StateWrite { SurvivesPowerFailure = false }.Delete(StateSection.Changes, ChangeBlock.Number(generation, 0)), cancellationToken).ConfigureAwait(false);
        return generation;
    }

    /// <summary>Adds blocks to a change set that is not sealed yet.</summary>
    /// <param name="generation">The change set.</param>
    /// <param name="key">What to encrypt the blocks with.</param>
    /// <param name="blocks">The blocks; they can be used again when the task has ended.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public ValueTask AppendBlocksAsync(
        long generation, ReadOnlySpan<byte> key, IReadOnlyList<(long FirstOrdinal, BlobWriter Block)> blocks, CancellationToken cancellationToken)
    {
        // The seal, which has to survive, makes what was written before it survive too.
        var write = new StateWrite { SurvivesPowerFailure = false };
        foreach (var (firstOrdinal, block) in blocks)
        {
            var number = ChangeBlock.Number(generation, firstOrdinal);
            BlockCipher.Encrypt(block, key, number);
            write.Put(StateSection.Changes, number, block.Close(StateSection.Changes, number));
        }

        return _session.WriteAsync(write, cancellationToken);
    }

    /// <summary>Reads a block of a change set; <see cref="ChangeSetReader"/> makes sense of it.</summary>
    /// <param name="number">The number of the block.</param>
    /// <param name="key">What it is encrypted with; empty if it is not.</param>
    /// <param name="buffer">Where to read it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBlockAsync(long number, ReadOnlyMemory<byte> key, BlobWriter buffer, CancellationToken cancellationToken)
    {
        buffer.Clear();
        if (!await _session.ReadAsync(StateSection.Changes, number, buffer, cancellationToken).ConfigureAwait(false))
            throw BlobReader.Damaged();
        buffer.Open(StateSection.Changes, number);
        if (!key.IsEmpty)
            BlockCipher.Decrypt(buffer, key.Span, number);
        return buffer.Written;
    }

    /// <summary>
    /// Makes a finished plan the one that is sent: in one write, the new change set takes the place of the old one, and what the old one's
    /// journal knew goes into the pages.
    /// </summary>
    /// <param name="changeSet">The new change set.</param>
    /// <param name="fields">What its fingerprints are made of.</param>
    /// <param name="keepsKeys">Whether the key of every delivered record is kept in clear from now on.</param>
    /// <param name="cursor">Where the next read of the source by a cursor column goes on.</param>
    /// <param name="added">How many records will be acknowledged that were not before: the pages are made ready for them.</param>
    /// <param name="keepsHold">Whether what is held stays so: a few records that are sent do not decide about it.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public async ValueTask SealAsync(
        JournalEntry.Seal changeSet, IReadOnlyList<StateField> fields, bool keepsKeys, StateCursor? cursor, long added, bool keepsHold, CancellationToken cancellationToken)
    {
        var write = new StateWrite()
            .Delete(StateSection.Changes, 0, ChangeBlock.Number(changeSet.Generation, 0))
            .Delete(StateSection.Journal);
        if (HeldRun is not null && !keepsHold)
        {
            HeldPlan.Delete(write);
            HeldRun = null;
        }

        if (!keepsKeys)
        {
            _keys.Discard();
            write.Delete(StateSection.Keys, 0, AdoptedKeys.FirstNumber);
        }

        _header = _header with { Generation = changeSet.Generation, Fields = fields, KeepsKeys = keepsKeys, Cursor = cursor, IsUnused = false };
        Log?.WriteInvalid(write, changeSet.Generation);
        var seal = new BlobWriter();
        changeSet.Write(seal);
        write.Put(StateSection.Journal, 0, seal.Close(StateSection.Journal, 0));
        await WriteStateAsync(write, Pages.BitsFor(added), cancellationToken).ConfigureAwait(false);
        ChangeSet = changeSet;
        InDoubt.Clear();
        Settled.Clear();
        _journal.Length = 1;
    }

    /// <summary>Keeps what a run would do that is held. Nothing else of it is kept.</summary>
    public async ValueTask HoldAsync(SyncHold hold, CancellationToken cancellationToken)
    {
        await _session.WriteAsync(HeldPlan.Put(new(), hold), cancellationToken).ConfigureAwait(false);
        HeldRun = hold;
    }

    /// <summary>Notes, before the call, that records are about to be sent. Fails if the lease was lost.</summary>
    public Task MarkInFlightAsync(DateTimeOffset at, IReadOnlyList<long> ordinals, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _journal.AppendAsync(new JournalEntry.InFlight(at, ordinals), survivesPowerFailure: true);
    }

    /// <summary>Notes what was answered. Never cancelled: an answer, once heard, is not thrown away.</summary>
    /// <param name="outcomes">What was answered.</param>
    /// <param name="mayBeRepeated">
    /// Whether the records may be sent, or looked for, once more. Then a power failure may take the outcomes back: the records are in doubt again.
    /// </param>
    /// <param name="isBeforeSending">Whether the change set is read afterwards, which then passes over these records.</param>
    /// <param name="log">What the record log says of them.</param>
    public async ValueTask CommitAsync(JournalEntry.Outcomes outcomes, bool mayBeRepeated, bool isBeforeSending = false, RecordLogBlock? log = null)
    {
        if (outcomes.IsEmpty)
            return;
        (RecordLog, RecordLogBlock, long)? logged = log is null ? null : (Log!, log, _header.Generation);
        await _journal.AppendAsync(outcomes, survivesPowerFailure: !mayBeRepeated, logged).ConfigureAwait(false);
        lock (_lock)
            Apply(outcomes, isBeforeSending);
    }

    /// <summary>
    /// Ends a change set of which every record has an outcome: merges the journal into the pages, and deletes both. Of many pages the first are written ahead, so
    /// that not all are in memory at once: whoever is killed in between leaves the whole journal, and to merge that once more changes nothing.
    /// </summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        var write = new StateWrite();
        var (pages, writing, written) = (new List<BlobWriter>(PagesAtOnce), new List<BlobWriter>(PagesAtOnce), Task.CompletedTask);
        try
        {
            await foreach (var (number, page) in Pages.TakeChangedAsync(Pages.Bits, cancellationToken).ConfigureAwait(false))
            {
                PutPage(write, number, page, pages);
                if (pages.Count < PagesAtOnce)
                    continue;

                // These are written while the next are made.
                PutHeader(write, _header.Held);
                await written.ConfigureAwait(false);
                Return(writing);
                (pages, writing) = (writing, pages);
                written = _session.WriteAsync(write, cancellationToken).AsTask();
                write = new();
            }
        }
        finally
        {
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await written.ConfigureAwait(false);
        Return(writing);
        write.Delete(StateSection.Changes).Delete(StateSection.Journal);
        await WriteRestAsync(write, cancellationToken).ConfigureAwait(false);
        Return(pages);
        ChangeSet = null;
    }

    /// <summary>Writes what was erased, recalled or forgotten, where no change set is left.</summary>
    public ValueTask WriteAsync(CancellationToken cancellationToken) =>
        WriteStateAsync(new StateWrite().Delete(StateSection.Changes).Delete(StateSection.Journal), Pages.Bits, cancellationToken);

    /// <summary>Adds records of which only the key counts.</summary>
    public async ValueTask AddAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
            Pages.Planned.Put(key, default);
        _header = _header with { IsUnused = false };
        await WriteStateAsync(new(), Pages.BitsFor(keys.Count), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps the key of a delivered record in clear, with the next write of the state.</summary>
    public void KeepKey(UInt128 key, byte[] entry) => _keys.Set(key, entry);

    /// <summary>Reads the keys in clear of delivered records, given in ascending order.</summary>
    public ValueTask ReadKeysAsync(IReadOnlyList<UInt128> keys, Action<UInt128, byte[]> visit, CancellationToken cancellationToken) =>
        _keys.ReadAsync(keys, visit, cancellationToken);

    /// <summary>Takes records as never delivered, with the next write of the state.</summary>
    public void Forget(IReadOnlyCollection<UInt128> keys)
    {
        foreach (var key in keys)
        {
            Pages.Planned.Remove(key);
            ForgetKey(key);
        }
    }

    /// <summary>Whether the row of a record is to be passed over.</summary>
    public bool IsForgotten(UInt128 key) => _forgotten.Contains(key);

    /// <summary>
    /// Takes everything about a record out of the state and notes that it is forgotten, with the next write of the state. What the change set and its journal hold is not touched: they have to be
    /// replaced in that write.
    /// </summary>
    public async ValueTask EraseAsync(UInt128 key, CancellationToken cancellationToken)
    {
        _forgotten.Add(key);
        Pages.Planned.Remove(key);
        ForgetKey(key);
        Release(key);
        await foreach (var blob in _session.ReadRangeAsync(StateSection.Records, RecordLog.FirstNumber, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var (content, _, hasChanged) = RecordLogBlock.Without(key, Checksum.Verify(StateSection.Records, blob.Number, blob.Content).Span);
            if (hasChanged)
                _erasedLog.Add((blob.Number, content));
        }
    }

    /// <summary>Takes back that a record is forgotten, with the next write of the state.</summary>
    /// <returns>False if it was not.</returns>
    public bool Recall(UInt128 key) => _forgotten.Remove(key);

    /// <summary>Takes a record as delivered with another fingerprint, with the next write of the state.</summary>
    public void Rebase(UInt128 key, UInt128 fingerprint) => Pages.Planned.Put(key, fingerprint);

    /// <summary>Takes records as delivered that the destination has without us, with the next write of the state.</summary>
    /// <param name="records">The records, with what is kept of their keys in clear.</param>
    /// <param name="keepsKeys">Whether that is kept.</param>
    public void Adopt(IReadOnlyDictionary<UInt128, (UInt128 Fingerprint, byte[] KeyEntry)> records, bool keepsKeys)
    {
        foreach (var (key, (fingerprint, entry)) in records)
        {
            Pages.Planned.Put(key, fingerprint);
            _adopted.Add(key);
            if (keepsKeys)
                _keys.Set(key, entry);
        }
    }

    /// <summary>Whether a record was adopted and not delivered since.</summary>
    public bool IsAdopted(UInt128 key) => _adopted.Contains(key);

    /// <summary>Finds a record that is not settled; safe while a batch is being committed.</summary>
    public HeldRecord? FindHeld(UInt128 key)
    {
        lock (_lock)
            return _held.GetValueOrDefault(key);
    }

    /// <summary>Keeps a record as not settled, with the next write of the state.</summary>
    public void Hold(HeldRecord record)
    {
        _held[record.Key] = record;
        _dirtyHeld.Add(record.Number);
    }

    /// <summary>Forgets a record that was not settled.</summary>
    public void Release(UInt128 key)
    {
        if (_held.Remove(key, out var record))
            _dirtyHeld.Add(record.Number);
    }

    private async ValueTask ReplayJournalAsync(CancellationToken cancellationToken)
    {
        await foreach (var blob in _session.ReadRangeAsync(StateSection.Journal, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            _journal.Length = blob.Number + 1;
            var entry = JournalEntry.Decode(Checksum.Verify(StateSection.Journal, blob.Number, blob.Content).Span);
            if (entry is JournalEntry.Seal != (blob.Number == 0))
                throw BlobReader.Damaged();
            switch (entry)
            {
                case JournalEntry.Seal seal:
                    ChangeSet = seal;
                    break;
                case JournalEntry.InFlight batch:
                    foreach (var ordinal in batch.Ordinals)
                        InDoubt[ordinal] = batch.At;
                    break;
                case JournalEntry.Outcomes outcomes:
                    Apply(outcomes, isBeforeSending: true);
                    break;
            }
        }

        if (_journal.Length > 0 && ChangeSet is null)
            throw BlobReader.Damaged();
    }

    private void Apply(JournalEntry.Outcomes outcomes, bool isBeforeSending)
    {
        foreach (var (ordinal, key, fingerprint, keyEntry) in outcomes.Acknowledged)
        {
            Pages.Journaled.Put(key, fingerprint);
            _adopted.Remove(key);
            if (keyEntry is not null)
                _keys.Set(key, keyEntry);
            Release(key);
            Settle(ordinal);
        }

        foreach (var (_, key, keyEntry) in outcomes.MayBeThere)
        {
            Pages.Journaled.Put(key, MayBeThere);
            _keys.Set(key, keyEntry);
        }

        foreach (var (ordinal, key) in outcomes.Forgotten)
        {
            Pages.Journaled.Remove(key);
            ForgetKey(key);
            Release(key);
            Settle(ordinal);
        }

        foreach (var (ordinal, record) in outcomes.Held)
        {
            Hold(record);
            Settle(ordinal);
        }

        foreach (var ordinal in outcomes.NotSent)
            InDoubt.Remove(ordinal);

        // A running send knows itself what it settled; the set is for a run that goes on with an older one.
        void Settle(long ordinal)
        {
            if (isBeforeSending)
            {
                InDoubt.Remove(ordinal);
                Settled.Add(ordinal);
            }
        }
    }

    private void ForgetKey(UInt128 key)
    {
        _keys.Remove(key);
        _adopted.Remove(key);
    }

    private static StateWrite Put(StateWrite write, StateSection section, long number, ReadOnlySpan<byte> content) =>
        write.Put(section, number, Checksum.Append(section, number, content));

    private static void PutPage(StateWrite write, int number, BlobWriter page, List<BlobWriter> written)
    {
        if (page.Length == 0)
            write.Delete(StateSection.Pages, number, number + 1);
        else
            write.Put(StateSection.Pages, number, page.Close(StateSection.Pages, number));
        written.Add(page);
    }

    private void Return(List<BlobWriter> pages)
    {
        foreach (var page in pages)
            Pages.Return(page);
        pages.Clear();
    }

    private async ValueTask WriteStateAsync(StateWrite write, int pageBits, CancellationToken cancellationToken)
    {
        if (pageBits != Pages.Bits)
            write.Delete(StateSection.Pages);
        var pages = new List<BlobWriter>();
        await foreach (var (number, page) in Pages.TakeChangedAsync(pageBits, cancellationToken).ConfigureAwait(false))
            PutPage(write, number, page, pages);
        await WriteRestAsync(write, cancellationToken).ConfigureAwait(false);
        Return(pages);
    }

    private async ValueTask WriteRestAsync(StateWrite write, CancellationToken cancellationToken)
    {
        PutHeld(write);
        PutHeader(write, _held.Count);
        _adopted.WriteTo(write);
        _forgotten.WriteTo(write);
        foreach (var (number, content) in _erasedLog)
            Put(write, StateSection.Records, number, content);
        await _keys.WriteToAsync(write, cancellationToken).ConfigureAwait(false);
        await _session.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        _adopted.Written();
        _forgotten.Written();
        _erasedLog.Clear();
        _keys.Discard();
        _dirtyHeld.Clear();
    }

    private void PutHeld(StateWrite write)
    {
        if (_dirtyHeld.Count == 0)
            return;
        var kept = _held.Values.Where(record => _dirtyHeld.Contains(record.Number)).ToLookup(record => record.Number);
        foreach (var number in _dirtyHeld)
        {
            if (kept.Contains(number))
                Put(write, StateSection.Held, number, HeldRecord.Encode(kept[number]));
            else
                write.Delete(StateSection.Held, number, number + 1);
        }
    }

    private void PutHeader(StateWrite write, int held)
    {
        _header = _header with { PageBits = Pages.Bits, Records = Pages.Count, Held = held, Forgotten = _forgotten.Count, ForgetSecret = _forgotten.Secret };
        write.Put(StateSection.Header, 0, _header.Encode());
    }
}
