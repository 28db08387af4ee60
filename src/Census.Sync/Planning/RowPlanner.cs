using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Decides of each row what is done with its record: sent, left as it is, or told.</summary>
internal sealed class RowPlanner(PlanContext context, PlanNotes notes, bool readsFromCursor)
{
    private readonly PlanContext _context = context;
    private readonly PlanNotes _notes = notes;
    private readonly SyncLedger _ledger = context.Ledger;
    private readonly RunCounts _counts = context.Counts;
    private readonly bool _onlyCreates = context.Sync.OnlyCreates;
    private readonly bool _deletes = context.Sync.Behavior == SyncBehavior.Delete;
    private readonly bool _readsFromCursor = readsFromCursor;
    private readonly SortedDictionary<UInt128, UInt128> _groups = [];

    /// <summary>Takes a row.</summary>
    /// <param name="problem">Why it cannot be sent; null if it can.</param>
    /// <param name="comparer">Stands at the row.</param>
    public void Take(RecordProblem? problem, RecordComparer comparer)
    {
        if (_context.IsKeyless)
        {
            TakeWithoutKey(problem, comparer);
            return;
        }

        if (problem is { Code: SyncErrorCodes.NullKey })
        {
            _notes.RowsWithoutKey++;
            _notes.AddInvalid(default, $"row {_counts.Source}", problem);
            return;
        }

        var key = comparer.Key;
        if (_ledger.IsForgotten(key))
        {
            // Not under its key: that is the first thing to be forgotten.
            _counts.Forgotten++;
            _notes.AddIssue(RecordIssueKind.Skipped, $"row {_counts.Source}", new(SyncErrorCodes.Forgotten, "The record of this row is forgotten. It is not sent until that is taken back."));
            return;
        }

        if (_context.Part is not null || _readsFromCursor && _notes.Leftover.Contains(key))
            _notes.Superseding.Add(key);
        var (position, acknowledged) = comparer.Acknowledged;
        if (!MarkSeen(key, position))
        {
            AddDuplicate(key, comparer.KeyText);
            return;
        }

        if (_notes.KeepsEveryKey && position.IsFound)
            _ledger.KeepKey(key, _context.KeyEntryOf(comparer.Values, null));
        if (_ledger.Held.ContainsKey(key))
            _notes.HeldSeen.Add(key);
        if (problem is not null)
        {
            _notes.Classes[key] = RowClass.Invalid;
            _notes.AddInvalid(key, comparer.KeyText, problem);
            return;
        }

        Decide(key, position, acknowledged, comparer);
    }

