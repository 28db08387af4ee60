using System.Collections.ObjectModel;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// The first phase of a run: reads the source, maps and validates every record, compares it with the state, and writes what has to be sent
/// into the change set. Nothing is sent, and the source is closed when it ends.
/// </summary>
internal sealed class Planner
{
    private readonly PlanContext _context;
    private readonly SyncLedger _ledger;
    private readonly RunCounts _counts;
    private readonly ChangeSetWriter _changes;
    private readonly bool _onlyCreates;
    private readonly bool _deletes;
    private readonly bool _keepsEveryKey;
    private readonly FieldValue[] _sameForAll;
    private Adoption? _adoption;
    private CursorReading? _cursor;
    private StateCursor? _goesOnAt;
    private bool _carriesOver;

    // What the first row of a key was taken for. A key of the pages is not here if it is simply changed or unchanged: the pages know.
    private readonly Dictionary<UInt128, RowClass> _classes = [];
    private readonly Dictionary<UInt128, long> _duplicates = [];
    private readonly List<UInt128> _voided = [];
    private readonly List<UInt128> _forgotten = [];
    private readonly HashSet<UInt128> _heldSeen = [];
    private Dictionary<UInt128, InDoubtRecord> _inDoubt = [];
    private readonly SortedDictionary<UInt128, UInt128> _groups = [];
    private readonly HashSet<UInt128> _superseding = [];
    private Leftover _leftover = new();

    // Rows without a key cannot be told from those that an earlier run sent, so what it left is finished before the source is read again.
    private bool _finishesEarlier;
    private long _rowsWithoutKey;

    public Planner(PlanContext context)
    {
        _context = context;
        _ledger = context.Ledger;
        _counts = context.Counts;
        _goesOnAt = context.Ledger.Cursor;
        _changes = new(context.Ledger, context.Options.DryRun, context.Grouping, context.Preview);
        _onlyCreates = context.Sync.OnlyCreates;
        _deletes = context.Sync.Behavior == SyncBehavior.Delete;
        _keepsEveryKey = context.NeedsKeys && !context.Ledger.KeepsKeys;
        _sameForAll = GoneRecords.Constants(context.Sync, context.Plan, context.Run);
    }

    /// <summary>What a guard would hold; a dry run goes on all the same, to tell what the run would cost.</summary>
    public SyncHold? DryHold { get; private set; }

