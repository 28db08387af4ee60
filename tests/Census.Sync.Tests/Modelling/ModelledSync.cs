using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Modelling;

/// <summary>
/// A sync beside a model of it that is small enough to be right: of each record what the source says and what the destination accepted, and whether that is in doubt since
/// a process died. Every run that ends by itself is held against the model.
/// </summary>
internal sealed partial class ModelledSync
{
    public const int Keys = 8;

    /// <summary>When a record that was refused is sent again, where the sync does not send it in every run.</summary>
    public static readonly RecordRetryOptions Retry = new() { ImmediateTries = 2, FirstWait = TimeSpan.FromDays(1), MaximumWait = TimeSpan.FromDays(3), MaximumTries = 5 };

    private static readonly string s_tooLong = new('x', 41);

    private readonly ModelledRecord[] _records = [.. Enumerable.Range(0, Keys).Select(number => new ModelledRecord($"k{number}"))];
    private readonly TestSync _sync;
    private readonly SyncBehavior _behavior;
    private readonly bool _onlyCreates;
    private readonly bool _waits;
    private readonly Func<SyncStateStore, SyncStateStore> _spoilStore;
    private readonly Func<List<RecordResult>, IReadOnlyList<RecordResult>> _spoilAnswer;
    private bool _mapsArr = true;
    private bool _mappedArr = true;

    // Whether a run that did not come to its end may have made the state one of other fields.
    private bool _mayBeOfOtherFields;

    private ModelledSync(
        SyncBehavior behavior, bool clears, bool waits, Func<SyncStateStore, SyncStateStore>? spoilStore, Func<List<RecordResult>, IReadOnlyList<RecordResult>>? spoilAnswer)
    {
        (_behavior, _waits) = (behavior, waits);
        _onlyCreates = behavior is SyncBehavior.CreateOnly or SyncBehavior.Append;
        _spoilStore = spoilStore ?? (store => store);
        _spoilAnswer = spoilAnswer ?? (results => results);
        _sync = new TestSync
        {
            Behavior = behavior,
            Map = sync =>
            {
                sync.Key("id", "Id").Map("name", "Name").MirrorBy(clears ? MirrorStrategy.UpdatesAndNulls : MirrorStrategy.UpdatesAndDeletes)
                    .HoldWhen(changedShare: 0, changedMinimum: 1, deletedShare: 0, deletedMaximum: 0).Retry(waits ? Retry : TestSync.InEveryRun);
                return _mapsArr ? sync.Map("arr", "Arr") : sync;
            },
        };
        _sync.Destination = new(RepeatRule.AfterFind) { Speed = new(3), Clock = _sync.Clock, InsertsBlindly = true, Refuses = key => Of(key).IsRefused };
    }

    /// <summary>Plays steps, lets the sync finish, and asserts on the way and in the end that it does what the model says.</summary>
    public static async Task PlayAsync(
        IEnumerable<Step> steps, SyncBehavior behavior, bool clears = false, bool waits = false, Func<SyncStateStore, SyncStateStore>? spoilStore = null,
        Func<List<RecordResult>, IReadOnlyList<RecordResult>>? spoilAnswer = null)
    {
        var sync = new ModelledSync(behavior, clears, waits, spoilStore, spoilAnswer);
        foreach (var step in steps)
            await sync.TakeAsync(step);
        await sync.FinishAsync();
    }