    /// <summary>
    /// Takes back what was decided of rows whose key came again: the first was taken for a record before the second was seen.
    /// </summary>
    public async ValueTask VoidDuplicatesAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, rows) in _notes.Duplicates)
        {
            _counts.Invalid += rows;
            _notes.Adoption?.Withdraw(key);
            var known = await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (!_notes.Classes.TryGetValue(key, out var first))
                first = _ledger.Pages.IsChanged(known.Position) ? RowClass.Changed : RowClass.Unchanged;
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
                    _notes.CountWaiting(_context.KindOf(_ledger.Held[key]), -1);
                    continue;
                case RowClass.Invalid:
                    _counts.Invalid--;
                    continue;
                default:
                    _counts.InDoubt--;
                    continue;
            }

            _notes.Voided.Add(key);
            _notes.Changes.Void(_notes.KnowledgeOf(key, known));
        }
    }

    /// <summary>
    /// Warns of records that the destination will take for others. The key lives in the state only, and the destination knows the record by what
    /// it is grouped by: under another value it is another record.
    /// </summary>
    public async ValueTask WarnOfMovedAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        await _ledger.ReadKeysAsync(
            [.. _groups.Keys],
            (key, entry) =>
            {
                var (_, group) = DeliveredKeys.Decode(entry, _notes.SameForAll, _context.Plan.KeyIndexes);
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

    private void TakeWithoutKey(RecordProblem? problem, RecordComparer comparer)
    {
        var key = KeylessRows.KeyOf(_notes.Changes.Generation, _counts.Source);
        if (problem is not null)
        {
            _notes.AddInvalid(default, KeylessRows.TextOf(key), problem);
            return;
        }

        _counts.Created++;
        _notes.Changes.Add(key, comparer.Fingerprint, RecordKnowledge.Unknown, wasRejected: false, comparer.Values);
    }

    private void Decide(UInt128 key, PagePosition position, UInt128 acknowledged, RecordComparer comparer)
    {
        var fingerprint = comparer.Fingerprint;
        _notes.Adoption?.Add(key, fingerprint, comparer.Values);
        if (_notes.Adoption is { TrustsSource: true })
        {
            _notes.Classes[key] = RowClass.Unchanged;
            _counts.Unchanged++;
            return;
        }

        if (_notes.InDoubt.TryGetValue(key, out var doubt))
        {
            // Decided at the end of the read: until then the row may turn out to be a duplicate, and the doubt has to be resolved anyway.
            doubt.Replace(fingerprint, ValuesOf(comparer, position));
            _notes.Classes[key] = RowClass.InDoubt;
            return;
        }

        _ledger.Held.TryGetValue(key, out var held);
        if (held is { Kind: RecordIssueKind.InDoubt } && _context.Part?.Selection is null)
        {
            _notes.Classes[key] = RowClass.InDoubt;
            _counts.InDoubt++;
            _notes.AddIssue(RecordIssueKind.InDoubt, held.KeyText, held.Problem, held.Tries);
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
                _notes.Classes[key] = RowClass.ChangedAfterDelivery;
                _counts.ChangedAfterDelivery++;
                _notes.AddIssue(RecordIssueKind.Skipped, comparer.KeyText, new(
                    SyncErrorCodes.ChangedAfterDelivery, "The record was changed after it was delivered; the sync only creates, so the change is not sent."));
                return;
            }
        }

        var wasRejected = held is { Kind: RecordIssueKind.Rejected };
        if (wasRejected && held!.Fingerprint == fingerprint)
        {
            if (_notes.LeaveWaiting(held))
            {
                _notes.Classes[key] = RowClass.Waiting;
                return;
            }

            _notes.Classes[key] = RowClass.Retried;
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
            _notes.Classes[key] = RowClass.New;
            _counts.Created++;
        }

        _notes.Changes.Add(key, fingerprint, _notes.KnowledgeOf(key, comparer.Acknowledged), wasRejected, ValuesOf(comparer, position));
    }

    private bool IsUnchanged(
        UInt128 key, UInt128 fingerprint, PagePosition position, UInt128 acknowledged, RecordComparer comparer, HeldRecord? held)
    {
        if (fingerprint == acknowledged)
            return !_notes.Leftover.IsResend(key, acknowledged);
        var wasThere = _onlyCreates && fingerprint == SyncLedger.FoundThere(acknowledged);
        if (wasThere)
            return true;

        // Where nothing can be compared, what is known to be undelivered must not be taken for delivered.
        var isUndelivered = !_onlyCreates && comparer.RebasesAll && (held is not null || _notes.Leftover.Contains(key) || acknowledged == SyncLedger.MayBeThere);
        if (isUndelivered)
            return false;
        if (comparer.IsOnlyRebased(acknowledged) && !_notes.Leftover.IsResend(key, acknowledged))
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
        position.IsFound ? _ledger.Pages.MarkSeen(position) : _notes.Classes.TryAdd(key, RowClass.New);

    // What was delivered once and is only created is sent under a key of its own.
    private ReadOnlySpan<FieldValue> ValuesOf(RecordComparer comparer, PagePosition position)
    {
        if (!position.IsFound || !_context.Sync.SendsChangesAsVersions)
            return comparer.Values;
        var values = comparer.Values.ToArray();
        ref var key = ref values[_context.Plan.KeyIndexes[0]];
        key = $"{key.ToText()}~{(uint)(comparer.Fingerprint >> 96):x8}";
        return values;
    }

    private void AddDuplicate(UInt128 key, string keyText)
    {
        if (!_notes.Duplicates.TryAdd(key, 2))
        {
            _notes.Duplicates[key]++;
            return;
        }

        var told = _notes.Classes.GetValueOrDefault(key) switch
        {
            RowClass.ChangedAfterDelivery => RecordIssueKind.Skipped,
            RowClass.InDoubt => RecordIssueKind.InDoubt,
            RowClass.Waiting => _context.KindOf(_ledger.Held[key]),
            _ => (RecordIssueKind?)null,
        };
        if (told is { } kind)
            _context.Issues.Withdraw(kind, keyText);
        _notes.TellInvalid(key, keyText, new(SyncErrorCodes.DuplicateKey, "Several records of the source have this key; none of them is sent."));
    }
}
