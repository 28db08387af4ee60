using System.Globalization;
using Census.Sync.TestUtilities;

namespace Census.Sync.Killing;

/// <summary>What processes that run one sync share: a source, a state, an emulator, and a clock that goes fast.</summary>
internal sealed class KillSite : IAsyncDisposable
{
    /// <summary>The name of the sync in the state.</summary>
    public const string SyncName = "killed";

    private const int BatchSize = 5;

    // A minute takes a second: leases expire, doubts settle and windows of the quota pass within a test.
    private const int UsualSpeed = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly DateTimeOffset _began;
    private readonly int _speed;

    private KillSite(KilledSync sync, Random random, DateTimeOffset began, int speed, TimeProvider clock, KilledVendor vendor)
    {
        (Sync, _began, _speed, Clock, Vendor) = (sync, began, speed, clock, vendor);
        Source = new(_folder.File("source.csv"), sync, random);
    }

    public KilledSync Sync { get; }

    public TimeProvider Clock { get; }

    public KilledVendor Vendor { get; }

    public EditedSource Source { get; }

    public string State => _folder.File("state.db");

    public static async Task<KillSite> StartAsync(KilledSync sync, Random random, int speed = UsualSpeed)
    {
        // The clock of both processes runs from here: each makes it of the system's, since they share no other.
        var began = TimeProvider.System.GetUtcNow();
        var clock = new FastTimeProvider(began, speed);
        return new(sync, random, began, speed, clock, await KilledVendor.StartAsync(sync, clock, random.Next()));
    }

    public string NotesOf(int life) => _folder.File($"notes-{life}");

    /// <summary>Starts a process.</summary>
    /// <param name="notes">Where it notes its batches.</param>
    /// <param name="stopAt">The moment at which it stands still; null for none.</param>
    /// <param name="count">How many such moments later.</param>
    /// <param name="hasAllFields">Whether every field is mapped.</param>
    /// <param name="resumes">Whether it sends what an earlier one left, without reading the source.</param>
    /// <param name="waitsForLease">Whether it tries again when another process runs the sync.</param>
    /// <param name="parallelBatches">The number of batches that it has under way at once.</param>
    /// <param name="steps">What it does, one after another: see <see cref="SingleSteps"/>; null for one run.</param>
    public KilledProcess Start(
        string notes, string? stopAt = null, int count = 0, bool hasAllFields = true, bool resumes = false, bool waitsForLease = true,
        int parallelBatches = BatchNotes.Parallel, IReadOnlyList<string>? steps = null) =>
        KilledProcess.Start(new Dictionary<string, string>
        {
            ["NAME"] = Sync.Name,
            ["STATE"] = State,
            ["QUOTA"] = _folder.File("quota.db"),
            ["SOURCE"] = Source.Path,
            ["NOTES"] = notes,
            ["URL"] = Vendor.Address.ToString(),
            ["KEY"] = Vendor.Key,
            ["STEPS"] = string.Join(';', steps ?? [SingleSteps.Run]),
            ["FIELDS"] = hasAllFields ? "all" : "some",
            ["RESUME"] = resumes ? "yes" : "no",
            ["WAIT_FOR_LEASE"] = waitsForLease ? "yes" : "no",
            ["BEGAN"] = Text(_began.UtcTicks),
            ["SPEED"] = Text(_speed),
            ["LEASE_SECONDS"] = "60",
            ["CALLS_PER_MINUTE"] = Text(KilledVendor.CallsPerMinute),
            ["BATCH_SIZE"] = Text(BatchSize),
            ["PARALLEL_BATCHES"] = Text(parallelBatches),
            ["STOP_AT"] = stopAt ?? "",
            ["STOP_COUNT"] = Text(count),
        });

    /// <summary>Whether nobody is in the middle of a write of the state.</summary>
    public async Task<bool> IsStateFreeAsync()
    {
        await using var store = new SqliteSyncStateStore(State, new() { BusyTimeout = TimeSpan.FromSeconds(1) }, Clock);
        try
        {
            await using var session = await store.TryOpenAsync("probe", new("probe", TimeSpan.FromMinutes(1)));
            return true;
        }
        catch (SyncStateException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Vendor.DisposeAsync();
        _folder.Dispose();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