    /// <summary>Plans a run.</summary>
    /// <returns>What will be sent.</returns>
    /// <exception cref="SyncSourceException">The source cannot be read.</exception>
    /// <exception cref="SyncDestinationException">The destination, which the first run asks for what it has, cannot be used.</exception>
    /// <exception cref="SyncConfigurationException">The source lacks a column that is mapped, or the destination cannot tell what it has.</exception>
    /// <exception cref="HeldException">A guard holds the run back.</exception>
    public async ValueTask<PlannedWork> PlanAsync(CancellationToken cancellationToken)
    {
        _adoption = await Adoption.OpenAsync(_context, cancellationToken).ConfigureAwait(false);
        (_inDoubt, _leftover) = await InDoubtRecord.LoadAsync(_context, cancellationToken).ConfigureAwait(false);
        _finishesEarlier = _context is { IsKeyless: true, Part: null } && _ledger.ChangeSet is not null;
        await _ledger.Pages.LoadIndexAsync(cancellationToken).ConfigureAwait(false);
        await _changes.BeginAsync(cancellationToken).ConfigureAwait(false);
        bool keepsKeys;
        try
        {
            _cursor = _finishesEarlier ? null : await CursorReading.OpenAsync(_context, cancellationToken).ConfigureAwait(false);
            var isComplete = !_finishesEarlier && await ReadSourceAsync(cancellationToken).ConfigureAwait(false);
            if (_context.Part is { } part)
            {
                if (isComplete && part.Selection is { } selection)
                    await PlanRefusedDeletionsAsync(selection, cancellationToken).ConfigureAwait(false);
                (isComplete, part.Work, part.End) = (false, _changes.Work, _changes.Count);
            }

            await ResolveInDoubtAsync(cancellationToken).ConfigureAwait(false);
            await VoidDuplicatesAsync(cancellationToken).ConfigureAwait(false);
            if (isComplete)
                await ForgetVanishedHeldAsync(cancellationToken).ConfigureAwait(false);
            var gone = isComplete ? await FindGoneAsync(cancellationToken).ConfigureAwait(false) : [];
            if (_carriesOver)
            {
                await RetryRejectedAsync(cancellationToken).ConfigureAwait(false);
                await CarryOverAsync(cancellationToken).ConfigureAwait(false);
            }

            if (_context.Part is not null || _finishesEarlier)
                await CarryOverAsync(cancellationToken).ConfigureAwait(false);
            else if (RunGuards.Judge(_context, _leftover, isComplete) is { } reason)
                await HoldUnlessApprovedAsync(reason, gone, cancellationToken).ConfigureAwait(false);
            await AdoptAsync(cancellationToken).ConfigureAwait(false);
            await PlanGoneAsync(gone, cancellationToken).ConfigureAwait(false);
            await WarnOfMovedAsync(cancellationToken).ConfigureAwait(false);
            _ledger.Forget(_forgotten);
            keepsKeys = _context.NeedsKeys && (isComplete || _ledger.KeepsKeys || _ledger.Pages.Count == 0);
        }
        catch (Exception e) when (e is SyncSourceException or SyncDestinationException or SyncConfigurationException or HeldException or OperationCanceledException)
        {
            // Nothing of this plan will be sent, and it holds values of records.
            await _changes.DiscardAsync().ConfigureAwait(false);
            if (e is HeldException { Hold: { PlanId: not null } hold })
                await _ledger.HoldAsync(hold, cancellationToken).ConfigureAwait(false);
            throw;
        }

        await _changes.CompleteAsync(cancellationToken).ConfigureAwait(false);
        _context.Preview?.Remove(_voided);
        var work = _changes.Work;
        _counts.ToSend = work.Total;
        if (!_context.Options.DryRun)
        {
            if (_adoption is not null)
                _ledger.Adopt(_adoption.Records, keepsKeys);
            var fields = PlanFactory.StateFields(_context.Sync, _context.Plan);
            var seal = new JournalEntry.Seal(_context.Plan.RunId, _changes.Generation, _changes.Count, PlanFactory.ChangeSetFields(_context.Sync, _context.Plan), _voided);
            await _ledger.SealAsync(seal, fields, keepsKeys, _goesOnAt, _counts.Created + _counts.Adopted, keepsHold: _context.Part is not null, cancellationToken).ConfigureAwait(false);
        }

        return work;
    }

