using Census.Sync.Diagnostics;
using Census.Sync.Mapping;
using Census.Sync.Planning;
using Census.Sync.Sending;
using Census.Sync.State;
using Microsoft.Extensions.Logging;

namespace Census.Sync;

/// <summary>One execution of a sync: lease, plan, send, report.</summary>
internal sealed partial class SyncRun(
    SyncDefinition sync, SyncRunOptions options, SyncStateStore state, SyncRunnerOptions runnerOptions, TimeProvider time, ILogger logger,
    SemaphoreSlim turn, PartialRun? part = null)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private readonly string _runId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly RunCounts _counts = new();
    private readonly IssueList _issues = new(Math.Max(0, options.ReportedIssues));
    private readonly List<string> _warnings = [];
    private readonly Lock _progressLock = new();
    private readonly ProgressMeter _meter = new(time);
    private readonly CallBudget _budget = new(options.MaxCalls);
    private SyncEstimate? _estimate;
    private IReadOnlyList<SyncPayload> _payloads = [];
    private SetIfEmpty? _setIfEmpty;
    private Sender? _sender;
    private IReadOnlyList<FullSyncReason> _fullSyncReasons = [];
    private SyncHold? _hold;

    public async Task<SyncRunResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        using var telemetry = RunTelemetry.Start(sync.Name, _runId, time);
        try
        {
            var result = await RunToItsEndAsync(cancellationToken).ConfigureAwait(false);
            telemetry.End(result);
            return result;
        }
        catch (Exception e)
        {
            telemetry.End(e);
            throw;
        }
    }

    private async Task<SyncRunResult> RunToItsEndAsync(CancellationToken cancellationToken)
    {
        // From here on a cancelled run returns what it did.
        cancellationToken.ThrowIfCancellationRequested();
        logger.RunStarted(sync.Name, _runId);
        SyncRunResult? result = null;
        return await ConcludeAsync(
            async () =>
            {
                if (options.DryRun)
                {
                    // It changes nothing, so it needs no lease and may go on beside a run.
                    var now = new ReadOnlyState(await state.OpenReadAsync(sync.Name, cancellationToken).ConfigureAwait(false));
                    await using (now.ConfigureAwait(false))
                        await RunAsync(now, cancellationToken, cancellationToken).ConfigureAwait(false);
                    return Result(SyncRunStatus.Completed);
                }

                if (await TryWithLeaseAsync(ConcludeUnderLeaseAsync, cancellationToken).ConfigureAwait(false))
                    return result!;
                logger.RunSkipped(sync.Name, _runId);
                return Result(SyncRunStatus.Skipped, SyncErrorCodes.AlreadyRunning, "Another process runs this sync.");
            },
            cancellationToken).ConfigureAwait(false);

        async Task ConcludeUnderLeaseAsync(SyncStateSession session)
        {
            result = await ConcludeAsync(
                async () =>
                {
                    await WorkUnderLeaseAsync(session, RunAsync, cancellationToken).ConfigureAwait(false);
                    return WasCut
                        ? Result(
                            SyncRunStatus.Completed, SyncErrorCodes.CallBudgetUsed,
                            $"The run made the {options.MaxCalls} calls that it was allowed. What it did not come to is kept, and the next run goes on with it.")
                        : Result(SyncRunStatus.Completed);
                },
                cancellationToken).ConfigureAwait(false);
            await RememberAsync(session, result).ConfigureAwait(false);
        }
    }

    // What concerns the sync as a whole is told by the report.
    private async Task<SyncRunResult> ConcludeAsync(Func<Task<SyncRunResult>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Result(SyncRunStatus.Canceled, SyncErrorCodes.Canceled, "The run was cancelled. What was not sent is kept, and the next run goes on with it.");
        }
        catch (SyncDestinationException e)
        {
            return Result(SyncRunStatus.Failed, e.Code, e.Message, e.RetryAt);
        }
        catch (SyncSourceException e)
        {
            return Result(SyncRunStatus.Failed, SyncErrorCodes.SourceFailed, e.Message);
        }
        catch (SyncStateException e)
        {
            return Result(SyncRunStatus.Failed, SyncErrorCodes.StateFailed, e.Message);
        }
        catch (SyncConfigurationException e)
        {
            return Result(SyncRunStatus.Failed, SyncErrorCodes.InvalidConfiguration, e.Message);
        }
        catch (HeldException e)
        {
            _hold = e.Hold;
            logger.RunHeld(sync.Name, _runId, _hold.Creates, _hold.Changes, _hold.Deletes, _hold.KnownRecords, _hold.PlanId);
            return Result(SyncRunStatus.Held, SyncErrorCodes.HeldByGuard, e.Message);
        }
    }

    // Runs of single records are many and tell nothing of how the sync is; a state that cannot be used is left alone.
    private async ValueTask RememberAsync(SyncStateSession session, SyncRunResult result)
    {
        if (part is not null || result.ErrorCode == SyncErrorCodes.StateFailed)
            return;
        try
        {
            await RunHistory.AddAsync(session, result, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SyncStateException e)
        {
            // The report says what happened; that it is not remembered changes nothing about it.
            logger.RunNotRemembered(e, sync.Name, _runId);
        }
    }

    // Records that are pushed keep the turn while they hold the lease, so that a run of the same process waits for these moments and is not skipped because of them.
    private async Task<bool> TryWithLeaseAsync(Func<SyncStateSession, Task> work, CancellationToken cancellationToken)
    {
        var (start, wait) = (time.GetTimestamp(), part?.MaximumWait ?? options.MaximumWait);
        while (true)
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            var hasTurn = true;
            try
            {
                if (await state.TryOpenAsync(sync.Name, Lease, cancellationToken).ConfigureAwait(false) is { } session)
                {
                    await using (session.ConfigureAwait(false))
                    {
                        if (part is null)
                        {
                            turn.Release();
                            hasTurn = false;
                        }

                        await work(session).ConfigureAwait(false);
                    }

                    return true;
                }
            }
            finally
            {
                if (hasTurn)
                    turn.Release();
            }

            if (time.GetElapsedTime(start) >= wait)
                return false;
            await Task.Delay(BetweenTries, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<long> AddExistingAsync(IAsyncEnumerable<FieldValue> keys, CancellationToken cancellationToken)
    {
        var plan = await PlanFactory.CreateAsync(sync, _runId, cancellationToken).ConfigureAwait(false);
        if (!plan.Object.IsWriteOnly)
            throw new SyncConfigurationException($"What the object '{plan.Object.Name}' has is asked of the destination itself.");
        if (plan.KeyIndexes is not [var index])
            throw new SyncConfigurationException("The sync key is made of several fields; keys can only be told of one field.");

        var field = plan.Fields[index].Field;
        var (type, _) = sync.Mappings[index].TypeAt(field);
        var (batch, hashes, count) = (new HashBatch(), new HashSet<UInt128>(), 0L);
        var hash = new UInt128[1];
        await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (!key.HasValue || string.IsNullOrWhiteSpace(key.ToText()))
                continue;
            if (!ValueCast.TryCast(in key, type, false, out var value))
                throw new SyncConfigurationException($"The key number {count} cannot be cast to {type}, the type of '{field.Name}'.");
            Fingerprint.WriteKey([RecordMapper.Normalize(in value, field.KeyComparison)], batch);
            batch.HashAll(hash);
            hashes.Add(hash[0]);
        }

        await ExistingRecords.OpenAsync(state, EnvironmentOf(plan), hashes.ToAsyncEnumerable(), Lease, time, isReadOnly: false, cancellationToken).ConfigureAwait(false);
        return count;
    }

    // Two tokens: the first lets nothing new begin, the second, a while later, ends what is in flight. A lost lease ends both at once.
    private async Task WorkUnderLeaseAsync(
        SyncStateSession session, Func<SyncStateSession, CancellationToken, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var aborting = new CancellationTokenSource();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, aborting.Token);
        var deadline = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), aborting, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var keeper = new LeaseKeeper(session, runnerOptions.LeaseDuration, time, aborting, logger, sync.Name);
        try
        {
            using var close = stopping.Token.UnsafeRegister(static budget => ((CallBudget)budget!).Close(), _budget);
            using var arm = cancellationToken.UnsafeRegister(_ => StopIn(runnerOptions.StopTimeout), null);
            await work(session, stopping.Token, aborting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (keeper.IsLost)
        {
            throw new SyncLeaseLostException(sync.Name);
        }
        finally
        {
            await deadline.DisposeAsync().ConfigureAwait(false);
            await keeper.DisposeAsync().ConfigureAwait(false);
        }

        void StopIn(TimeSpan wait)
        {
            if (wait > TimeSpan.Zero)
                deadline.Change(wait, Timeout.InfiniteTimeSpan);
            else
                aborting.Cancel();
        }
    }

    private async Task RunAsync(SyncStateSession session, CancellationToken cancellationToken, CancellationToken aborting)
    {
        sync = await ColumnExpansion.ExpandAsync(sync, _warnings, cancellationToken).ConfigureAwait(false);
        var plan = await PlanFactory.CreateAsync(sync, _runId, cancellationToken).ConfigureAwait(false);
        _setIfEmpty = await SetIfEmpty.OpenAsync(sync, plan, cancellationToken).ConfigureAwait(false);
        var ledger = await SyncLedger.OpenAsync(session, EnvironmentOf(plan), options, cancellationToken).ConfigureAwait(false);
        if (part is not null)
            CheckPart(plan, ledger);
        await OpenLogAsync(session, ledger, plan, cancellationToken).ConfigureAwait(false);
        if (ledger.InDoubt.Count > 0)
            logger.FoundInDoubt(sync.Name, _runId, ledger.InDoubt.Count);
        _fullSyncReasons = part is null && !options.Resume ? FullSync.ReasonsOf(sync, plan, ledger, options) : [];
        if (_fullSyncReasons.Count > 0)
            logger.RunIsFull(sync.Name, _runId, string.Join(", ", _fullSyncReasons));
        if (options.FullSync && sync.Behavior == SyncBehavior.Append)
            _warnings.Add("A sync that appends sends nothing a second time, so the run is no full sync.");
        if (ledger.IsNew || options.FullSync || options.DryRun)
            _warnings.AddRange(await sync.Destination.ListWarningsAsync(plan, cancellationToken).ConfigureAwait(false));

        var existing = plan.Object.IsWriteOnly && sync.Behavior != SyncBehavior.Delete
            ? await ExistingRecords.OpenAsync(
                state, EnvironmentOf(plan), ledger.ReadAcceptedKeysAsync(cancellationToken), Lease, time, options.DryRun, cancellationToken).ConfigureAwait(false)
            : null;
        var run = new RunMetadata(_runId, _startedAt, sync.Name, plan.Object.Name);
        var context = new PlanContext
        {
            Sync = sync,
            Options = options,
            Part = part,
            Plan = plan,
            Run = run,
            Gone = GoneRecords.Of(sync, plan, run),
            Grouping = RecordGrouping.Of(plan),
            Ledger = ledger,
            FullSyncReasons = _fullSyncReasons,
            Existing = existing,
            Time = time,
            Logger = logger,
            OpenedAt = time.GetUtcNow(),
            Counts = _counts,
            Issues = _issues,
            Warnings = _warnings,
            Preview = options is { DryRun: true, PreviewedRecords: > 0 } ? new(options.PreviewedRecords) : null,
            Report = Report,
        };
        PlannedWork work;
        var planner = new Planner(context);
        using (RunTelemetry.StartPlan())
        {
            work = options.Resume
                ? await ResumeAsync(context, cancellationToken).ConfigureAwait(false)
                : await planner.PlanAsync(cancellationToken).ConfigureAwait(false);
        }

        logger.RunPlanned(sync.Name, _runId, _counts.ToSend, _counts.Source, _counts.Unchanged, _counts.Invalid);
        if (options.DryRun)
        {
            _estimate = await EstimateAsync(context, work, cancellationToken).ConfigureAwait(false);
            if (context.Preview is { } preview)
                _payloads = await preview.RenderAsync(context, _setIfEmpty, cancellationToken).ConfigureAwait(false);
            if (planner.DryHold is { } hold)
                throw new HeldException(hold);
            return;
        }

        if (part is { IsSingle: true } && _counts.Source == 0)
            throw new SyncSourceException("The source has no record with this key, or no record at all. Nothing was sent.");
        if (ledger.ChangeSet is null)
            return;
        if ((part?.Work ?? work).Total > 0)
            await SendAsync(context, part?.Work ?? work, work.InDoubt, cancellationToken, aborting).ConfigureAwait(false);

        // With records left over or in doubt, change set and journal stay: the next run begins with them.
        if ((_sender?.Settled ?? 0) == work.Total)
            await ledger.FinishAsync(aborting).ConfigureAwait(false);
        if (existing is not null)
            await existing.AddAsync(ledger.ReadAcceptedKeysAsync(aborting), isReadOnly: false, aborting).ConfigureAwait(false);
    }

    private async ValueTask OpenLogAsync(SyncStateSession session, SyncLedger ledger, SyncPlan plan, CancellationToken cancellationToken)
    {
        if (options.DryRun)
            return;
        if (sync.LogRecords is { } log)
            ledger.Log = await RecordLog.OpenAsync(session, log, plan, trims: part is null, time, cancellationToken).ConfigureAwait(false);
        else if (part is null)
            await RecordLog.DeleteAsync(session, cancellationToken).ConfigureAwait(false);
    }

    // A few records are compared with what the state knows; if that was made of other fields, a run of all has to come first.
    private void CheckPart(SyncPlan plan, SyncLedger ledger)
    {
        if (ledger.IsNew && sync.FirstRun != FirstRun.SendAll)
        {
            throw new SyncConfigurationException(
                $"The first run of this sync has still to come, and it does not send everything ({sync.FirstRun}). Single records can be sent after it.");
        }

        var fields = PlanFactory.StateFields(sync, plan);
        var isOther = ledger.Fields.Count != fields.Count || !fields.All(field => ledger.Fields.Any(field.IsLike));
        if (!ledger.IsNew && (isOther || ledger.ChangeSet is { } changeSet && !changeSet.Fields.SequenceEqual(PlanFactory.ChangeSetFields(sync, plan))))
            throw new SyncConfigurationException("The mappings changed since the last run. Single records can be sent after the next run.");
    }

    private async Task SendAsync(PlanContext context, PlannedWork work, long inDoubt, CancellationToken stopping, CancellationToken aborting)
    {
        Report(SyncPhase.Send);
        using var sending = RunTelemetry.StartSend();
        using var calls = _budget.Enter();
        try
        {
            var speed = await PrepareAsync(context.Plan, work.Writes, stopping).ConfigureAwait(false);
            var goneSpeed = context.Gone is { } gone
                ? await PrepareAsync(gone.Plan, work.Gone, stopping).ConfigureAwait(false)
                : speed;
            var isMixed = work.Writes.Accepted > 0 && work.Writes.Unknown + work.Gone.Total > 0;
            using var queue = new SendQueue(context, isMixed, Math.Max(1, speed.MaximumBatchSize), Math.Max(1, goneSpeed.MaximumBatchSize));
            _sender = new(context, queue, _budget, Math.Max(1, Math.Min(speed.MaximumParallelBatches, goneSpeed.MaximumParallelBatches)), inDoubt, _setIfEmpty);
            await _sender.SendAsync(stopping, aborting).ConfigureAwait(false);
        }
        catch (SyncDestinationException e) when (e.Code == SyncErrorCodes.QuotaExhausted && _budget.IsOver)
        {
            // It is the budget of the run that let no call begin.
            stopping.ThrowIfCancellationRequested();
        }
    }

    // Whether the run ended because it had made all the calls that it may make.
    private bool WasCut => _budget.IsOver && _counts.ToSend > (_sender?.Settled ?? 0);

    private SyncLease Lease => new(runnerOptions.Owner + "/" + _runId, runnerOptions.LeaseDuration);

    private async ValueTask<SyncSpeed> PrepareAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken)
    {
        if (forecast.Total > 0)
            await sync.Destination.PrepareRunAsync(plan, forecast, cancellationToken).ConfigureAwait(false);
        return await sync.Destination.GetSyncSpeedAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SyncEstimate> EstimateAsync(PlanContext context, PlannedWork work, CancellationToken cancellationToken)
    {
        var writes = work.Writes.Total == 0
            ? new(0, TimeSpan.Zero, null)
            : await sync.Destination.EstimateAsync(context.Plan, work.Writes, cancellationToken).ConfigureAwait(false);
        if (work.Gone.Total == 0)
            return writes;
        var gone = await sync.Destination.EstimateAsync(context.Gone!.Plan, work.Gone, cancellationToken).ConfigureAwait(false);
        return new(writes.Calls + gone.Calls, writes.Duration + gone.Duration, writes.ShareOfDay + gone.ShareOfDay);
    }

    private async ValueTask<PlannedWork> ResumeAsync(PlanContext context, CancellationToken cancellationToken)
    {
        var ledger = context.Ledger;
        if (ledger.ChangeSet is not { } changeSet)
            return PlannedWork.None;
        if (!changeSet.Fields.SequenceEqual(PlanFactory.ChangeSetFields(sync, context.Plan)))
        {
            throw new SyncConfigurationException(
                "The mappings changed since the change set was planned, so it cannot be sent as it is. Run the sync without resuming it.");
        }

        var (inDoubt, others) = await InDoubtRecord.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        var gone = inDoubt.Values.Count(record => record.IsGone);
        var work = new PlannedWork(
            new(others.Count - others.Changed, others.Changed, inDoubt.Count - gone), new(0, others.Gone, gone));
        if (work.Gone.Total > 0 && context.Gone is null)
        {
            throw new SyncConfigurationException(
                "The change set was planned by a mirror and has records that left the source, and the sync is no mirror any more. Run the sync without resuming it.");
        }

        if (context.Repeat == RepeatRule.Never)
        {
            work = work with { Writes = work.Writes with { InDoubt = 0 } };
            await ParkAsync(context, inDoubt).ConfigureAwait(false);
        }

        if (context.Preview is { } preview)
        {
            var voided = changeSet.Voided.ToHashSet();
            var reader = new ChangeSetReader(ledger);
            while (await reader.ReadBlockAsync(
                (entry, values) =>
                {
                    if (!ledger.Settled.Contains(entry.Ordinal) && !voided.Contains(entry.Key))
                        preview.Add(entry, values);
                },
                cancellationToken).ConfigureAwait(false))
            {
            }
        }

        _counts.ToSend = work.Total;
        _counts.Resumed = work.Writes.Total;
        _counts.Gone = work.Gone.Total;
        return work;
    }

    private async ValueTask ParkAsync(PlanContext context, Dictionary<UInt128, InDoubtRecord> inDoubt)
    {
        var parked = new JournalEntry.Outcomes();
        foreach (var (key, record) in inDoubt)
        {
            if (record.IsGone)
                continue;
            var held = record.Park(key, context.KeyTextOf(key, record.Values));
            if (context.IsKeyless)
                parked.Forgotten.Add((record.Ordinal, key));
            else
                parked.Held.Add((record.Ordinal, held));
            _issues.Add(new(held.Kind, held.KeyText, held.Problem, held.Tries));
        }

        _counts.InDoubt += parked.Settled;
        if (!options.DryRun)
            await context.Ledger.CommitAsync(parked, mayBeRepeated: false, isBeforeSending: true).ConfigureAwait(false);
    }

    private string EnvironmentOf(SyncPlan plan) =>
        $"{sync.Destination.Environment}, object {plan.Object.Name}, key {(plan.KeyIndexes.Count == 0 ? "(none)" : string.Join("+", plan.KeyIndexes.Select(index => PlanFactory.FingerprintName(plan.Fields[index]))))}"
        + (sync.Behavior == SyncBehavior.Delete ? ", deleted" : "");

    private void Report(SyncPhase phase) => Report(phase, SyncRunStatus.Working);

    private void Report(SyncPhase phase, SyncRunStatus status)
    {
        if (options.Progress is not { } progress)
            return;

        // Batches end at the same time: what was read first must be told first.
        lock (_progressLock)
        {
            progress.Report(_meter.Measure(new(sync.Name, phase, _counts.Source, _counts.ToSend, _sender?.Settled ?? 0, Interlocked.Read(ref _counts.Rejected))
            {
                Status = status,
                Calls = _budget.Taken,
            }));
        }
    }

    private SyncRunResult Result(SyncRunStatus status, string? errorCode = null, string? errorMessage = null, DateTimeOffset? retryAt = null)
    {
        var settled = _sender?.Settled ?? 0;
        var planned = _counts.Created + _counts.Changed + _counts.RetriedRejected + _counts.Resumed;
        var result = new SyncRunResult
        {
            Sync = sync.Name,
            RunId = _runId,
            Status = status,
            FullSyncReasons = _fullSyncReasons,
            Hold = _hold,
            Incremental = _counts.IsIncrement,
            DryRun = options.DryRun,
            StartedAt = _startedAt,
            CompletedAt = time.GetUtcNow(),
            SourceRecordCount = _counts.Source,
            SourceRecordUpdates = sync.Behavior == SyncBehavior.Delete ? 0 : planned,
            SourceRecordCreates = sync.Behavior == SyncBehavior.Delete ? 0 : _counts.Created,
            SourceRecordDeletes = sync.Behavior == SyncBehavior.Delete ? planned : _counts.Gone,
            SourceRecordInvalids = _counts.Invalid,
            SourceRecordUnchanged = _counts.Unchanged,
            RecordsAdopted = _counts.Adopted,
            ChangedAfterDelivery = _counts.ChangedAfterDelivery,
            RecordsProcessed = _counts.Succeeded + _counts.Rejected + _counts.Skipped,
            RecordsUpdated = _counts.Succeeded,
            RecordsCreated = _counts.CreatedAtDestination,
            RecordsDeleted = _counts.Deleted,
            RecordsCleared = _counts.Cleared,
            RecordsFailed = _counts.Rejected,
            RecordsWaiting = _counts.Waiting,
            RecordsParked = _counts.Parked,
            RecordsForgotten = _counts.Forgotten,
            RecordsSkipped = _counts.Skipped,
            RecordsInDoubt = _counts.InDoubt + (_sender?.InDoubt ?? 0),
            SourceCost = _counts.SourceCost,
            Calls = _budget.Taken,
            Backlog = options.DryRun ? 0 : Math.Max(0, _counts.ToSend - settled),
            ErrorCode = errorCode,
            ErrorMessage = errorMessage,
            RetryAt = retryAt,
            Estimate = _estimate,
            Payloads = _payloads,
            Issues = _issues.ToList(),
            Warnings = [.. _warnings],
        };
        if (result.SourceCost is { } cost)
            logger.SourceRead(sync.Name, _runId, cost.Calls, cost.BytesReceived, cost.BytesBilled, cost.StatementId);
        if (errorCode is not null && status == SyncRunStatus.Failed)
            logger.RunStopped(sync.Name, _runId, errorCode);
        logger.RunEnded(
            sync.Name, _runId, status, result.RecordsUpdated, result.RecordsFailed, result.RecordsSkipped, result.RecordsInDoubt, result.Backlog);
        Report(SyncPhase.Done, status);
        return result;
    }
}
