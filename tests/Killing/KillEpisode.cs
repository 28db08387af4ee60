using System.Collections.Concurrent;
using Census.Sync.Emulators;

namespace Census.Sync.Killing;

/// <summary>A sync, from its first run to its last: killed again and again in between, at every point, while its source changes.</summary>
internal sealed class KillEpisode : IAsyncDisposable
{
    // Half of what the vendor may take: on a busy machine its timer is late, and a vendor that breaks its word proves nothing.
    private static readonly TimeSpan s_mostBetweenCutAndCommit = TimeSpan.FromSeconds(30);

    private readonly KilledSync _sync;
    private readonly KillTally _tally;
    private readonly string _name;
    private readonly Random _random;
    private readonly KillSite _site;
    private readonly SingleSteps _singles;
    private readonly List<string> _story = [];
    private IReadOnlyList<string> _steps = [SingleSteps.Run];
    private bool _hasAllFields = true;
    private bool _wentWrong;
    private int _life;

    private KillEpisode(KillSite site, KillTally tally, string name, Random random) =>
        (_site, _sync, _tally, _name, _random, _singles) = (site, site.Sync, tally, name, random, new(site.Source, random));

    private KilledVendor Vendor => _site.Vendor;

    private EditedSource Source => _site.Source;

    private string Notes => _site.NotesOf(_life);

    public static async Task<KillEpisode> StartAsync(KilledSync sync, KillTally tally, int seed)
    {
        var random = new Random(seed);
        return new(await KillSite.StartAsync(sync, random), tally, $"{sync.Name}, seed {seed}", random);
    }

    /// <summary>Kills the process so many times, then lets it finish and judges what is there.</summary>
    public async Task RunAsync(int kills)
    {
        var points = new Queue<KillPoint>();
        var isSecondCrash = false;
        for (var (killed, misses) = (0, 0); killed < kills;)
        {
            if (points.Count == 0)
                points = new(KillPoint.All.ToArray().OrderBy(_ => _random.Next()));
            if (!isSecondCrash)
                Edit();
            var point = points.Peek();
            if (await LiveAsync(point, killed == 0 && misses == 0))
            {
                points.Dequeue();
                (killed, misses) = (killed + 1, 0);
                _tally.CountKill(point);
                if (isSecondCrash)
                    _tally.CountCircumstance("second crash in a row");
                await DamageAsync(point);
                isSecondCrash = _random.Next(3) == 0;
            }
            else
            {
                isSecondCrash = false;

                // A small run need not come to a point a third time.
                if (++misses % 3 == 0)
                    points.Dequeue();
                if (misses > 30)
                {
                    _tally.Failed.Enqueue($"{_name}: the process is not to be killed at '{point.Name}'.");
                    return;
                }
            }
        }

        await FinishAsync();
        if (_wentWrong)
            _story.ForEach(line => _tally.Stories.Enqueue($"{_name}, {line}"));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private void Edit(bool isLast = false)
    {
        Vendor.Doubt(Source.Edit(isLast));
        var hadAllFields = _hasAllFields;
        _hasAllFields = isLast || !_sync.HasNumber || _random.Next(5) != 0;

        // A field that comes back is sent with every record.
        if (_hasAllFields && !hadAllFields)
            Vendor.DoubtAll();
        if (_hasAllFields != hadAllFields)
            _tally.CountCircumstance("mapping changed");
    }

    // Returns whether the process was killed.
    private async Task<bool> LiveAsync(KillPoint point, bool isFirst)
    {
        _life++;
        var count = 1 + _random.Next(point.MostPassed);
        Vendor.Faults.Clear();
        if (point == KillPoint.Committed)
            Vendor.Faults.Add(Fault.Hang(afterCommit: true), nth: count, when: call => call.IsWrite);
        if (point == KillPoint.CommittedLate)
            Vendor.Faults.Add(Fault.CommitAfterCut(s_mostBetweenCutAndCommit * _random.NextDouble()), nth: count, when: call => call.IsWrite);
        var resumes = !isFirst && _random.Next(6) == 0;
        if (_sync.HasSingles)
            _steps = _singles.Next();
        await using var process = Start(point.StopAt, point == KillPoint.CommittedLate ? 1 : count, resumes);
        if (await IsTimeAsync(process, point))
        {
            await process.KillAsync();
            Tell($"killed '{point.Name}' ({count}){(resumes ? ", resuming" : "")}", process);
            Vendor.Faults.Clear();
            LearnOfSingles(process);
            Vendor.Doubt(BatchNotes.Doubtful([Notes], point.WhileSending ? BatchNotes.Parallel : 0));
            return true;
        }

        var done = await process.EndAsync();
        Tell(done, process);
        Judge(done, resumes);
        LearnOfSingles(process);
        return false;
    }

    private void Tell(string what, KilledProcess process) =>
        _story.Add($"life {_life}, to call {Vendor.LastCall}: {what}; {string.Join(", ", _steps)}; {string.Join(", ", process.Lines.Where(line => line.StartsWith("STEP", StringComparison.Ordinal)).Select(line => line.Replace('\t', ' ')))}");

    private void LearnOfSingles(KilledProcess process)
    {
        var (doubtful, failed) = _singles.Learn(_steps, process.Lines);
        Vendor.Doubt(doubtful);
        Add(_tally.Failed, failed);
    }

    private async Task<bool> IsTimeAsync(KilledProcess process, KillPoint point)
    {
        if (point == KillPoint.Committed)
        {
            using var ended = new CancellationTokenSource();
            var held = Vendor.Faults.WaitForHeldAsync(ended.Token);
            var end = process.ReachesAsync("DONE ", ended.Token);
            if (await Task.WhenAny(held, end) != held)
            {
                await ended.CancelAsync();
                return false;
            }

            return true;
        }

        if (point == KillPoint.Anywhere)
        {
            if (!await process.ReachesAsync("READY"))
                return false;
            var end = process.ReachesAsync("DONE ");
            return await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(_random.Next(900))), end) != end;
        }

