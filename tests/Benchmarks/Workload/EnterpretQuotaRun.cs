using System.Globalization;
using System.Text;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Enterpret.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>
/// A first load of Enterpret within given limits, on a simulated clock and over a real HTTP stack in memory. Where the vendor's windows begin is unknown, its clock goes wrong,
/// and its answers take now longer, now shorter.
/// </summary>
internal sealed class EnterpretQuotaRun(EnterpretLimits limits, RateWindowKind windows, int seed)
{
    /// <summary>The number of users that a request takes.</summary>
    public const int UsersPerCall = 15;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_jitter = TimeSpan.FromMilliseconds(400);
    private static readonly DateTimeOffset s_day = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Sends users by a sync.</summary>
    public Task<EnterpretQuotaUse> SyncUsersAsync(int count) => RunAsync(
        (client, clock) => SyncAsync(
            client, clock, EnterpretObjects.User, SyncBehavior.UpdateOrCreate, count,
            columns => columns.Column("name", number => $"Name {number}").Column("seats", number => (long)number),
            sync => sync.Map("name", "Name", FieldType.String).Map("seats", "Seats", FieldType.Integer)),
        _ => Ceiling(count, UsersPerCall));

    /// <summary>Sends users as one list.</summary>
    public Task<EnterpretQuotaUse> UpsertUsersAsync(int count) => RunAsync(
        async (client, _) =>
        {
            var users = Enumerable.Range(0, count).Select(number => new EnterpretUser(IdOf(number), s_day) { ["Name"] = $"Name {number}", ["Seats"] = number });
            var result = await client.Users.UpsertAsync([.. users]);
            if (!result.AllDelivered)
                throw new InvalidOperationException($"Not all users were delivered: {result}.");
        },
        _ => Ceiling(count, UsersPerCall));

    /// <summary>Sends reviews by a sync, of texts in many alphabets that fill a request by bytes about when they fill it by number.</summary>
    public Task<EnterpretQuotaUse> SyncReviewsAsync(int calls)
    {
        var count = calls * limits.MaximumRecords;
        return RunAsync(
            (client, clock) => SyncAsync(
                client, clock, EnterpretObjects.Reviews, SyncBehavior.CreateOnly, count,
                columns => columns.Column("text", number => TextOf(number)),
                sync => sync.Map("text", EnterpretFields.Text)),
            client => FewestCalls(Enumerable.Range(0, count).Select(
                number => Encoding.UTF8.GetByteCount(client.Feedback.Render(new EnterpretReview(IdOf(number), TextOf(number), s_day))))));
    }

    private async Task<EnterpretQuotaUse> RunAsync(Func<EnterpretClient, ManualTimeProvider, Task> load, Func<EnterpretClient, int> fewestCalls)
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EnterpretEmulator.StartAsync(new()
        {
            TimeProvider = clock,
            Seed = seed,
            CallsPerMinute = limits.RequestsPerMinute,
            MaxRecordsPerCall = limits.MaximumRecords,
            MaxBodyBytes = limits.MaximumBytes,
            WindowKind = windows,
            RandomWindowPhase = true,
            ClockSkew = TimeSpan.FromSeconds(seed % 2 == 0 ? 30 : -30),
            Latency = s_latency,
            LatencyJitter = s_jitter,
        });
        using var http = new HttpClient(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        await using var client = new EnterpretClient(
            new()
            {
                BaseAddress = emulator.BaseAddress,
                UsersApiKey = EnterpretEmulator.DefaultUsersKey,
                EntityRequestsPerMinute = limits.RequestsPerMinute,
                Feedback = new() { ApiKey = EnterpretEmulator.DefaultFeedbackKey, FileId = "benchmark", Limits = limits },
            },
            http, clock);

        // On a thread of the pool: what watches over the clock must see that it works.
        await SimulatedTime.RunAsync(clock, Task.Run(() => load(client, clock)));
        return UseOf(emulator.Calls, fewestCalls(client));
    }

    private static async Task SyncAsync(
        EnterpretClient client, TimeProvider clock, DestinationObjectReference target, SyncBehavior behavior, int count,
        Action<ObjectColumns<int>> addColumns, Action<SyncBuilder> map)
    {
        var source = new ObjectSource<int>(
            () => Enumerable.Range(0, count),
            columns => addColumns(columns.Column("id", number => IdOf(number)).Column("created_at", _ => s_day)));
        var sync = new SyncBuilder("load").From(source).To(new EnterpretDestination(client), target.ObjectName, behavior)
            .Key("id", EnterpretFields.Id).Map("created_at", EnterpretFields.CreatedAt);
        map(sync);
        var run = await new SyncRunner(new InMemorySyncStateStore(clock), timeProvider: clock).RunAsync(sync.Build());
        if (run.Status != SyncRunStatus.Completed || run.RecordsUpdated != count)
            throw new InvalidOperationException($"The run did not deliver all records: {run.Status}, {run.RecordsUpdated} of {count}. {run.ErrorMessage}");
    }

    private EnterpretQuotaUse UseOf(IReadOnlyList<EmulatorCall> calls, int fewestCalls)
    {
        // The quota decides how long it takes until the last window begins that was used; a load that ends in the first one is not held up by it.
        var windowsUsed = (calls.Count - 1) / limits.RequestsPerMinute;
        var took = calls[windowsUsed * limits.RequestsPerMinute].Time - calls[0].Time;
        var possible = windowsUsed * (s_window + s_latency + s_jitter / 2);
        return new(
            calls.Count,
            calls.Count(call => call.Status != 200),
            windowsUsed == 0 ? null : possible / took,
            (double)fewestCalls / calls.Count,
            calls.Max(call => call.RequestBytes));
    }

    // Requests that are filled in order, each until the next record has no room in it.
    private int FewestCalls(IEnumerable<int> bytesAlone)
    {
        var (calls, records, bytes) = (0, limits.MaximumRecords, 0);
        foreach (var alone in bytesAlone)
        {
            var record = alone - """{"records":[]}""".Length;
            if (records == limits.MaximumRecords || bytes + 1 + record > limits.MaximumBytes)
                (calls, records, bytes) = (calls + 1, 1, alone);
            else
                (records, bytes) = (records + 1, bytes + 1 + record);
        }

        return calls;
    }

    private string TextOf(int number)
    {
        // Characters of one, two and three bytes, and one that is sent as two escapes of six.
        const string Piece = "Größe 価格 😀 ";
        const int BytesOfPiece = 28;
        const int BytesAround = 130;
        var share = 0.5 + new Random((seed * 1_000_003) + number).NextDouble();
        var bytes = share * limits.MaximumBytes / limits.MaximumRecords - BytesAround;
        return new StringBuilder().Insert(0, Piece, Math.Max(1, (int)(bytes / BytesOfPiece))).ToString();
    }

    private static string IdOf(int number) => number.ToString("r0000000", CultureInfo.InvariantCulture);

    private static int Ceiling(int count, int size) => (count + size - 1) / size;
}
