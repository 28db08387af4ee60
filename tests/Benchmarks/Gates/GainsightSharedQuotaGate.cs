using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Two processes on one file and a tool that knows nothing of it share a tenant's quota: nobody starves, few calls are refused, nothing is lost.</summary>
internal sealed class GainsightSharedQuotaGate : Gate
{
    private const int Foreign = SharedQuotaLoad.CallsPerMinute / 5;
    private const int Left = SharedQuotaLoad.CallsPerMinute - Foreign;

    // A refusal costs everybody a window from then on, so how long it takes to get that far is lost. On a busy machine, with a clock that goes twenty times as
    // fast, that is a good part of the window; less than this is no matter of speed any more.
    private const double LeastUse = 0.4;
    private static readonly string[] s_names = ["one", "two"];

    public override string Name => "gainsight-shared-quota";

    public override string What => "calls of the slower of two processes on one quota, in relation to half of those of both, while a third party takes 20 %";

    public override Goal Goal => Goal.AtLeast(60, "%");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var minutes = 2 * scale.Rounds;
        var companies = minutes * Left / 2 * SharedQuotaLoad.CompaniesPerCall;
        var began = TimeProvider.System.GetUtcNow();
        await using var emulator = await GainsightEmulator.StartAsync(new()
        {
            Port = 0,
            TimeProvider = SharedQuotaLoad.ClockSince(began),
            CallsPerMinute = SharedQuotaLoad.CallsPerMinute,
            RandomWindowPhase = true,
        });
        emulator.Faults.ShareQuota(Foreign);
        using var folder = new TemporaryFolder();
        await Task.WhenAll(s_names.Select(name => ChildTasks.StartAsync(
            ChildTasks.SharedQuota, emulator.BaseAddress.AbsoluteUri, emulator.AccessKey, folder.File("quota.db"), name,
            began.UtcTicks.ToString(CultureInfo.InvariantCulture), companies.ToString(CultureInfo.InvariantCulture))));
        return Judge(emulator, s_names.Length * companies);
    }

    private static Figure Judge(GainsightEmulator emulator, int companies)
    {
        var lost = companies - emulator.Records("company").Select(company => (string)company["Name"]!).Distinct(StringComparer.Ordinal).Count();
        var twice = emulator.Count("company") - companies + lost;
        var writes = emulator.Calls.Where(call => call.IsWrite).ToLookup(call => call.Ids[0].Split(' ')[0]);

        // Whole minutes in which both had something to send.
        var from = s_names.Max(name => writes[name].First().Time);
        var to = s_names.Min(name => writes[name].Last().Time);
        var minutes = Math.Floor((to - from) / TimeSpan.FromMinutes(1));
        to = from + TimeSpan.FromMinutes(minutes);
        int[] shares = [.. s_names.Select(name => writes[name].Count(call => call.Status == 200 && call.Time >= from && call.Time < to))];
        var use = shares.Sum() / (minutes * Left);
        var refused = MostRefused(emulator.Calls);
        var isBroken = lost != 0 || twice != 0 || refused > s_names.Length * SharedQuotaLoad.ParallelCalls || !(use >= LeastUse);
        return new(
            isBroken ? 0 : 200.0 * shares.Min() / shares.Sum(),
            string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes, {use:P0} of what is left used, at most {refused} refused in a minute; {lost} companies lost, {twice} twice"));
    }

    // In any stretch of a window's length: where the vendor's windows begin is not told.
    private static int MostRefused(IReadOnlyList<EmulatorCall> calls)
    {
        DateTimeOffset[] times = [.. calls.Where(call => call.Status == 429).Select(call => call.Time)];
        return times.Length == 0 ? 0 : times.Max(from => times.Count(at => at >= from && at < from + TimeSpan.FromMinutes(1)));
    }
}