    private ModelledRecord Of(string key) => _records[int.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture)];

    private async Task TakeAsync(Step step)
    {
        var record = _records[step.Key % Keys];
        switch (step.Kind)
        {
            case StepKind.Edit:
                (record.Name, record.Arr) = ($"name {step.Value}", step.Value);
                break;
            case StepKind.Remove:
                record.IsThere = false;
                break;
            case StepKind.Put:
                record.IsThere = true;
                break;
            case StepKind.Duplicate:
                record.IsTwice = !record.IsTwice;
                break;
            case StepKind.Spoil:
                record.IsTooLong = !record.IsTooLong;
                break;
            case StepKind.Refuse:
                record.IsRefused = !record.IsRefused;
                break;
            case StepKind.Remap:
                _mapsArr = !_mapsArr;
                break;
            case StepKind.Wait:
                _sync.Clock.Advance(TimeSpan.FromHours(step.Value switch { 0 => 5, 1 => 26, _ => 24 * 9 }));
                break;
            case StepKind.Run:
                await RunAsync();
                break;
            case StepKind.FullSync:
                await RunAsync(isFull: true);
                break;
            case StepKind.GuardedRun:
                await RunGuardedAsync(approves: step.Value > 0);
                break;
            case StepKind.CutRun:
                await RunCutAsync(step);
                break;
            case StepKind.Push:
                await PushAsync(record);
                break;
            case StepKind.Replay:
                await ReplayAsync();
                break;
            case StepKind.Forget:
                await ForgetAsync(record);
                break;
            case StepKind.Recall:
                await RecallAsync(record);
                break;
            case StepKind.PushKilled:
                await DieAsync(() => StartPushAsync(record), step with { Kind = StepKind.KilledAtWrite, Key = step.Key % 7 }, record);
                break;
            case StepKind.ForgetKilled:
                await DieAsync(() => StartForgetAsync(record), step with { Kind = step.Key < 8 ? StepKind.KilledAtWrite : StepKind.KilledAtCall, Key = step.Key % 4 });

                // Until it is called again, the record may be deleted and is not forgotten.
                await ForgetAsync(record);
                break;
            default:
                await DieAsync(() => StartAsync(), step, isRun: true);
                break;
        }
    }

    private async Task FinishAsync()
    {
        foreach (var record in _records)
            record.IsRefused = record.IsTwice = record.IsTooLong = false;
        _mapsArr = true;

        // A mirror deletes what was in doubt in the run after the one that settled it. What is parked is sent when somebody asks for it.
        await RunAsync();
        await RunAsync();
        await ReplayAsync();
        await RunAsync();
        foreach (var record in _records)
        {
            Assert.False(record.IsThere && record.IsInDoubt && !_onlyCreates, $"{record.Key} is in doubt for ever.");
            Assert.True(
                (record.IsThere && !record.IsForgotten) == IsLeft(record) || !record.IsThere && _behavior != SyncBehavior.Mirror, $"{record.Key} is left over or missing.");
        }

        _sync.TakeSent();
        await _sync.RunAsync(new() { IgnoreGuards = true });
        Assert.Empty(_sync.TakeSent());
    }

    private async Task RunAsync(bool isFull = false)
    {
        Prepare();
        _sync.TakeSent();
        var startedAt = _sync.Clock.GetUtcNow();
        Judge(await StartAsync(new() { IgnoreGuards = true, FullSync = isFull }), startedAt, isFull);
    }

    // What a guard holds goes through once it is approved, and not before.
    private async Task RunGuardedAsync(bool approves)
    {
        Prepare();
        _sync.TakeSent();
        var startedAt = _sync.Clock.GetUtcNow();
        var result = await _sync.RunAsync();
        if (result.Status == SyncRunStatus.Held)
        {
            Assert.Empty(_sync.TakeSent());
            var (runner, plan) = (new SyncRunner(_sync.Store, null, _sync.Clock), result.Hold!.PlanId!);
            Assert.True(await (approves ? runner.ApproveAsync(_sync.Define(), plan) : runner.RejectAsync(_sync.Define(), plan)));
            result = await _sync.RunAsync();
            if (!approves)
            {
                Assert.Equal((SyncRunStatus.Held, plan), (result.Status, result.Hold!.PlanId));
                Assert.Empty(_sync.TakeSent());
                return;
            }
        }

        Judge(result, startedAt, isFull: false);
    }

    // What it did not come to is left for the next run.
    private async Task RunCutAsync(Step step)
    {
        Prepare();
        _sync.TakeSent();
        var (startedAt, call, wasRemapped) = (_sync.Clock.GetUtcNow(), 1 + step.Key % 4, _mapsArr != _mappedArr);
        var result = step.Value == 0
            ? await StartAsync(new() { IgnoreGuards = true, MaxCalls = call })
            : await StartCancelledAsync(call, step.Value == 1 ? TimeSpan.FromSeconds(20) : TimeSpan.Zero);
        if (result is { Status: SyncRunStatus.Completed, ErrorCode: null })
        {
            Judge(result, startedAt, isFull: false);
            return;
        }

        Assert.Equal(step.Value == 0 ? SyncErrorCodes.CallBudgetUsed : SyncErrorCodes.Canceled, result.ErrorCode);
        JudgeCut(result, wasRemapped, isHeardToItsEnd: step.Value < 2);
    }

    private async Task<SyncRunResult> StartCancelledAsync(int atCall, TimeSpan stopTimeout)
    {
        using var cancellation = new CancellationTokenSource();
        var (reached, goOn, calls) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        _sync.RunnerOptions = new() { StopTimeout = stopTimeout };
        _sync.Destination.OnCall = async _ =>
        {
            if (++calls != atCall)
                return;
            reached.SetResult();
            await goOn.Task;
            await cancellation.CancelAsync();
        };
        var run = _sync.StartAsync(new() { IgnoreGuards = true }, cancellation.Token);

        // From there on the clock stands still: the patience with the calls in flight must not be over at once.
        await _sync.Clock.RunUntilAsync(Task.WhenAny(run, reached.Task));
        goOn.SetResult();
        var result = await run;
        _sync.Destination.OnCall = _ => Task.CompletedTask;
        _sync.RunnerOptions = new();
        return result;
    }

    private void JudgeCut(SyncRunResult result, bool wasRemapped, bool isHeardToItsEnd)
    {
        var sent = _sync.TakeSent().ToHashSet();
        _mayBeOfOtherFields |= wasRemapped;
        foreach (var record in _records)
        {
            if (sent.Contains(record.Key))
            {
                Assert.False(record.IsForgotten, $"{record.Key} is forgotten and was sent.");
                if (record.IsInDoubt || !isHeardToItsEnd || wasRemapped)
                    (record.IsInDoubt, record.Refusal) = (true, Uncertain(record));
                else
                    Settle(record, result);
            }
            else if (!IsStillRefused(record))
            {
                record.Refusal = Uncertain(record);
            }

            // Whether its plan was sealed, nobody knows.
            record.IsInDoubt |= wasRemapped && !record.IsForgotten;
        }
    }

    private void Judge(SyncRunResult result, DateTimeOffset startedAt, bool isFull)
    {
        var sent = _sync.TakeSent();
        Assert.Null(result.ErrorMessage);
        Assert.Equal((SyncRunStatus.Completed, 0L), (result.Status, result.Backlog));

        var isRemapped = _mapsArr != _mappedArr;
        Assert.Equal(_records.Sum(record => record.InvalidRows), (int)result.SourceRecordInvalids);
        Assert.Equal(_records.Where(record => record.IsForgotten).Sum(record => record.Rows), (int)result.RecordsForgotten);
        Assert.Equal(sent.Length, sent.Distinct().Count());
        foreach (var record in _records)
            Judge(record, sent.Contains(record.Key), result, startedAt, isFull, isRemapped);
        AssertNothingIsTwice();
        (_mappedArr, _mayBeOfOtherFields) = (_mapsArr, false);
    }

    private void AssertNothingIsTwice() =>
        Assert.All(_sync.Destination.Creations, creation => Assert.True(creation.Value == 1, $"{creation.Key} was created {creation.Value} times."));

    private void Judge(ModelledRecord record, bool wasSent, SyncRunResult result, DateTimeOffset startedAt, bool isFull, bool isRemapped)
    {
        if (record.IsForgotten)
        {
            Assert.False(wasSent || IsLeft(record) || ToldOf(record, result) is not null, $"{record.Key} is forgotten.");
            return;
        }

        var told = ToldOf(record, result);
        Assert.Equal(wasSent && record.IsRefused, told is { Kind: RecordIssueKind.Rejected });
        if (record.IsValid)
            JudgeRow(record, wasSent, told, startedAt, isFull, isRemapped);
        else
            JudgeWithoutRow(record, wasSent, told, startedAt, isFull, isRemapped);
        if (told is not null)
            TakeRefusal(record, told, record.IsThere ? record.Projection(_mapsArr) : null);
    }

    private void JudgeRow(ModelledRecord record, bool wasSent, RecordIssue? told, DateTimeOffset startedAt, bool isFull, bool isRemapped)
    {
        var missed = record.MissedRemapping;
        record.MissedRemapping = false;
        var waits = Waits(record, record.Projection(_mapsArr), startedAt, isFull);

        // In the run in which a mapping is added or removed, more is sent than has changed, or less.
        if (waits is { } kind && !record.IsInDoubt && !isRemapped && !missed)
        {
            var isHeldBack = MustBeSent(record, isFull) && kind is not RecordIssueKind.Rejected;
            Assert.True((MustBeSent(record, isFull) && !isHeldBack) == wasSent, $"{record.Key} was {(wasSent ? "" : "not ")}sent.");
            Assert.Equal(isHeldBack ? kind : wasSent && record.IsRefused ? RecordIssueKind.Rejected : null, told?.Kind);
        }

        if (told is not null)
            return;
        record.Refusal = null;
        AssertIsAsItsRow(record);
        if (!record.IsRefused || !record.IsInDoubt)
            (record.Accepted, record.IsInDoubt) = (record.Projection(_mapsArr), false);
    }

    private void JudgeWithoutRow(ModelledRecord record, bool wasSent, RecordIssue? told, DateTimeOffset startedAt, bool isFull, bool isRemapped)
    {
        record.MissedRemapping |= isRemapped;
        if (record.IsThere || _behavior != SyncBehavior.Mirror)
        {
            Assert.False((wasSent || told is not null) && !record.IsInDoubt, $"{record.Key} was sent.");

            // What left the source is not tried again.
            if (!record.IsThere)
                record.Refusal = record.IsInDoubt ? Uncertain(record) : null;
            return;
        }

        if (record.IsInDoubt)
        {
            // What was refused in doubt may be there as far as the sync knows, and its deletion may wait.
            record.IsInDoubt = IsLeft(record) || record.IsRefused || told is not null;
            if (!IsLeft(record))
                record.Accepted = null;
            record.Refusal = Uncertain(record);
            return;
        }

        // Whatever was refused of the row, its deletion is another matter.
        if (Waits(record, null, startedAt, isFull) is { } kind)
        {
            var isHeldBack = record.Accepted is not null && kind is not RecordIssueKind.Rejected;
            Assert.True((record.Accepted is not null && !isHeldBack) == wasSent, $"{record.Key} is not in the source any more and was {(wasSent ? "" : "not ")}sent.");
            Assert.Equal(isHeldBack ? kind : wasSent && record.IsRefused ? RecordIssueKind.Rejected : null, told?.Kind);
        }

        if (told is not null)
            return;
        Assert.False(IsLeft(record), $"{record.Key} is not in the source any more and was neither deleted nor cleared.");
        (record.Accepted, record.Refusal) = (null, null);
    }

    private bool MustBeSent(ModelledRecord record, bool isFull = false) =>
        _onlyCreates ? record.Accepted is null : isFull || record.Accepted is not { } accepted || accepted != record.Projection(_mapsArr);

    // A plan lets go of what was refused once, by a full sync for example, and is as it was accepted.
    private bool IsStillRefused(ModelledRecord record) => record.IsValid && record.Refusal?.Values == record.Projection(_mapsArr) && MustBeSent(record);

    /// <summary>What becomes of a record with these values because of what was refused before; null if the model cannot tell.</summary>
    private RecordIssueKind? Waits(ModelledRecord record, (string Name, string? Arr)? values, DateTimeOffset startedAt, bool isFull) =>
        !_waits || isFull || record.Refusal is not { } refusal || refusal.IsCertain && refusal.Values != values ? RecordIssueKind.Rejected
        : refusal.IsCertain ? refusal.KindAt(startedAt)
        : null;

    private static RecordIssue? ToldOf(ModelledRecord record, SyncRunResult result) => result.Issues.SingleOrDefault(
        issue => issue.Key == record.Key && issue.Kind is RecordIssueKind.Rejected or RecordIssueKind.Waiting or RecordIssueKind.Parked);

    private static Refusal? Uncertain(ModelledRecord record) =>
        record.Refusal is { } refusal ? refusal with { IsCertain = false } : record.IsInDoubt ? new(null, 0, default) { IsCertain = false } : null;

    // The tries are counted on as long as the values stay the same.
    private static void TakeRefusal(ModelledRecord record, RecordIssue told, (string Name, string? Arr)? values)
    {
        if (told.Kind == RecordIssueKind.Rejected && !record.IsInDoubt && record.Refusal is null or { IsCertain: true })
            Assert.Equal(record.Refusal is { } before && before.Values == values ? before.Tries + 1 : 1, told.Tries);
        record.Refusal = new(values, told.Tries, told.LastTried!.Value) { IsCertain = !record.IsInDoubt };
    }

    // Of a record that was sent by a run that did not come to all.
    private void Settle(ModelledRecord record, SyncRunResult result)
    {
        if (record.IsRefused)
        {
            var told = ToldOf(record, result);
            Assert.Equal(RecordIssueKind.Rejected, told?.Kind);
            TakeRefusal(record, told!, record.IsThere ? record.Projection(_mapsArr) : null);
            return;
        }

        record.Refusal = null;
        if (record.IsValid)
        {
            AssertIsAsItsRow(record);
            record.Accepted = record.Projection(_mapsArr);
        }
        else
        {
            Assert.False(IsLeft(record), $"{record.Key} was sent and is still there.");
            record.Accepted = null;
        }
    }

    private void AssertIsAsItsRow(ModelledRecord record)
    {
        Assert.True(_sync.Destination.Stored.TryGetValue(record.Key, out var stored) && IsLeft(record), $"{record.Key} is missing.");
        if (!_onlyCreates && !record.IsRefused)
            Assert.Equal(record.Projection(_mapsArr), (stored!["Name"], _mapsArr ? stored["Arr"] : null));
    }

    // What was cleared is as good as gone.
    private bool IsLeft(ModelledRecord record) => _sync.Destination.Stored.TryGetValue(record.Key, out var stored) && stored["Name"] != "<null>";

    private async Task DieAsync(Func<Task> start, Step step, ModelledRecord? pushed = null, bool isRun = false)
    {
        var store = Prepare();
        _sync.TakeSent();
        var wasRemapped = isRun && _mapsArr != _mappedArr;
        var isNoted = false;
        if (step.Kind == StepKind.KilledAtWrite)
        {
            (store.KilledAtWrite, store.AfterTheWrite) = (1 + step.Key, step.Value % 2 == 0);
            store.OnWrite = write => isNoted = store.AfterTheWrite && write.Puts is [(StateSection.Journal, { Number: > 0 })];
        }
        else
        {
            var left = 1 + step.Key % 4;
            void Die()
            {
                if (Interlocked.Decrement(ref left) > 0)
                    return;
                store.Kill();
                throw new FailingStore.KilledException();
            }

            if (step.Value % 2 == 0)
                _sync.Destination.BeforeCommit = Die;
            else
                _sync.Destination.AfterCommit = Die;
        }

        try
        {
            await start();
        }
        catch (FailingStore.KilledException)
        {
        }

        _sync.Destination.BeforeCommit = _sync.Destination.AfterCommit = null;
        foreach (var key in _sync.TakeSent())
            Of(key).IsInDoubt = true;

        // The batch that was about to be sent is in doubt as well, whichever it was.
        foreach (var record in _records.Where(record => isNoted && !record.IsForgotten))
            record.IsInDoubt |= record == pushed || (record.IsValid ? record.Accepted != record.Projection(_mapsArr) : record.Accepted is not null);
        _mayBeOfOtherFields |= _mapsArr != _mappedArr;

        // Whether its plan was sealed, nobody knows; then the next run finishes what it began.
        foreach (var record in _records)
        {
            record.IsInDoubt |= wasRemapped && !record.IsForgotten;
            if (record.IsInDoubt || !IsStillRefused(record))
                record.Refusal = Uncertain(record);
        }

        _sync.StoreClock.Ahead += TimeSpan.FromMinutes(2);
    }

    private FailingStore Prepare()
    {
        _sync.Source.Rows.Clear();
        foreach (var record in _records.Where(record => record.IsThere))
        {
            for (var i = record.IsTwice ? 2 : 1; i > 0; i--)
                _sync.Source.Add(record.Key, record.IsTooLong ? s_tooLong : record.Name, (decimal)record.Arr);
        }

        _sync.Destination.Answer = _spoilAnswer;
        return _sync.Store = new(_spoilStore(_sync.Durable));
    }

    private Task<SyncRunResult> StartAsync(SyncRunOptions? options = null) => _sync.RunAsync(options ?? new() { IgnoreGuards = true });
}
