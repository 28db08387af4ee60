using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Finds and plans what left the source.</summary>
internal sealed class GonePlanner(PlanContext context, PlanNotes notes)
{
    private readonly PlanContext _context = context;
    private readonly PlanNotes _notes = notes;
    private readonly SyncLedger _ledger = context.Ledger;
    private readonly RunCounts _counts = context.Counts;

    /// <returns>What was delivered and is not in the source any more, in ascending order.</returns>
    public async ValueTask<List<UInt128>> FindAsync(CancellationToken cancellationToken)
    {
        if (_context.Sync.Behavior == SyncBehavior.Delete)
        {
            // Listed again, it is deleted again.
            _notes.Forgotten.AddRange(await _ledger.Pages.ListUnseenAsync(cancellationToken).ConfigureAwait(false));
            return [];
        }

        if (_context.Gone is null && !_notes.KeepsEveryKey)
            return [];

        var gone = await _ledger.Pages.ListUnseenAsync(cancellationToken).ConfigureAwait(false);
        if (!_context.Sync.Guards.KeepInvalid)
            await AddInvalidAsync(gone, cancellationToken).ConfigureAwait(false);
        gone.RemoveAll(key => _notes.InDoubt.ContainsKey(key) || _ledger.Held.GetValueOrDefault(key) is { Kind: RecordIssueKind.InDoubt });

        if (_notes.KeepsEveryKey)
        {
            // Their keys will not be known any more. Should they come back, they are new.
            _notes.Forgotten.AddRange(gone);
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

        if (gone.Count > 0 && _notes.RowsWithoutKey > 0 && _context.Sync.Guards.KeepOnUnreadableRows && !_context.Options.IgnoreGuards)
        {
            _context.Warnings.Add(
                $"{gone.Count} known records are not in the source any more, and {_notes.RowsWithoutKey} rows have no key or cannot be read and may be they. "
                + $"Nothing is {_context.Gone!.Verb} in this run. Mend the rows, or run with {nameof(SyncRunOptions.IgnoreGuards)}.");
            return [];
        }

        gone.RemoveAll(key => _ledger.Held.GetValueOrDefault(key) is { Kind: RecordIssueKind.Rejected } held && held.IsOfDeletion && _notes.LeaveWaiting(held));
        _counts.Gone += gone.Count;
        return gone;
    }

    /// <summary>
    /// Plans the deletions among the records that are sent again because they were not accepted: nothing of the source leads to them.
    /// </summary>
    public async ValueTask PlanRefusedAsync(RecordSelection selection, CancellationToken cancellationToken)
    {
        if (_context.Gone is null || !_ledger.KeepsKeys)
            return;
        var refused = new List<UInt128>();
        foreach (var (key, held) in _ledger.Held)
        {
            if (held.IsOfDeletion && selection.Contains(held) && !_notes.HeldSeen.Contains(key) && !_notes.InDoubt.ContainsKey(key)
                && (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).IsFound)
            {
                refused.Add(key);
            }
        }

        refused.Sort();
        _notes.Superseding.UnionWith(refused);
        _counts.Gone += refused.Count;
        await PlanAsync(refused, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans the deletion of records.</summary>
    /// <param name="gone">Their keys, in ascending order.</param>
    /// <param name="cancellationToken">Ends the reading of the state.</param>
    public async ValueTask PlanAsync(List<UInt128> gone, CancellationToken cancellationToken)
    {
        await _ledger.ReadKeysAsync(
            gone,
            (key, entry) =>
            {
                var (destinationId, _) = DeliveredKeys.Decode(entry, _notes.SameForAll, _context.Plan.KeyIndexes);
                _notes.Changes.AddGone(key, destinationId, _notes.IsAfterDoubt(key) ? RecordKnowledge.InDoubt : RecordKnowledge.Accepted, _notes.SameForAll);
            },
            cancellationToken).ConfigureAwait(false);
        await _notes.Changes.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops what is kept of records that were not delivered and are not in the source any more.</summary>
    public async ValueTask ForgetVanishedHeldAsync(CancellationToken cancellationToken)
    {
        List<UInt128>? vanished = null;
        foreach (var (key, record) in _ledger.Held)
        {
            if (record.Kind == RecordIssueKind.InDoubt || record.AfterDoubt || _notes.HeldSeen.Contains(key))
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

    // Known records whose rows cannot be sent, in their place among those that are gone. What is there twice is certainly there.
    private async ValueTask AddInvalidAsync(List<UInt128> gone, CancellationToken cancellationToken)
    {
        foreach (var (key, kind) in _notes.Classes)
        {
            if (kind == RowClass.Invalid && !_notes.Duplicates.ContainsKey(key) && await _ledger.Pages.ContainsAsync(key, cancellationToken).ConfigureAwait(false))
                gone.Add(key);
        }

        gone.Sort();
    }

    // Nothing of this sync was ever sent of it.
    private bool IsLeftAlone(UInt128 key) => _context.Sync.Guards.KeepAdopted && _ledger.IsAdopted(key);
}
