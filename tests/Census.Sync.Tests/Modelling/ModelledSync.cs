using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Modelling;

/// <summary>
/// A sync beside a model of it that is small enough to be right: of each record what the source says and what the destination accepted, and whether that is in doubt since
/// a process died. Every run that ends by itself is held against the model.
/// </summary>
internal sealed class ModelledSync
{
    public const int Keys = 8;
    private static readonly string s_tooLong = new('x', 41);

    private readonly ModelledRecord[] _records = [.. Enumerable.Range(0, Keys).Select(number => new ModelledRecord($"k{number}"))];
    private readonly TestSync _sync;
    private readonly SyncBehavior _behavior;
    private readonly bool _onlyCreates;
    private readonly Func<SyncStateStore, SyncStateStore> _spoilStore;
    private readonly Func<List<RecordResult>, IReadOnlyList<RecordResult>> _spoilAnswer;
    private bool _mapsArr = true;
    private bool _mappedArr = true;

    private ModelledSync(
        SyncBehavior behavior, bool clears, Func<SyncStateStore, SyncStateStore>? spoilStore, Func<List<RecordResult>, IReadOnlyList<RecordResult>>? spoilAnswer)
    {
        _behavior = behavior;
        _onlyCreates = behavior is SyncBehavior.CreateOnly or SyncBehavior.Append;
        _spoilStore = spoilStore ?? (store => store);
        _spoilAnswer = spoilAnswer ?? (results => results);
        _sync = new TestSync
        {
            Behavior = behavior,
            Map = sync =>
            {
                sync.Key("id", "Id").Map("name", "Name").MirrorBy(clears ? MirrorStrategy.UpdatesAndNulls : MirrorStrategy.UpdatesAndDeletes)
                    .HoldWhen(changedShare: 0, changedMinimum: 1, deletedShare: 0, deletedMaximum: 0).Retry(TestSync.InEveryRun);
                return _mapsArr ? sync.Map("arr", "Arr") : sync;
            },
        };
        _sync.Destination = new(RepeatRule.AfterFind) { Speed = new(3), Clock = _sync.Clock, InsertsBlindly = true, Refuses = key => Of(key).IsRefused };
    }

