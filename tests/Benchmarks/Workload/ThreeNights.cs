using System.Globalization;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>
/// A first load of persons that is larger than two days' quota, by a run each night, on a simulated clock, with the quota of the vendor and a state on disk. Before the second
/// night some of the persons that are there change, and some join; the second night cannot send all that is left.
/// </summary>
internal sealed class ThreeNights(int people, int callsPerDay)
{
    private const int Changed = 500;
    private const int Joined = 100;
    private static readonly TimeSpan s_timeOfABatch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly SortedDictionary<int, string> _names = new(Enumerable.Range(0, people).ToDictionary(number => number, number => $"Person {number}"));
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero));

    /// <summary>What came of the nights.</summary>
    /// <param name="Runs">Their reports.</param>
    /// <param name="ChangesThatNight">How many of the changed persons were there as they are after the night of the change.</param>
    /// <param name="Right">How many persons were there in the end just as the source has them.</param>
    /// <param name="Calls">The number of calls that wrote.</param>
    /// <param name="Refused">The number of calls that the vendor refused.</param>
    /// <param name="OpenTime">How long the source was open, by how long it takes to read it.</param>
    internal sealed record Outcome(IReadOnlyList<SyncRunResult> Runs, int ChangesThatNight, int Right, int Calls, int Refused, double OpenTime)
    {
        public bool IsSound(int people) => ChangesThatNight == Changed && Right == people + Joined && Calls == people + Joined + Changed && Refused == 0 && Runs[^1].Backlog == 0;
    }

    public async Task<Outcome> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = _clock, CallsPerDay = callsPerDay, RandomWindowPhase = true, Seed = 7 });
        using var http = new HttpClient(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        await using var state = new SqliteSyncStateStore(folder.File("state.db"), timeProvider: _clock);
        await using var quota = new SqliteQuotaStore(folder.File("quota.db"));
        using var client = new GainsightClient(
            new() { BaseAddress = emulator.BaseAddress, AccessKey = GainsightEmulator.DefaultAccessKey, CallsPerDay = callsPerDay, QuotaShare = 1, QuotaStore = quota }, http, _clock);
        var source = new SlowSource(
            new ObjectSource<KeyValuePair<int, string>>(() => _names, columns => columns.Column("email", row => EmailOf(row.Key)).Column("name", row => row.Value)), _clock, s_timeOfABatch);
        var sync = new SyncBuilder("contacts").From(source).To(new GainsightDestination(client), GainsightObjects.PersonName, SyncBehavior.UpdateOrCreate)
            .Key("email", "Email").Map("name", "FirstName").HoldWhen(changedShare: 1).Build();
        var runner = new SyncRunner(state, timeProvider: _clock);
        var (runs, changesThatNight) = (new List<SyncRunResult>(), 0);

        await SimulatedTime.RunAsync(_clock, Task.Run(async () =>
        {
            for (var night = 0; night < 3; night++)
            {
                var begun = _clock.GetUtcNow();
                var changed = night == 1 ? Edit(emulator) : [];
                runs.Add(await runner.RunAsync(sync));
                if (night == 1)
                    changesThatNight = CountRight(emulator, changed.Contains);
                if (begun + s_day - _clock.GetUtcNow() is var rest && rest > TimeSpan.Zero)
                    await Task.Delay(rest, _clock);
            }
        }));
        var writes = emulator.Calls.Count(call => call.IsWrite);
        return new(runs, changesThatNight, CountRight(emulator, _ => true), writes, emulator.Calls.Count(call => call.Status == 429), source.OpenTime / source.ReadTime);
    }

    // Changes persons that the vendor has, wherever they stand in the source, and adds some.
    private HashSet<int> Edit(GainsightEmulator emulator)
    {
        var there = emulator.Records(GainsightObjects.PersonName).Select(record => NumberOf((string)record["Email"]!)).ToArray();
        new Random(1).Shuffle(there);
        foreach (var number in there.AsSpan(0, Changed))
            _names[number] = $"Changed {number}";
        for (var number = people; number < people + Joined; number++)
            _names[number] = $"Joined {number}";
        return [.. there[..Changed]];
    }

    private int CountRight(GainsightEmulator emulator, Predicate<int> counts) => emulator.Records(GainsightObjects.PersonName).Count(
        record => NumberOf((string)record["Email"]!) is var number && counts(number) && _names[number] == (string?)record["FirstName"]);

    private static string EmailOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}@example.com");

    private static int NumberOf(string email) => int.Parse(email.AsSpan(0, email.IndexOf('@', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
}
