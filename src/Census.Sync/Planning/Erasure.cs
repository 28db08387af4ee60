using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// Takes a record out of the state, the change set and its journal included: what waits of the others is copied into a new change set, which takes the place of the old one in the write that erases
/// everything else.
/// </summary>
internal static class Erasure
{
    /// <summary>Whether the record was sent by an earlier run and nobody knows what became of it.</summary>
    public static async ValueTask<bool> IsInDoubtAsync(SyncLedger ledger, UInt128 key, CancellationToken cancellationToken)
    {
        var isInDoubt = false;
        await ReadWaitingAsync(ledger, Take, static () => default, cancellationToken).ConfigureAwait(false);
        return isInDoubt;

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> values) => isInDoubt |= entry.Key == key && entry.Knowledge == RecordKnowledge.InDoubt;
    }

    /// <summary>Erases the record in one write.</summary>
    public static async ValueTask EraseAsync(SyncLedger ledger, UInt128 key, CancellationToken cancellationToken)
    {
        await ledger.EraseAsync(key, cancellationToken).ConfigureAwait(false);
        await ReplaceAsync(ledger, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back, in one write, that the record is forgotten.</summary>
    /// <returns>False if it was not.</returns>
    public static async ValueTask<bool> RecallAsync(SyncLedger ledger, UInt128 key, CancellationToken cancellationToken)
    {
        if (!ledger.Recall(key))
            return false;
        await ReplaceAsync(ledger, key, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask ReplaceAsync(SyncLedger ledger, UInt128 key, CancellationToken cancellationToken)
    {
        if (ledger.ChangeSet is not { } changeSet)
        {
            await ledger.WriteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var changes = new ChangeSetWriter(ledger, countOnly: false);
        await using var changesWritten = changes.ConfigureAwait(false);
        await changes.BeginAsync(cancellationToken).ConfigureAwait(false);
        await ReadWaitingAsync(ledger, Take, () => changes.FlushAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await changes.CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (changes.Count == 0)
            await ledger.WriteAsync(cancellationToken).ConfigureAwait(false);
        else
            await ledger.SealAsync(changes.ToSeal(changeSet.RunId, changeSet.Fields, []), ledger.Fields, ledger.KeepsKeys, ledger.Cursor, 0, keepsHold: true, cancellationToken).ConfigureAwait(false);

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (entry.Key == key)
                return;
            if (entry.IsGone)
                changes.AddGone(entry.Key, entry.DestinationId, entry.Knowledge, values);
            else
                changes.Add(entry.Key, entry.Fingerprint, entry.Knowledge, entry.WasRejected, values);
        }
    }

    // What has no outcome yet, with the doubt of those that were sent.
    private static async ValueTask ReadWaitingAsync(
        SyncLedger ledger, Action<ChangeEntry, ReadOnlySpan<FieldValue>> visit, Func<ValueTask> afterBlock, CancellationToken cancellationToken)
    {
        if (ledger.ChangeSet is not { } changeSet)
            return;
        var voided = changeSet.Voided.ToHashSet();
        var reader = new ChangeSetReader(ledger);
        while (await reader.ReadBlockAsync(Take, cancellationToken).ConfigureAwait(false))
            await afterBlock().ConfigureAwait(false);

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (ledger.Settled.Contains(entry.Ordinal) || voided.Contains(entry.Key))
                return;
            visit(ledger.InDoubt.ContainsKey(entry.Ordinal) ? entry with { Knowledge = RecordKnowledge.InDoubt } : entry, values);
        }
    }
}