    /// <summary>Plays steps, lets the sync finish, and asserts on the way and in the end that it does what the model says.</summary>
    public static async Task PlayAsync(
        IEnumerable<Step> steps, SyncBehavior behavior, bool clears = false, Func<SyncStateStore, SyncStateStore>? spoilStore = null,
        Func<List<RecordResult>, IReadOnlyList<RecordResult>>? spoilAnswer = null)
    {
        var sync = new ModelledSync(behavior, clears, spoilStore, spoilAnswer);
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
            case StepKind.Run:
                await RunAsync();
                break;
            case StepKind.FullSync:
                await RunAsync(isFull: true);
                break;
            case StepKind.GuardedRun:
                await RunGuardedAsync(approves: step.Value > 0);
                break;
            default:
                await RunToDeathAsync(step);
                break;
        }
    }

    private async Task FinishAsync()
    {
        foreach (var record in _records)
            record.IsRefused = record.IsTwice = record.IsTooLong = false;
        _mapsArr = true;

        // A mirror deletes what was in doubt in the run after the one that settled it.
        await RunAsync();
        await RunAsync();
        await RunAsync();
        foreach (var record in _records)
        {
            Assert.False(record.IsThere && record.IsInDoubt && !_onlyCreates, $"{record.Key} is in doubt for ever.");
            Assert.True(record.IsThere == IsLeft(record) || !record.IsThere && _behavior != SyncBehavior.Mirror, $"{record.Key} is left over or missing.");
        }

        _sync.TakeSent();
        await _sync.RunAsync(new() { IgnoreGuards = true });
        Assert.Empty(_sync.TakeSent());
    }

    private async Task RunAsync(bool isFull = false)
    {
        Prepare();
        _sync.TakeSent();
        Judge(await StartAsync(isFull), isFull);
    }

    // What a guard holds goes through once it is approved, and not before.
    private async Task RunGuardedAsync(bool approves)
    {
        Prepare();
        _sync.TakeSent();
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

        Judge(result, isFull: false);
    }

    private void Judge(SyncRunResult result, bool isFull)
    {
        var sent = _sync.TakeSent();
        Assert.Null(result.ErrorMessage);
        Assert.Equal((SyncRunStatus.Completed, 0L), (result.Status, result.Backlog));

        var isRemapped = _mapsArr != _mappedArr;
        var refused = result.Issues.Where(issue => issue.Kind == RecordIssueKind.Rejected).Select(issue => issue.Key).ToHashSet();
        Assert.Equal(_records.Sum(record => record.InvalidRows), (int)result.SourceRecordInvalids);
        Assert.Equal(sent.Length, sent.Distinct().Count());
        foreach (var record in _records)
            Judge(record, sent.Contains(record.Key), refused.Contains(record.Key), isFull, isRemapped);
        Assert.All(_sync.Destination.Creations, creation => Assert.True(creation.Value == 1, $"{creation.Key} was created {creation.Value} times."));
        _mappedArr = _mapsArr;
    }

    private void Judge(ModelledRecord record, bool wasSent, bool wasRefused, bool isFull, bool isRemapped)
    {
        _sync.Destination.Stored.TryGetValue(record.Key, out var stored);
        var isStored = IsLeft(record);
        if (record.IsValid)
        {
            var missed = record.MissedRemapping;
            record.MissedRemapping = false;
            var hasChanged = record.Accepted is not { } accepted || accepted != record.Projection(_mapsArr);
            var mustBeSent = _onlyCreates ? record.Accepted is null : isFull || hasChanged;

            // In the run in which a mapping is added or removed, more is sent than has changed, or less.
            if (!record.IsInDoubt && !isRemapped && !missed)
                Assert.True(mustBeSent == wasSent, $"{record.Key} was {(wasSent ? "" : "not ")}sent.");
            Assert.Equal(wasSent && record.IsRefused, wasRefused);
            if (record.IsRefused && wasSent)
                return;
            Assert.True(isStored, $"{record.Key} is missing.");
            if (!_onlyCreates && !record.IsRefused)
                Assert.Equal(record.Projection(_mapsArr), (stored!["Name"], _mapsArr ? stored["Arr"] : null));
            if (!record.IsRefused || !record.IsInDoubt)
                (record.Accepted, record.IsInDoubt) = (record.Projection(_mapsArr), false);
            return;
        }

        record.MissedRemapping |= isRemapped;
        Assert.False(wasRefused && !record.IsInDoubt && record.IsThere, $"{record.Key} is told as refused.");
        if (record.IsThere || _behavior != SyncBehavior.Mirror)
        {
            Assert.False(wasSent && !record.IsInDoubt, $"{record.Key} was sent.");
            return;
        }

        if (record.IsInDoubt || record.IsRefused)
            record.IsInDoubt |= isStored;
        else
            Assert.False(isStored, $"{record.Key} is not in the source any more and was neither deleted nor cleared.");
        if (!isStored)
            (record.Accepted, record.IsInDoubt) = (null, record.IsInDoubt && record.IsRefused);
    }

    // What was cleared is as good as gone.
    private bool IsLeft(ModelledRecord record) => _sync.Destination.Stored.TryGetValue(record.Key, out var stored) && stored["Name"] != "<null>";

    private async Task RunToDeathAsync(Step step)
    {
        var store = Prepare();
        var wasRemapped = _mapsArr != _mappedArr;
        _sync.TakeSent();
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
            await StartAsync(isFull: false);
        }
        catch (FailingStore.KilledException)
        {
        }

        _sync.Destination.BeforeCommit = _sync.Destination.AfterCommit = null;
        foreach (var key in _sync.TakeSent())
            Of(key).IsInDoubt = true;

        // The batch that was about to be sent is in doubt as well, whichever it was.
        foreach (var record in _records.Where(record => isNoted && (record.IsValid || record.Accepted is not null)))
            record.IsInDoubt |= !record.IsValid || record.Accepted != record.Projection(_mapsArr);

        // Whether its plan was sealed, nobody knows; then the next run finishes what it began.
        foreach (var record in _records)
            record.IsInDoubt |= wasRemapped;
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

    private Task<SyncRunResult> StartAsync(bool isFull) => _sync.RunAsync(new() { IgnoreGuards = true, FullSync = isFull });
}
