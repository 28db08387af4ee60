using Census.Sync.Mapping;
using Census.Sync.Planning;
using Census.Sync.State;

namespace Census.Sync;

/// <summary>Forgetting a record, under the lease of its sync.</summary>
internal sealed partial class SyncRun
{
    private const int DeletionAttempts = 3;

    public async Task<ForgetResult> ForgetAsync(IReadOnlyList<FieldValue> key, CancellationToken cancellationToken)
    {
        ForgetResult? result = null;
        await UnderLeaseAsync(ForgetUnderLeaseAsync, cancellationToken).ConfigureAwait(false);
        return result!;

        async Task ForgetUnderLeaseAsync(SyncStateSession session, CancellationToken stopping, CancellationToken aborting)
        {
            var (plan, ledger) = await OpenAsync(session, stopping).ConfigureAwait(false);
            var (hash, values) = KeyOf(plan, key);

            // Nothing is erased before the destination has answered: whoever is killed here calls again, and nothing is lost by which the record is found.
            result = await DeleteAsync(plan, ledger, hash, values, stopping).ConfigureAwait(false);
            if (plan.Object.IsWriteOnly && sync.Behavior != SyncBehavior.Delete)
                await ExistingRecords.RemoveAsync(state, EnvironmentOf(plan), hash, Lease, time, stopping).ConfigureAwait(false);
            await Erasure.EraseAsync(ledger, hash, aborting).ConfigureAwait(false);
        }
    }