    private async ValueTask<bool> ReadSourceAsync(CancellationToken cancellationToken)
    {
        var source = _context.Part?.Rows ?? _context.Sync.Source;
        var options = new SourceReadOptions { Model = source == _context.Sync.Source ? _context.Sync.Model : null };
        var read = _cursor is null
            ? await source.OpenReadAsync(options, cancellationToken).ConfigureAwait(false)
            : await _cursor.OpenReadAsync(source, options, cancellationToken).ConfigureAwait(false);
        _counts.IsIncrement = _cursor is { IsIncrement: true };
        await using (read.ConfigureAwait(false))
        {
            try
            {
                return await ReadAsync(read, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _counts.SourceCost = read.Cost;
            }
        }
    }

    // Of a row without a key, nothing is kept.
    private HeldRecord? HeldOf(RecordProblem? problem, RecordComparer comparer) =>
        problem is { Code: SyncErrorCodes.NullKey } ? null : _ledger.Held.GetValueOrDefault(comparer.Key);

    private async ValueTask<bool> ReadAsync(SourceRead read, CancellationToken cancellationToken)
    {
        var comparer = RecordComparer.Create(_context, read.Schema);
        await foreach (var batch in read.Batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _cursor?.See(batch);
            for (var start = 0; start < batch.Count; start += RecordComparer.Ahead)
            {
                var count = await comparer.MoveAheadAsync(batch, start, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < count; i++)
                {
                    var problem = comparer.MoveTo(i);
                    if (_context.Part is { } part && !part.Takes(comparer.KeyText, HeldOf(problem, comparer)))
                        continue;
                    _counts.Source++;
                    Take(problem, comparer);
                    if (_context.Part is { IsSingle: true })
                        return false;
                }
            }

            await _changes.FlushAsync(cancellationToken).ConfigureAwait(false);
            _context.Report(SyncPhase.Plan);
        }

        foreach (var error in read.Errors)
        {
            _counts.Source++;
            _rowsWithoutKey++;
            AddInvalid(default, error.Position, new(SyncErrorCodes.UnreadableRecord, error.Reason));
        }

        if (read.End is null)
            throw new SyncSourceException("The source ended without saying whether all rows were delivered. Nothing was sent.");
        if (read.End.Reason is { } reason)
            _context.Warnings.Add($"The source did not deliver all rows: {reason}");
        if (_context.Part is null)
            _goesOnAt = _cursor?.Conclude(read.End);

        // Rows that were not read are not planned anew.
        _carriesOver = _cursor is not null && !read.End.IsComplete;
        _counts.IsIncrement = _cursor is { IsIncrement: true };

        // A limit that is meant is an end as good as any. Rows since an earlier read say nothing of the others.
        return read.End.IsComplete || !read.End.IsIncrement && !_context.Sync.Guards.KeepOnTruncatedRead;
    }

    private void Take(RecordProblem? problem, RecordComparer comparer)
    {
        if (_context.IsKeyless)
        {
            TakeWithoutKey(problem, comparer);
            return;
        }

        if (problem is { Code: SyncErrorCodes.NullKey })
        {
            _rowsWithoutKey++;
            AddInvalid(default, $"row {_counts.Source}", problem);
            return;
        }

        var key = comparer.Key;
        if (_ledger.IsForgotten(key))
        {
            // Not under its key: that is the first thing to be forgotten.
            _counts.Forgotten++;
            AddIssue(RecordIssueKind.Skipped, $"row {_counts.Source}", new(SyncErrorCodes.Forgotten, "The record of this row is forgotten. It is not sent until that is taken back."));
            return;
        }

        if (_context.Part is not null || _cursor is not null && _leftover.Contains(key))
            _superseding.Add(key);
        var (position, acknowledged) = comparer.Acknowledged;
        if (!MarkSeen(key, position))
        {
            AddDuplicate(key, comparer.KeyText);
            return;
        }

        if (_keepsEveryKey && position.IsFound)
            _ledger.KeepKey(key, _context.KeyEntryOf(comparer.Values, null));
        if (_ledger.Held.ContainsKey(key))
            _heldSeen.Add(key);
        if (problem is not null)
        {
            _classes[key] = RowClass.Invalid;
            AddInvalid(key, comparer.KeyText, problem);
            return;
        }

        Decide(key, position, acknowledged, comparer);
    }

    private void TakeWithoutKey(RecordProblem? problem, RecordComparer comparer)
    {
        var key = KeylessRows.KeyOf(_changes.Generation, _counts.Source);
        if (problem is not null)
        {
            AddInvalid(default, KeylessRows.TextOf(key), problem);
            return;
        }

        _counts.Created++;
        _changes.Add(key, comparer.Fingerprint, RecordKnowledge.Unknown, wasRejected: false, comparer.Values);
    }

    private void Decide(UInt128 key, PagePosition position, UInt128 acknowledged, RecordComparer comparer)
    {
        var fingerprint = comparer.Fingerprint;
        _adoption?.Add(key, fingerprint, comparer.Values);
        if (_adoption is { TrustsSource: true })
        {
            _classes[key] = RowClass.Unchanged;
            _counts.Unchanged++;
            return;
        }

        if (_inDoubt.TryGetValue(key, out var doubt))
        {
            // Decided at the end of the read: until then the row may turn out to be a duplicate, and the doubt has to be resolved anyway.
            doubt.Replace(fingerprint, position.IsFound && _context.Sync.SendsChangesAsVersions ? VersionOf(comparer) : comparer.Values);
            _classes[key] = RowClass.InDoubt;
            return;
        }

        _ledger.Held.TryGetValue(key, out var held);
        if (held is { Kind: RecordIssueKind.InDoubt } && _context.Part?.Selection is null)
        {
            _classes[key] = RowClass.InDoubt;
            _counts.InDoubt++;
            AddIssue(RecordIssueKind.InDoubt, held.KeyText, held.Problem, held.Tries);
            return;
        }

        if (position.IsFound && (!_context.Options.FullSync || _onlyCreates) && held is not { AfterDoubt: true })
        {
            // What was deleted is gone, whatever else its row says.
            if (_deletes || IsUnchanged(key, fingerprint, position, acknowledged, comparer, held))
            {
                _counts.Unchanged++;
                _ledger.Release(key);
                return;
            }

            if (_onlyCreates && !_context.Sync.SendsChangesAsVersions)
            {
                _classes[key] = RowClass.ChangedAfterDelivery;
                _counts.ChangedAfterDelivery++;
                AddIssue(RecordIssueKind.Skipped, comparer.KeyText, new(
                    SyncErrorCodes.ChangedAfterDelivery, "The record was changed after it was delivered; the sync only creates, so the change is not sent."));
                return;
            }
        }

        var wasRejected = held is { Kind: RecordIssueKind.Rejected };
        if (wasRejected && held!.Fingerprint == fingerprint)
        {
            if (LeaveWaiting(held))
            {
                _classes[key] = RowClass.Waiting;
                return;
            }

            _classes[key] = RowClass.Retried;
            _counts.RetriedRejected++;
        }
        else if (position.IsFound)
        {
            _ledger.Pages.MarkChanged(position);
            _counts.Changed++;
            if (_context.Grouping is not null && _ledger.KeepsKeys)
                _groups[key] = _context.Grouping.HashOf(comparer.Values);
        }
        else
        {
            _classes[key] = RowClass.New;
            _counts.Created++;
        }

        if (position.IsFound && _context.Sync.SendsChangesAsVersions)
            _changes.Add(key, fingerprint, VersionKnowledgeOf(key), wasRejected, VersionOf(comparer));
        else
            _changes.Add(key, fingerprint, KnowledgeOf(key, position), wasRejected, comparer.Values);
    }

    // What was refused and is as it was is not sent in every run for ever. It is told all the same.
    private bool LeaveWaiting(HeldRecord held)
    {
        var kind = _context.KindOf(held);
        if (kind is not (RecordIssueKind.Waiting or RecordIssueKind.Parked))
            return false;
        CountWaiting(kind, 1);
        _context.Issues.Add(held.ToIssue(kind, _context.Sync.Retry));
        return true;
    }

    private void CountWaiting(RecordIssueKind kind, int records)
    {
        if (kind == RecordIssueKind.Parked)
            _counts.Parked += records;
        else
            _counts.Waiting += records;
    }

    // The destination has the record under its key, and nothing yet under that of the version.
    private RecordKnowledge VersionKnowledgeOf(UInt128 key) => IsAfterDoubt(key) ? RecordKnowledge.InDoubt : RecordKnowledge.Unknown;

    private FieldValue[] VersionOf(RecordComparer comparer)
    {
        var values = comparer.Values.ToArray();
        ref var key = ref values[_context.Plan.KeyIndexes[0]];
        key = $"{key.ToText()}~{(uint)(comparer.Fingerprint >> 96):x8}";
        return values;
    }

    // That a record in doubt was refused when it was sent again does not tell what became of it the first time.
    private RecordKnowledge KnowledgeOf(UInt128 key, PagePosition position) =>
        IsAfterDoubt(key) ? RecordKnowledge.InDoubt
        : position.IsFound || _context.Existing?.Contains(key) == true ? RecordKnowledge.Accepted
        : RecordKnowledge.Unknown;

    private bool IsAfterDoubt(UInt128 key) => _ledger.Held.TryGetValue(key, out var held) && held.AfterDoubt;

    private bool IsUnchanged(
        UInt128 key, UInt128 fingerprint, PagePosition position, UInt128 acknowledged, RecordComparer comparer, HeldRecord? held)
    {
        if (fingerprint == acknowledged)
            return !_leftover.IsResend(key, acknowledged);
        var wasThere = _onlyCreates && fingerprint == SyncLedger.FoundThere(acknowledged);
        if (wasThere)
            return true;

        // Where nothing can be compared, what is known to be undelivered must not be taken for delivered.
        var isUndelivered = !_onlyCreates && comparer.RebasesAll && (held is not null || _leftover.Contains(key));
        if (isUndelivered)
            return false;
        if (comparer.IsOnlyRebased(acknowledged) && !_leftover.IsResend(key, acknowledged))
        {
            // What the destination has lacks the fields that were added: should the sync update one day, it is changed.
            _ledger.Rebase(key, _onlyCreates && comparer.RebasesAll ? SyncLedger.FoundThere(fingerprint) : fingerprint);
            return true;
        }

        if (!_onlyCreates || !comparer.IsOnlyRebased(SyncLedger.FoundThere(acknowledged)))
            return false;
        _ledger.Rebase(key, SyncLedger.FoundThere(fingerprint));
        return true;
    }

    private bool MarkSeen(UInt128 key, PagePosition position) =>
        position.IsFound ? _ledger.Pages.MarkSeen(position) : _classes.TryAdd(key, RowClass.New);

    // What was sent without an answer is sent again with what the source says now; as it was, if the source does not say: then both sides
    // agree what is there.
    private async ValueTask ResolveInDoubtAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, record) in _inDoubt)
        {
            if (_duplicates.Remove(key, out var rows))
            {
                // An invalid first row was counted when it was read.
                _counts.Invalid += _classes.GetValueOrDefault(key) == RowClass.Invalid ? rows - 1 : rows;
                record.Restore();
            }

            if (record.IsGone)
            {
                await ResolveGoneAsync(key, record, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (_context.Repeat == RepeatRule.Never)
            {
                var parked = record.Park(key, _context.KeyTextOf(key, record.Values));
                _counts.InDoubt++;
                if (!_context.IsKeyless)
                    _ledger.Hold(parked);
                AddIssue(RecordIssueKind.InDoubt, parked.KeyText, parked.Problem, parked.Tries);
                continue;
            }

            _counts.Resumed++;
            _changes.Add(key, record.Fingerprint, RecordKnowledge.InDoubt, false, record.Values);
        }
    }

    // A record that is back, as a row that cannot be sent, must not be deleted; nor does anybody know any more whether it was. One that may have been cleared is there
    // in any case.
    private async ValueTask ResolveGoneAsync(UInt128 key, InDoubtRecord record, CancellationToken cancellationToken)
    {
        var position = (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).Position;
        if (_context.Gone is null || position.IsFound && _ledger.Pages.IsSeen(position))
        {
            if (_context.Gone is { Clears: true })
                _ledger.Rebase(key, SyncLedger.MayBeThere);
            else
                _forgotten.Add(key);
            return;
        }

        _counts.Gone++;
        _leftover.AddGone();
        _changes.AddGone(key, record.DestinationId, RecordKnowledge.InDoubt, record.Values);
    }

    // What was delivered and is not in the source any more, in ascending order.
    private async ValueTask<List<UInt128>> FindGoneAsync(CancellationToken cancellationToken)
    {
        if (_deletes)
        {
            // Listed again, it is deleted again.
            _forgotten.AddRange(await _ledger.Pages.ListUnseenAsync(cancellationToken).ConfigureAwait(false));
            return [];
        }

        if (_context.Gone is null && !_keepsEveryKey)
            return [];

        var gone = await _ledger.Pages.ListUnseenAsync(cancellationToken).ConfigureAwait(false);
        if (!_context.Sync.Guards.KeepInvalid)
            await AddInvalidAsync(gone, cancellationToken).ConfigureAwait(false);
        gone.RemoveAll(key => _inDoubt.ContainsKey(key) || _ledger.Held.GetValueOrDefault(key) is { Kind: RecordIssueKind.InDoubt });

        if (_keepsEveryKey)
        {
            // Their keys will not be known any more. Should they come back, they are new.
            _forgotten.AddRange(gone);
            if (gone.Count > 0 && _context.Gone is not null)
            {
                _context.Warnings.Add(
                    $"{gone.Count} records that were delivered before this sync became a mirror are not in the source any more. They are left at the destination.");
            }

            return [];
        }

        var adopted = gone.RemoveAll(IsLeftAlone);
        if (adopted > 0)
        {
            _context.Warnings.Add(
                $"{adopted} records that the first run took as they were, and that were not sent since, are not in the source any more. They are left at the destination. "
                + $"{nameof(SyncGuards)}.{nameof(SyncGuards.KeepAdopted)} says so.");
        }

        if (gone.Count > 0 && _rowsWithoutKey > 0 && _context.Sync.Guards.KeepOnUnreadableRows && !_context.Options.IgnoreGuards)
        {
            _context.Warnings.Add(
                $"{gone.Count} known records are not in the source any more, and {_rowsWithoutKey} rows have no key or cannot be read and may be they. "
                + $"Nothing is {_context.Gone!.Verb} in this run. Mend the rows, or run with {nameof(SyncRunOptions.IgnoreGuards)}.");
            return [];
        }

        gone.RemoveAll(key => _ledger.Held.GetValueOrDefault(key) is { Kind: RecordIssueKind.Rejected } held && held.IsOfDeletion && LeaveWaiting(held));
        _counts.Gone += gone.Count;
        return gone;
    }

    // Their rows are gone: nothing of the source leads to them.
    private async ValueTask PlanRefusedDeletionsAsync(RecordSelection selection, CancellationToken cancellationToken)
    {
        if (_context.Gone is null || !_ledger.KeepsKeys)
            return;
        var refused = new List<UInt128>();
        foreach (var (key, held) in _ledger.Held)
        {
            if (held.IsOfDeletion && selection.Contains(held) && !_heldSeen.Contains(key) && !_inDoubt.ContainsKey(key)
                && (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).IsFound)
            {
                refused.Add(key);
            }
        }

        refused.Sort();
        _superseding.UnionWith(refused);
        _counts.Gone += refused.Count;
        await PlanGoneAsync(refused, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask HoldUnlessApprovedAsync(string reason, List<UInt128> gone, CancellationToken cancellationToken)
    {
        // A dry run has written nothing that could be looked at.
        var planId = _context.Options.DryRun ? null : await IdentifyAsync(gone, cancellationToken).ConfigureAwait(false);
        var before = _ledger.HeldRun?.PlanId == planId ? _ledger.HeldRun : null;
        if (before is { IsApproved: true })
        {
            _context.Logger.RunApproved(_context.Sync.Name, _context.Plan.RunId, planId!);
            return;
        }

        var held = new SyncHold
        {
            PlanId = planId,
            RunId = _context.Plan.RunId,
            HeldSince = before?.HeldSince ?? _context.OpenedAt,
            Reason = reason,
            KnownRecords = _ledger.Pages.Count,
            Creates = _counts.Created,
            Changes = _counts.Changed,
            Deletes = _counts.Gone,
        };
        if (!_context.Options.DryRun)
            throw new HeldException(held);
        DryHold = held;
    }

    private async ValueTask<string> IdentifyAsync(List<UInt128> gone, CancellationToken cancellationToken)
    {
        await _changes.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var identity = new PlanIdentity(_context.Plan, _context.Gone?.Plan.Operation);
        await identity.AddAsync(
            new(_ledger, _changes.Generation, _changes.Count, _context.Plan.Fields.Count), _voided.ToHashSet(), cancellationToken).ConfigureAwait(false);
        foreach (var key in gone)
            identity.AddGone(key);

        // What a first run would take without a question is in no change set.
        foreach (var (key, (fingerprint, _)) in _adoption?.Records ?? ReadOnlyDictionary<UInt128, (UInt128, byte[])>.Empty)
            identity.Add(key, fingerprint);
        return identity.ToString();
    }

    // Known records whose rows cannot be sent, in their place among those that are gone. What is there twice is certainly there.
    private async ValueTask AddInvalidAsync(List<UInt128> gone, CancellationToken cancellationToken)
    {
        foreach (var (key, kind) in _classes)
        {
            if (kind == RowClass.Invalid && !_duplicates.ContainsKey(key) && await _ledger.Pages.ContainsAsync(key, cancellationToken).ConfigureAwait(false))
                gone.Add(key);
        }

        gone.Sort();
    }

    // The records that the destination refused are tried again although the source, read from a cursor on, does not deliver them. A deletion is not among them: a mirror has no cursor.
    private async ValueTask RetryRejectedAsync(CancellationToken cancellationToken)
    {
        var fields = PlanFactory.ChangeSetFields(_context.Sync, _context.Plan);
        var values = new FieldValue[fields.Count];
        foreach (var (key, held) in _ledger.Held)
        {
            if (held.Kind != RecordIssueKind.Rejected || _heldSeen.Contains(key) || _inDoubt.ContainsKey(key) || _leftover.Contains(key) || !held.TryReadValues(fields, values) || LeaveWaiting(held))
                continue;
            var position = (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).Position;
            _counts.RetriedRejected++;
            _changes.Add(key, held.Fingerprint, position.IsFound && _context.Sync.SendsChangesAsVersions ? VersionKnowledgeOf(key) : KnowledgeOf(key, position), wasRejected: true, values);
        }

        await _changes.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // What an earlier run left follows as it is: a run of a few records does not read it again, nor does one from a cursor on. A run that has only that to finish has it alone.
    private async ValueTask CarryOverAsync(CancellationToken cancellationToken)
    {
        var fields = PlanFactory.ChangeSetFields(_context.Sync, _context.Plan);
        if (_ledger.ChangeSet is not { } changeSet || !_finishesEarlier && !changeSet.Fields.SequenceEqual(fields))
            return;
        var voided = changeSet.Voided.ToHashSet();
        var columns = new ChangeSetColumns(changeSet.Fields, fields);
        var reader = new ChangeSetReader(_ledger);
        while (await reader.ReadBlockAsync(Take, cancellationToken).ConfigureAwait(false))
            await _changes.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_finishesEarlier)
            return;
        _counts.Resumed = _changes.Count;
        _context.Warnings.Add($"{_changes.Count} rows that an earlier run left are sent first. The source was not read; the next run does.");

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (_ledger.Settled.Contains(entry.Ordinal) || voided.Contains(entry.Key) || _inDoubt.ContainsKey(entry.Key) || _superseding.Contains(entry.Key))
                return;
            if (entry.IsGone && _context.Gone is null)
                return;
            if (_carriesOver)
                CountCarriedOver(in entry);
            if (entry.IsGone)
                _changes.AddGone(entry.Key, entry.DestinationId, entry.Knowledge, columns.Of(values));
            else
                _changes.Add(entry.Key, entry.Fingerprint, entry.Knowledge, entry.WasRejected, columns.Of(values));
        }
    }

    // As if its row had been read.
    private void CountCarriedOver(in ChangeEntry entry)
    {
        if (entry.WasRejected)
            _counts.RetriedRejected++;
        else if (entry.Knowledge == RecordKnowledge.Accepted)
            _counts.Changed++;
        else
            _counts.Created++;
    }

    private bool IsLeftAlone(UInt128 key) => _context.Sync.Guards.KeepAdopted && _ledger.IsAdopted(key);

    // The source is closed by now: questions may have to wait for a quota.
    private async ValueTask AdoptAsync(CancellationToken cancellationToken)
    {
        if (_adoption is null)
            return;
        if (!_adoption.TrustsSource)
        {
            await _adoption.LookUpAsync(_sameForAll, cancellationToken).ConfigureAwait(false);
            foreach (var key in _adoption.Records.Keys)
            {
                _counts.Created--;
                _counts.Unchanged++;
                _voided.Add(key);
                _changes.Void(KnowledgeOf(key, PagePosition.None));
            }
        }

        _counts.Created -= _adoption.Differing;
        _counts.Changed += _adoption.Differing;
        _counts.Adopted = _adoption.Records.Count;
        if (_counts.Adopted > 0 && _context.FirstRun != FirstRun.AdoptMatching)
        {
            _context.Warnings.Add(
                $"The first run takes {_counts.Adopted} records {(_adoption.TrustsSource ? "of the source as delivered" : "that the destination has as they are there")}. "
                + "No values were compared: what differs now stays so until the record changes in the source.");
        }
    }

    private async ValueTask PlanGoneAsync(List<UInt128> gone, CancellationToken cancellationToken)
    {
        await _ledger.ReadKeysAsync(
            gone,
            (key, entry) =>
            {
                var (destinationId, _) = DeliveredKeys.Decode(entry, _sameForAll, _context.Plan.KeyIndexes);
                _changes.AddGone(key, destinationId, IsAfterDoubt(key) ? RecordKnowledge.InDoubt : RecordKnowledge.Accepted, _sameForAll);
            },
            cancellationToken).ConfigureAwait(false);
        await _changes.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // The key lives in the state only, and the destination knows the record by what it is grouped by: under another value it is another record.
    private async ValueTask WarnOfMovedAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        await _ledger.ReadKeysAsync(
            [.. _groups.Keys],
            (key, entry) =>
            {
                var (_, group) = DeliveredKeys.Decode(entry, _sameForAll, _context.Plan.KeyIndexes);
                if (group != default && group != _groups[key])
                    moved++;
            },
            cancellationToken).ConfigureAwait(false);
        if (moved > 0)
        {
            _context.Warnings.Add(
                $"{moved} records have another {_context.Grouping!.Field.Name} than when they were delivered. The destination takes them for other records: it keeps the old ones as they are.");
        }
    }

    // The first row of a group was taken for a record before the second was seen; that is undone here.
    private async ValueTask VoidDuplicatesAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, rows) in _duplicates)
        {
            _counts.Invalid += rows;
            _adoption?.Withdraw(key);
            var position = (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).Position;
            if (!_classes.TryGetValue(key, out var first))
                first = _ledger.Pages.IsChanged(position) ? RowClass.Changed : RowClass.Unchanged;
            switch (first)
            {
                case RowClass.New:
                    _counts.Created--;
                    break;
                case RowClass.Changed:
                    _counts.Changed--;
                    break;
                case RowClass.Retried:
                    _counts.RetriedRejected--;
                    break;
                case RowClass.Unchanged:
                    _counts.Unchanged--;
                    continue;
                case RowClass.ChangedAfterDelivery:
                    _counts.ChangedAfterDelivery--;
                    continue;
                case RowClass.Waiting:
                    CountWaiting(_context.KindOf(_ledger.Held[key]), -1);
                    continue;
                case RowClass.Invalid:
                    _counts.Invalid--;
                    continue;
                default:
                    _counts.InDoubt--;
                    continue;
            }

            _voided.Add(key);
            _changes.Void(position.IsFound && _context.Sync.SendsChangesAsVersions ? VersionKnowledgeOf(key) : KnowledgeOf(key, position));
        }
    }

    private async ValueTask ForgetVanishedHeldAsync(CancellationToken cancellationToken)
    {
        List<UInt128>? vanished = null;
        foreach (var (key, record) in _ledger.Held)
        {
            if (record.Kind == RecordIssueKind.InDoubt || record.AfterDoubt || _heldSeen.Contains(key))
                continue;

            // What was refused when it was gone is tried again.
            var isTriedAgain = _context.Gone is not null && !IsLeftAlone(key)
                && (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).IsFound;
            if (!isTriedAgain)
                (vanished ??= []).Add(key);
        }

        foreach (var key in vanished ?? [])
            _ledger.Release(key);
    }

    private void AddDuplicate(UInt128 key, string keyText)
    {
        if (!_duplicates.TryAdd(key, 2))
        {
            _duplicates[key]++;
            return;
        }

        var told = _classes.GetValueOrDefault(key) switch
        {
            RowClass.ChangedAfterDelivery => RecordIssueKind.Skipped,
            RowClass.InDoubt => RecordIssueKind.InDoubt,
            RowClass.Waiting => _context.KindOf(_ledger.Held[key]),
            _ => (RecordIssueKind?)null,
        };
        if (told is { } kind)
            _context.Issues.Withdraw(kind, keyText);
        TellInvalid(key, keyText, new(SyncErrorCodes.DuplicateKey, "Several records of the source have this key; none of them is sent."));
    }

    private void AddInvalid(UInt128 key, string keyText, RecordProblem problem)
    {
        _counts.Invalid++;
        TellInvalid(key, keyText, problem);
    }

    private void TellInvalid(UInt128 key, string keyText, RecordProblem problem)
    {
        AddIssue(RecordIssueKind.Invalid, keyText, problem);
        _ledger.Log?.AddInvalid(key, keyText, problem);
    }

    private void AddIssue(RecordIssueKind kind, string key, RecordProblem problem, int tries = 0) =>
        _context.Issues.Add(new(kind, key, problem, tries));

    private enum RowClass : byte
    {
        New,
        Changed,
        Unchanged,
        Retried,
        ChangedAfterDelivery,
        Invalid,
        InDoubt,
        Waiting,
    }
}
