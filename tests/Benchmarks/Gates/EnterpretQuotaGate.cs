using System.Globalization;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.Emulators;
using Enterpret.Client;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>First loads of Enterpret under each limit that its documentation had, and one of nobody's: as fast as the quota allows, in full requests, and never refused.</summary>
internal sealed class EnterpretQuotaGate : Gate
{
    private const int Users = 100_000;
    private const int CallsWithReviews = 300;
    private const int QuickCallsWithReviews = 30;
    private const double LeastFill = 0.99;

    private static readonly (string Name, EnterpretLimits Limits)[] s_profiles =
    [
        ("conservative", EnterpretLimits.Conservative),
        ("documented 2026", EnterpretLimits.Documented2026),
        ("custom", new() { RequestsPerMinute = 300, MaximumRecords = 50, MaximumBytes = 100_000 }),
    ];

    public override string Name => "enterpret-quota";

    public override string What => "least use of W/(W + mean latency) by loads of Enterpret, no call refused, requests full and within their bytes";

    public override Goal Goal => Goal.AtLeast(99, "%");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var isFull = scale == GateScale.Full;
        var (least, seed) = (double.PositiveInfinity, 0);
        List<string> notes = [];
        foreach (var (name, limits) in s_profiles)
        {
            // Just more than a window takes, at the quick scale.
            var users = isFull ? Users : EnterpretQuotaRun.UsersPerCall * (limits.RequestsPerMinute + 1);
            foreach (var windows in Enum.GetValues<RateWindowKind>())
            {
                var run = new EnterpretQuotaRun(limits, windows, ++seed);
                Add($"{name}, {windows}, users by a sync", limits, await run.SyncUsersAsync(users));
                Add($"{name}, {windows}, reviews by a sync", limits, await run.SyncReviewsAsync(isFull ? CallsWithReviews : QuickCallsWithReviews));
            }

            var list = new EnterpretQuotaRun(limits, RateWindowKind.Sliding, ++seed);
            Add($"{name}, {RateWindowKind.Sliding}, users as a list", limits, await list.UpsertUsersAsync(users));
        }

        return new(least, notes);

        void Add(string load, EnterpretLimits limits, EnterpretQuotaUse use)
        {
            // A call that is refused, half empty or too large outweighs any use.
            var isSound = use.Refused == 0 && use.Fill >= LeastFill && use.LargestBody <= limits.MaximumBytes;
            least = Math.Min(least, isSound ? 100 * (use.OfPossible ?? 1) : 0);
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{load}: {use.Calls} calls, {use.Refused} refused, use {(use.OfPossible is { } part ? $"{100 * part:0.00} %" : "below a window")}, requests full to {100 * use.Fill:0.00} %, at most {use.LargestBody} bytes"));
        }
    }
}