    public async Task<bool> RecallAsync(IReadOnlyList<FieldValue> key, CancellationToken cancellationToken)
    {
        var wasForgotten = false;
        await UnderLeaseAsync(
            async (session, stopping, _) =>
            {
                var (plan, ledger) = await OpenAsync(session, stopping).ConfigureAwait(false);
                wasForgotten = await Erasure.RecallAsync(ledger, KeyOf(plan, key).Hash, stopping).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return wasForgotten;
    }

    private async Task UnderLeaseAsync(Func<SyncStateSession, CancellationToken, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await TryWithLeaseAsync(session => WorkUnderLeaseAsync(session, work, cancellationToken), cancellationToken).ConfigureAwait(false))
            throw new SyncStateException("Another process runs this sync. Nothing was done; call again when it has ended.");
    }

    private async ValueTask<(SyncPlan Plan, SyncLedger Ledger)> OpenAsync(SyncStateSession session, CancellationToken cancellationToken)
    {
        sync = await ColumnExpansion.ExpandAsync(sync, _warnings, cancellationToken).ConfigureAwait(false);
        var plan = await PlanFactory.CreateAsync(sync, _runId, cancellationToken).ConfigureAwait(false);
        return (plan, await SyncLedger.OpenAsync(session, EnvironmentOf(plan), options, cancellationToken).ConfigureAwait(false));
    }

    // A record as far as it is known by its key alone.
    private (UInt128 Hash, FieldValue[] Values) KeyOf(SyncPlan plan, IReadOnlyList<FieldValue> key)
    {
        if (plan.KeyIndexes.Count == 0)
            throw new SyncConfigurationException("The sync has no key: nothing is remembered of its records that could be forgotten.");
        if (key.Count != plan.KeyIndexes.Count)
            throw new SyncConfigurationException($"The sync key has {plan.KeyIndexes.Count} fields, and {key.Count} values were given.");
        var values = GoneRecords.Constants(sync, plan, new(_runId, _startedAt, sync.Name, plan.Object.Name));
        var parts = new FieldValue[key.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var index = plan.KeyIndexes[i];
            var (field, given) = (plan.Fields[index].Field, key[i]);
            var (type, _) = sync.Mappings[index].TypeAt(field);
            if (!given.HasValue || string.IsNullOrWhiteSpace(given.ToText()) || !ValueCast.TryCast(in given, type, false, out values[index]))
                throw new SyncConfigurationException($"The value number {i + 1} of the key is empty or cannot be cast to {type}, the type of '{field.Name}'.");
            parts[i] = RecordMapper.Normalize(in values[index], field.KeyComparison);
        }

        var batch = new HashBatch();
        Fingerprint.WriteKey(parts, batch);
        var hash = new UInt128[1];
        batch.HashAll(hash);
        return (hash[0], values);
    }

    private async ValueTask<ForgetResult> DeleteAsync(SyncPlan plan, SyncLedger ledger, UInt128 key, FieldValue[] values, CancellationToken cancellationToken)
    {
        if (PlanFactory.CreateForForgetting(plan) is not { } deletion)
            return new(ForgottenAtDestination.NotSupported);

        // What was sent without an answer may still be committed, and would be there again.
        var held = ledger.FindHeld(key);
        var settlesAt = await Erasure.IsInDoubtAsync(ledger, key, cancellationToken).ConfigureAwait(false) ? time.GetUtcNow() + plan.Object.SettleDelay
            : held is { AfterDoubt: true } or { Kind: RecordIssueKind.InDoubt } ? held.LastTried + plan.Object.SettleDelay
            : DateTimeOffset.MinValue;
        if (settlesAt > time.GetUtcNow())
            await Task.Delay(settlesAt - time.GetUtcNow(), time, cancellationToken).ConfigureAwait(false);

        var destinationId = await DestinationIdOfAsync(plan, ledger, key, cancellationToken).ConfigureAwait(false);
        using var calls = _budget.Enter();
        await PrepareAsync(deletion, new(0, 1, 0), cancellationToken).ConfigureAwait(false);
        using var batch = new RecordBatch(deletion.Schema, 1);
        batch.Add(values, RecordKnowledge.Accepted, destinationId);
        var problem = new RecordProblem(SyncErrorCodes.Unreachable, "The destination did not answer.");
        for (var attempt = 0; attempt < DeletionAttempts; attempt++)
        {
            var result = await DeleteOnceAsync(deletion, batch, cancellationToken).ConfigureAwait(false);
            switch (result.Outcome)
            {
                case RecordOutcome.Succeeded:
                    return new(result.Effect == RecordEffect.None ? ForgottenAtDestination.NotThere : ForgottenAtDestination.Deleted);
                case RecordOutcome.Skipped:
                    return new(ForgottenAtDestination.NotThere);
                case RecordOutcome.Rejected:
                    return new(ForgottenAtDestination.Refused, result.Problem);
                default:
                    problem = result.Problem ?? problem;
                    break;
            }
        }

        throw new SyncDestinationException(problem.Code, $"The record could not be deleted: {problem.Message} Nothing was forgotten; call again.");
    }

    private async ValueTask<RecordResult> DeleteOnceAsync(SyncPlan deletion, RecordBatch batch, CancellationToken cancellationToken)
    {
        var results = await sync.Destination.SyncBatchAsync(deletion, batch, cancellationToken).ConfigureAwait(false);
        for (var asked = 0; asked < DeletionAttempts && results is [{ Outcome: RecordOutcome.Pending, Receipt: { } receipt }]; asked++)
        {
            var wait = receipt.AskAt - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            results = await sync.Destination.ResolveAsync(deletion, receipt, batch, cancellationToken).ConfigureAwait(false);
        }

        return results is [var result] ? result : RecordResult.Unknown;
    }

    private static async ValueTask<string?> DestinationIdOfAsync(SyncPlan plan, SyncLedger ledger, UInt128 key, CancellationToken cancellationToken)
    {
        if (!ledger.KeepsKeys || !await ledger.Pages.ContainsAsync(key, cancellationToken).ConfigureAwait(false))
            return null;
        string? id = null;
        var values = new FieldValue[plan.Fields.Count];
        await ledger.ReadKeysAsync([key], (_, entry) => (id, _) = DeliveredKeys.Decode(entry, values, plan.KeyIndexes), cancellationToken).ConfigureAwait(false);
        return id;
    }
}
