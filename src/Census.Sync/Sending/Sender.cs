using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Census.Sync.Diagnostics;
using Census.Sync.Planning;
using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>
/// The second phase of a run: sends the change set batch by batch. A batch is noted as in flight before its call and its outcomes are noted
/// after it; in between a record is in doubt.
/// </summary>
internal sealed class Sender(PlanContext context, SendQueue queue, CallBudget budget, int parallelBatches, long inDoubt, SetIfEmpty? setIfEmpty)
{
    private const int MaximumAttempts = 3;
    private const int BatchesWithoutProgress = 5;
    private const int JudgedRecords = 100;
    private const double NearlyAll = 0.98;

    private readonly Dictionary<(string Code, string? Field, string Message), long> _rejections = [];
    private readonly ConcurrentBag<JournalEntry.Outcomes> _outcomes = [];
    private readonly IReadOnlyList<StateField> _fields = PlanFactory.ChangeSetFields(context.Sync, context.Plan);
    private readonly Lock _lock = new();
    private Exception? _stop;
    private long _settled;
    private long _judged;
    private long _inDoubt = inDoubt;
    private int _batchesWithoutProgress;

    /// <summary>The number of records of the change set that have an outcome.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>The number of records that were sent, by this run or an earlier one, and have no outcome.</summary>
    public long InDoubt => Interlocked.Read(ref _inDoubt);

    private bool MayBeRepeated => context.Repeat != RepeatRule.Never;

    /// <summary>Sends the change set, as far as the budget of calls reaches.</summary>
    /// <param name="stopping">Lets no further call begin; those in flight are heard to their end.</param>
    /// <param name="aborting">Ends the calls in flight too.</param>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used; what was not sent stays in the change set.</exception>
    /// <exception cref="OperationCanceledException">One of the tokens was cancelled.</exception>
    public async Task SendAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var running = new List<Task>();
        try
        {
            while (_stop is null && !budget.IsOver)
            {
                stopping.ThrowIfCancellationRequested();
                if (running.Count >= parallelBatches)
                {
                    await queue.ReadAheadAsync(parallelBatches, stopping).ConfigureAwait(false);
                    await TakeFinishedAsync(running).ConfigureAwait(false);
                }
                else if (await queue.TakeAsync(stopping).ConfigureAwait(false) is { } batch)
                    running.Add(SendBatchAsync(batch, aborting));
                else if (running.Count > 0)
                    await TakeFinishedAsync(running).ConfigureAwait(false);
                else if (!await WaitForLaterAsync(stopping).ConfigureAwait(false))
                    break;
            }
        }
        finally
        {
            // Calls in flight are heard to their end: their answers must not get lost.
            await Task.WhenAll(running).ConfigureAwait(false);
        }