        if (!await process.ReachesAsync($"AT {point.StopAt!.TrimEnd('!')}"))
            return false;
        if (point.GoesOn)
            await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 4));
        return true;
    }

    // What a power failure or a kill in the middle of a write does besides.
    private async Task DamageAsync(KillPoint point)
    {
        if (_random.Next(4) == 0 && File.Exists(_site.State + "-wal"))
        {
            JournalTail.Tear(_site.State, _random);
            _tally.CountCircumstance("torn write at the end of the file");
        }

        if (point.Name is "after an outcome" or "before the merge" || point.WhileSending && _random.Next(6) == 0)
        {
            var cut = await JournalTail.CutAsync(_site.State, KillSite.SyncName, 1 + _random.Next(2), _site.Clock);
            if (cut == 0)
                return;
            _story.Add($"life {_life}: {cut} outcomes lost");

            // The entries may be of an earlier life, if this one came to no plan of its own.
            Vendor.Doubt(BatchNotes.Doubtful(Enumerable.Range(1, _life).Select(_site.NotesOf), BatchNotes.Parallel + cut));
            _tally.CountCircumstance("tail of the journal lost");
        }
    }

    // What stops a run for a good reason leaves what was in flight in doubt.
    private void Judge(string done, bool resumed)
    {
        if (done.StartsWith("DONE Completed", StringComparison.Ordinal) && done.Contains("doubt=0", StringComparison.Ordinal))
            return;
        var isExpected = done.StartsWith("DONE Completed", StringComparison.Ordinal)
            || done.Contains(SyncErrorCodes.QuotaExhausted, StringComparison.Ordinal)
            || done.Contains("lease", StringComparison.Ordinal)
            || resumed && done.Contains(SyncErrorCodes.InvalidConfiguration, StringComparison.Ordinal);
        if (!isExpected)
            _tally.Failed.Enqueue($"{_name}, life {_life}: {done}");
        Vendor.Doubt(BatchNotes.Doubtful([Notes], int.MaxValue));
    }

    private async Task FinishAsync()
    {
        // A mirror deletes what was in doubt in the run after the one that settled it.
        Edit(isLast: true);
        IReadOnlyList<string> refused = [];
        for (var run = 0; run < 2; run++)
        {
            if (await FinishRunAsync(replays: run == 1) is not { } lines)
                return;
            refused = lines;
        }

        var before = Vendor.Stored;
        await FinishRunAsync(replays: false);
        await Vendor.Faults.ReleaseAsync();
        if (Vendor.Stored > before)
            _tally.Doubled.Enqueue($"{_name}: a run with nothing to send stored {Vendor.Stored - before} calls.");
        Add(_tally.Doubled, Vendor.SentAgain.Select(again => $"{again.Key} {again.Calls}; its row was {Source.HistoryOf(again.Key)}"));
        if (Vendor.CallsOverQuota > 0)
            Add(_tally.OverQuota, Enumerable.Repeat("a call was refused", Vendor.CallsOverQuota));
        var (records, doubles) = Vendor.Contents();
        Add(_tally.Doubled, doubles.Select(key => $"{key} is there twice"));
        Add(_tally.Lost, Expectation.Differences(_sync, Source, records, refused));
    }

    // Returns the keys of the records that were refused; null if the run does not complete.
    private async Task<IReadOnlyList<string>?> FinishRunAsync(bool replays)
    {
        const int MostTries = 5;
        Vendor.Faults.Clear();
        for (var attempt = 1; ; attempt++)
        {
            _life++;
            if (_sync.HasSingles)
                _steps = _singles.Last(replays);
            await using var process = Start(null, 0, resumes: false);
            var done = await process.EndAsync();
            Tell(done, process);
            Judge(done, resumed: false);
            LearnOfSingles(process);
            if (done.StartsWith("DONE Completed", StringComparison.Ordinal))
                return [.. process.Lines.Select(line => line.Split('\t')).Where(line => line is ["ISSUE", "Rejected" or "Waiting" or "Parked", ..]).Select(line => line[2]).Distinct()];
            if (attempt < MostTries)
                continue;
            _tally.Failed.Enqueue($"{_name}: the last run does not complete: {done}");
            return null;
        }
    }

    private void Add(ConcurrentQueue<string> list, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            list.Enqueue($"{_name}: {line}");
            _wentWrong = true;
        }
    }

    private KilledProcess Start(string? stopAt, int count, bool resumes) => _site.Start(Notes, stopAt, count, _hasAllFields, resumes, steps: _steps);
}
