using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Plans what an earlier run left: records in doubt, records that were refused, and records that it did not come to.</summary>
internal sealed class EarlierWork(PlanContext context, PlanNotes notes)
{
    private readonly PlanContext _context = context;
    private readonly PlanNotes _notes = notes;
    private readonly SyncLedger _ledger = context.Ledger;
    private readonly RunCounts _counts = context.Counts;

    /// <summary>
    /// Whether it is finished before the source is read again: rows without a key cannot be told from those that an earlier run sent.
    /// </summary>
    public bool IsFinishedFirst { get; } = context is { IsKeyless: true, Part: null } && context.Ledger.ChangeSet is not null;

    /// <summary>
    /// Plans what is in doubt: it is sent again with what the source says now, or as it was if the source does not say. Then both sides agree
    /// what is there.
    /// </summary>
    public async ValueTask ResolveInDoubtAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, record) in _notes.InDoubt)
        {
            if (_notes.Duplicates.Remove(key, out var rows))
            {
                // An invalid first row was counted when it was read.
                _counts.Invalid += _notes.Classes.GetValueOrDefault(key) == RowClass.Invalid ? rows - 1 : rows;
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
                _notes.AddIssue(RecordIssueKind.InDoubt, parked.KeyText, parked.Problem, parked.Tries);
                continue;
            }

            _counts.Resumed++;
            _notes.Changes.Add(key, record.Fingerprint, RecordKnowledge.InDoubt, false, record.Values);
        }
    }

    // A record that is back, as a row that cannot be sent, must not be deleted; nor does anybody know any more whether it was. A mirror deletes it when it goes again.
    private async ValueTask ResolveGoneAsync(UInt128 key, InDoubtRecord record, CancellationToken cancellationToken)
    {
        var position = (await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false)).Position;
        if (_context.Gone is null || position.IsFound && _ledger.Pages.IsSeen(position))
        {
            if (_context.Gone is null)
                _notes.Forgotten.Add(key);
            else
                _ledger.Rebase(key, SyncLedger.MayBeThere);
            return;
        }

        _counts.Gone++;
        _notes.Leftover.AddGone();
        _notes.Changes.AddGone(key, record.DestinationId, RecordKnowledge.InDoubt, record.Values);
    }

    /// <summary>
    /// Plans the records that the destination refused and that the source, read from a cursor on, does not deliver. A deletion is not among them:
    /// a mirror has no cursor.
    /// </summary>
    public async ValueTask RetryRejectedAsync(CancellationToken cancellationToken)
    {
        var fields = PlanFactory.ChangeSetFields(_context.Sync, _context.Plan);
        var values = new FieldValue[fields.Count];
        foreach (var (key, held) in _ledger.Held)
        {
            var isPlanned = _notes.HeldSeen.Contains(key) || _notes.InDoubt.ContainsKey(key) || _notes.Leftover.Contains(key);
            if (isPlanned || held.Kind != RecordIssueKind.Rejected || !held.TryReadValues(fields, values) || _notes.LeaveWaiting(held))
                continue;
            var known = await _ledger.Pages.FindAsync(key, cancellationToken).ConfigureAwait(false);
            _counts.RetriedRejected++;
            _notes.Changes.Add(key, held.Fingerprint, _notes.KnowledgeOf(key, known), wasRejected: true, values);
        }

        await _notes.Changes.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes over what an earlier run did not come to, as it is: a run of a few records does not read it again, nor does one from a cursor on. A run
    /// that has only that to finish has it alone.
    /// </summary>
    /// <param name="countsAsRead">Whether it is counted as if its rows had been read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask CarryOverAsync(bool countsAsRead, CancellationToken cancellationToken)
    {
        var fields = PlanFactory.ChangeSetFields(_context.Sync, _context.Plan);
        if (_ledger.ChangeSet is not { } changeSet || !IsFinishedFirst && !changeSet.Fields.SequenceEqual(fields))
            return;
        var voided = changeSet.Voided.ToHashSet();
        var columns = new ChangeSetColumns(changeSet.Fields, fields);
        var reader = new ChangeSetReader(_ledger);
        while (await reader.ReadBlockAsync(Take, cancellationToken).ConfigureAwait(false))
            await _notes.Changes.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!IsFinishedFirst)
            return;
        _counts.Resumed = _notes.Changes.Count;
        _context.Warnings.Add($"{_notes.Changes.Count} rows that an earlier run left are sent first. The source was not read; the next run does.");

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (_ledger.Settled.Contains(entry.Ordinal) || voided.Contains(entry.Key) || _notes.InDoubt.ContainsKey(entry.Key) || _notes.Superseding.Contains(entry.Key))
                return;
            if (entry.IsGone && _context.Gone is null)
                return;
            if (countsAsRead)
                CountCarriedOver(in entry);
            if (entry.IsGone)
                _notes.Changes.AddGone(entry.Key, entry.DestinationId, entry.Knowledge, columns.Of(values));
            else
                _notes.Changes.Add(entry.Key, entry.Fingerprint, entry.Knowledge, entry.WasRejected, columns.Of(values));
        }
    }

    private void CountCarriedOver(in ChangeEntry entry)
    {
        if (entry.WasRejected)
            _counts.RetriedRejected++;
        else if (entry.Knowledge == RecordKnowledge.Accepted)
            _counts.Changed++;
        else
            _counts.Created++;
    }
}