        aborting.ThrowIfCancellationRequested();
        if (_stop is not null)
            ExceptionDispatchInfo.Throw(_stop);
        stopping.ThrowIfCancellationRequested();
    }

    private static async ValueTask TakeFinishedAsync(List<Task> running)
    {
        var finished = await Task.WhenAny(running).ConfigureAwait(false);
        running.Remove(finished);
        await finished.ConfigureAwait(false);
    }

    private async ValueTask<bool> WaitForLaterAsync(CancellationToken cancellationToken)
    {
        if (queue.NextAt() is not { } next)
            return false;

        var wait = next - context.Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, context.Time, cancellationToken).ConfigureAwait(false);
        var pending = queue.TakePending(context.Time.GetUtcNow());
        if (pending.Count > 0)
            await ResolveAsync(pending, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task SendBatchAsync(SendBatch batch, CancellationToken aborting)
    {
        try
        {
            if (!context.Sync.Destination.CountsCalls && !budget.TryTake())
                return;
            var (isReady, prepared) = await PrepareAsync(batch, aborting).ConfigureAwait(false);
            using var toSend = prepared;
            if (!isReady)
                return;
            var startedAt = context.Time.GetUtcNow();
            await context.Ledger.MarkInFlightAsync(startedAt, batch.Ordinals, aborting).ConfigureAwait(false);
            IReadOnlyList<RecordResult> results;
            try
            {
                using var activity = RunTelemetry.StartBatch(batch.Items.Count);
                results = await SyncBatchAsync(batch, prepared, aborting).ConfigureAwait(false);
            }
            catch (SyncDestinationException e)
            {
                // By contract nothing of the batch was sent.
                var notSent = new JournalEntry.Outcomes();
                foreach (var item in batch.Items)
                    TakeNotSent(in item, notSent);
                await context.Ledger.CommitAsync(notSent, MayBeRepeated).ConfigureAwait(false);
                StopWith(e);
                return;
            }
            catch (Exception e)
            {
                StopInDoubt(batch, e, aborting);
                return;
            }

            await CommitAsync(batch, results, startedAt).ConfigureAwait(false);
        }
        finally
        {
            queue.Return(batch);
        }
    }

    // Where a question is answered by an error, nothing was sent, and the records wait in the change set.
    private async ValueTask<(bool IsReady, SetIfEmpty.Prepared? Prepared)> PrepareAsync(SendBatch batch, CancellationToken cancellationToken)
    {
        if (setIfEmpty is null || batch.Items[0].Entry.IsGone)
            return (true, null);
        try
        {
            return (true, await setIfEmpty.PrepareAsync(batch.Records, cancellationToken).ConfigureAwait(false));
        }
        catch (SyncDestinationException e)
        {
            StopWith(e);
            return (false, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    private async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SendBatch batch, SetIfEmpty.Prepared? prepared, CancellationToken cancellationToken)
    {
        var (plan, destination) = (context.PlanOf(batch.Items[0].Entry), context.Sync.Destination);
        if (prepared is null)
            return await destination.SyncBatchAsync(plan, batch.Records, cancellationToken).ConfigureAwait(false);
        return prepared.Merge(prepared.Records.Count == 0 ? [] : await destination.SyncBatchAsync(plan, prepared.Records, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask ResolveAsync(List<WaitingRecord> pending, CancellationToken stopping)
    {
        using var batch = new SendBatch(context.Plan.Schema, pending.Count);
        var plan = context.PlanOf(pending[0].Item.Entry);
        foreach (var record in pending)
            batch.Add(record.Item with { Attempts = record.Item.Attempts + 1 }, record.Values);
        IReadOnlyList<RecordResult> results;
        var startedAt = context.Time.GetUtcNow();
        try
        {
            results = await context.Sync.Destination
                .ResolveAsync(plan, pending[0].Receipt!, batch.Records, stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not SyncDestinationException)
        {
            StopInDoubt(batch, e, stopping);
            return;
        }

        await CommitAsync(batch, results, startedAt).ConfigureAwait(false);
    }

    // What the budget refuses is no failure of the destination.
    private void StopWith(SyncDestinationException e)
    {
        if (!budget.IsOver || e.Code != SyncErrorCodes.QuotaExhausted)
            _stop ??= e;
    }

    // By contract all of the batch is in doubt. The exception's text may hold values of a record; its type and place do not.
    private void StopInDoubt(SendBatch batch, Exception exception, CancellationToken cancelled)
    {
        foreach (var item in batch.Items)
            MarkInDoubt(in item);
        if (cancelled.IsCancellationRequested)
            return;
        context.Logger.DestinationThrew(
            context.Plan.RunId, context.Sync.Name, exception.GetType(), batch.Items.Count, Environment.NewLine + exception.StackTrace);
        _stop ??= new SyncDestinationException(
            SyncErrorCodes.Unreachable,
            $"The destination failed with {exception.GetType().Name}; {batch.Items.Count} records are in doubt. What was not delivered is kept.", exception);
    }

    private async ValueTask CommitAsync(SendBatch batch, IReadOnlyList<RecordResult> results, DateTimeOffset startedAt)
    {
        var log = context.Ledger.Log?.Rent(startedAt);
        if (!_outcomes.TryTake(out var outcomes))
            outcomes = new();
        var (isMoving, gaveUp) = (false, false);
        for (var i = 0; i < batch.Items.Count; i++)
        {
            // Fewer results than records, or more: what cannot be attributed is unknown, never success.
            var result = results.Count == batch.Items.Count || i < results.Count && results.Count < batch.Items.Count ? results[i] : RecordResult.Unknown;
            var (settled, held) = (outcomes.Settled, outcomes.Held.Count);
            isMoving |= Take(batch.Items[i], batch.Records[i], in result, outcomes);
            if (log is not null && outcomes.Settled > settled)
                WriteDown(log, batch.Items[i].Entry, batch.Records[i], in result, outcomes.Held.Count > held ? outcomes.Held[^1].Record : null);
            gaveUp |= HasGivenUp(in result);
        }

        if (gaveUp)
            StopIfNearlyAllAreRejected();

        await AddMayBeThereAsync(batch, outcomes).ConfigureAwait(false);
        await context.Ledger.CommitAsync(outcomes, MayBeRepeated, log: log).ConfigureAwait(false);
        if (log is not null)
            context.Ledger.Log!.Return(log);
        Interlocked.Add(ref _settled, outcomes.Settled);
        outcomes.Clear();
        _outcomes.Add(outcomes);
        if (isMoving)
            _batchesWithoutProgress = 0;
        else if (!budget.IsOver && Interlocked.Increment(ref _batchesWithoutProgress) >= BatchesWithoutProgress)
            _stop ??= new SyncDestinationException(SyncErrorCodes.Unreachable, $"{BatchesWithoutProgress} batches in a row had no outcome for any record; the run stops. What was not delivered is kept.");
        context.Report(SyncPhase.Send);
    }

    private void WriteDown(RecordLogBlock log, in ChangeEntry entry, Record record, in RecordResult result, HeldRecord? held)
    {
        // A record without a key is not held, whatever became of it.
        var status = (held?.Kind, result.Outcome) switch
        {
            (RecordIssueKind.Rejected, _) or (null, RecordOutcome.Rejected or RecordOutcome.Retryable) => LoggedRecordStatus.Rejected,
            (RecordIssueKind.Skipped, _) or (null, RecordOutcome.Skipped) => LoggedRecordStatus.Skipped,
            (null, RecordOutcome.Succeeded) => LoggedRecordStatus.Succeeded,
            _ => LoggedRecordStatus.InDoubt,
        };
        if (status != LoggedRecordStatus.Succeeded || log.TakesSucceeded)
            log.Add(entry.Key, context.KeyTextOf(entry.Key, record.Values), context.PlanOf(in entry).Operation, status, held?.Problem ?? result.Problem, record);
    }

    // What was refused after it had been sent without an answer, and was never acknowledged: a mirror has to know of it.
    private async ValueTask AddMayBeThereAsync(SendBatch batch, JournalEntry.Outcomes outcomes)
    {
        if (context.Gone is null)
            return;
        foreach (var (ordinal, held) in outcomes.Held)
        {
            if (!held.AfterDoubt || await context.Ledger.Pages.ContainsAsync(held.Key, CancellationToken.None).ConfigureAwait(false))
                continue;
            var index = batch.Items.FindIndex(item => item.Entry.Ordinal == ordinal);
            outcomes.MayBeThere.Add((ordinal, held.Key, context.KeyEntryOf(batch.Records[index].Values, null)));
        }
    }

    // Returns whether the record got an outcome, or was put off for a reason that is none of the destination's failing.
    private bool Take(SendItem item, Record record, in RecordResult result, JournalEntry.Outcomes outcomes)
    {
        var (entry, counts) = (item.Entry, context.Counts);
        switch (result.Outcome)
        {
            case RecordOutcome.Succeeded:
                if (entry.IsGone || context.IsKeyless)
                    outcomes.Forgotten.Add((entry.Ordinal, entry.Key));
                else
                    outcomes.Acknowledged.Add((entry.Ordinal, entry.Key, entry.Fingerprint, KeyEntryOf(in entry, record, result.DestinationId)));
                Interlocked.Increment(ref counts.Succeeded);
                if (result.Effect == RecordEffect.Created)
                    Interlocked.Increment(ref counts.CreatedAtDestination);
                if (context.PlanOf(in entry).Operation == SyncOperation.Delete)
                    Interlocked.Increment(ref counts.Deleted);
                else if (entry.IsGone)
                    Interlocked.Increment(ref counts.Cleared);
                ResolveDoubt(in item);
                Judge(in entry, null);
                return true;

            case RecordOutcome.Skipped:
                Interlocked.Increment(ref counts.Skipped);
                ResolveDoubt(in item);
                var reason = result.Problem ?? new(SyncErrorCodes.NotFound, "The operation did not apply.");
                context.Issues.Add(new(RecordIssueKind.Skipped, context.KeyTextOf(entry.Key, record.Values), reason, 1));

                // A creation of what is there has nothing left to do, now or later; nor has a deletion, or a clearing, of what is not.
                if (entry.IsGone)
                    outcomes.Forgotten.Add((entry.Ordinal, entry.Key));
                else if (context.Plan.Operation == SyncOperation.Delete)
                    outcomes.Acknowledged.Add((entry.Ordinal, entry.Key, entry.Fingerprint, null));
                else if (context.Plan.Operation is SyncOperation.Insert || context.Plan.Operation is SyncOperation.Append && !context.IsKeyless)
                    outcomes.Acknowledged.Add((entry.Ordinal, entry.Key, SyncLedger.FoundThere(entry.Fingerprint), null));
                else
                    Keep(in entry, Hold(in entry, record, RecordIssueKind.Skipped, reason), outcomes);
                return true;

            case RecordOutcome.Rejected:
                Reject(in item, record, result.Problem ?? new("rejected", "The destination refused the record and gave no reason."), outcomes);
                return true;

            case RecordOutcome.Retryable when HasGivenUp(in result) && item.Entry.WasRejected:
                // Refused before, and still in bad company: nothing new to learn today.
                Reject(in item, record, context.Ledger.FindHeld(item.Entry.Key)?.Problem ?? result.Problem!, outcomes);
                return true;

            case RecordOutcome.Retryable when item.Attempts + 1 >= MaximumAttempts:
                Reject(in item, record, result.Problem ?? new(SyncErrorCodes.Unreachable, "The record could not be delivered."), outcomes);
                return false;

            case RecordOutcome.Retryable:
                TakeNotSent(in item, outcomes);
                queue.Delay(new(item with { Attempts = item.Attempts + 1 }, record.Values.ToArray(), default));
                return false;

            case RecordOutcome.Deferred:
                TakeNotSent(in item, outcomes);
                queue.Defer(new(item, record.Values.ToArray(), default));
                return false;

            case RecordOutcome.Pending when item.Attempts < MaximumAttempts && result.Receipt is { } receipt:
                queue.Delay(new(MarkInDoubt(in item), record.Values.ToArray(), receipt.AskAt, receipt));
                return true;

            default:
                TakeUnknown(item, record, outcomes);
                return false;
        }
    }

    // The key of a record that this sync delivered before is kept already; its group may be another.
    private byte[]? KeyEntryOf(in ChangeEntry entry, Record record, string? destinationId) =>
        context.KeepsKeys && (context.Grouping is not null || context.Existing is not null || entry.Knowledge != RecordKnowledge.Accepted)
            ? context.KeyEntryOf(record.Values, destinationId)
            : null;

    private void TakeUnknown(SendItem item, Record record, JournalEntry.Outcomes outcomes)
    {
        var entry = item.Entry;
        if (context.Repeat == RepeatRule.Never && !entry.IsGone)
        {
            ResolveDoubt(in item);
            var problem = new RecordProblem(SyncErrorCodes.InDoubt, "The record was sent and no answer was heard. It must not be sent again.");
            Interlocked.Increment(ref context.Counts.InDoubt);
            context.Issues.Add(new(RecordIssueKind.InDoubt, context.KeyTextOf(entry.Key, record.Values), problem, 1));
            Keep(in entry, Hold(in entry, record, RecordIssueKind.InDoubt, problem), outcomes);
        }
        else
        {
            var doubtful = MarkInDoubt(in item);
            if (item.Attempts + 1 < MaximumAttempts)
                queue.Delay(new(doubtful with { Attempts = item.Attempts + 1 }, record.Values.ToArray(), context.Time.GetUtcNow() + context.SettleDelay));

            // Else it stays in flight in the journal: the next run begins with it.
        }
    }

    // This attempt wrote nothing. An earlier one may have: such a record stays in flight in the journal until it has an outcome.
    private static void TakeNotSent(in SendItem item, JournalEntry.Outcomes outcomes)
    {
        if (item.Entry.Knowledge != RecordKnowledge.InDoubt)
            outcomes.NotSent.Add(item.Entry.Ordinal);
    }

    private SendItem MarkInDoubt(in SendItem item)
    {
        if (item.Entry.Knowledge == RecordKnowledge.InDoubt)
            return item;
        Interlocked.Increment(ref _inDoubt);
        return item with { Entry = item.Entry with { Knowledge = RecordKnowledge.InDoubt } };
    }

    private void ResolveDoubt(in SendItem item)
    {
        if (item.Entry.Knowledge == RecordKnowledge.InDoubt)
            Interlocked.Decrement(ref _inDoubt);
    }

    private void Reject(in SendItem item, Record record, RecordProblem problem, JournalEntry.Outcomes outcomes)
    {
        var entry = item.Entry;
        ResolveDoubt(in item);
        var held = Hold(in entry, record, RecordIssueKind.Rejected, problem);
        Keep(in entry, held, outcomes);
        Interlocked.Increment(ref context.Counts.Rejected);
        context.Issues.Add(held.ToIssue(RecordIssueKind.Rejected, context.Sync.Retry));
        Judge(in entry, problem);
    }

    // A record without a key could not be known again.
    private void Keep(in ChangeEntry entry, HeldRecord held, JournalEntry.Outcomes outcomes)
    {
        if (context.IsKeyless)
            outcomes.Forgotten.Add((entry.Ordinal, entry.Key));
        else
            outcomes.Held.Add((entry.Ordinal, held));
    }

    private HeldRecord Hold(in ChangeEntry entry, Record record, RecordIssueKind kind, RecordProblem problem)
    {
        var now = context.Time.GetUtcNow();
        var before = context.Ledger.FindHeld(entry.Key);
        return new()
        {
            Key = entry.Key,
            Fingerprint = entry.Fingerprint,
            Kind = kind,
            KeyText = context.KeyTextOf(entry.Key, record.Values),
            Problem = problem,
            Values = KeepsValues(kind, in entry) ? HeldRecord.EncodeValues(_fields, record.Values) : null,
            AfterDoubt = kind == RecordIssueKind.Rejected && (entry.Knowledge == RecordKnowledge.InDoubt || before is { AfterDoubt: true }),
            Tries = before is not null && before.Fingerprint == entry.Fingerprint ? before.Tries + 1 : 1,
            Since = before?.Since ?? now,
            LastTried = now,
        };
    }

    // Where the source is read from a cursor on, its row may never come again.
    private bool KeepsValues(RecordIssueKind kind, in ChangeEntry entry) => kind == RecordIssueKind.Rejected && context.Sync.Cursor is not null && !entry.IsGone;

    private void Judge(in ChangeEntry entry, RecordProblem? problem)
    {
        if (entry.WasRejected)
            return;
        lock (_lock)
        {
            _judged++;
            if (problem is null)
                return;

            // Only this reason can have become the one: with a message for each record, to look at all of them each time would take for ever.
            var reason = (problem.Code, problem.Field, problem.Message);
            _rejections[reason] = _rejections.GetValueOrDefault(reason) + 1;
            if (_judged >= JudgedRecords)
                StopIfNearlyAll(reason);
        }
    }

    private void StopIfNearlyAllAreRejected()
    {
        lock (_lock)
        {
            foreach (var reason in _rejections.Keys)
                StopIfNearlyAll(reason);
        }
    }

    // Nearly all refused for one reason is a fault of the mapping or of the account: to go on would only burn the quota.
    private void StopIfNearlyAll((string Code, string? Field, string Message) reason)
    {
        var count = _rejections[reason];
        if (count < NearlyAll * _judged)
            return;
        var field = reason.Field is null ? "" : $" in the field '{reason.Field}'";
        _stop ??= new SyncDestinationException(
            SyncErrorCodes.NearlyAllRejected,
            $"{count} of the first {_judged} records were refused for one reason, {reason.Code}{field}: "
            + $"{reason.Message} The run stops before it uses up the quota; the others are kept.");
    }

    // A destination gives a batch up when record after record is refused alike.
    private static bool HasGivenUp(in RecordResult result) =>
        result is { Outcome: RecordOutcome.Retryable, Problem.Code: SyncErrorCodes.NearlyAllRejected };
}
