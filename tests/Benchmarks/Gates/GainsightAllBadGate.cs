using Census.Sync.Benchmarks.Workload;
using Census.Sync.Emulators;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>How soon a run stops in which one value is refused for every record, which is a fault of the mapping.</summary>
internal sealed class GainsightAllBadGate : Gate
{
    private const int Records = 10_000;
    private const int Companies = 100_000;

    public override string Name => "gainsight-one-bad";

    public override string What => $"most calls until a run over {Records:N0} new companies beside {Companies:N0} stops, the same value bad in all, named or not";

    public override Goal Goal => Goal.AtMost(50, "calls");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var worst = 0d;
        List<string> notes = [];
        foreach (var detail in new[] { GainsightErrorDetail.Nested, GainsightErrorDetail.None })
        {
            await using var tenant = await GainsightTenant.StartAsync(detail);
            tenant.Seed(Enumerable.Range(0, Companies).Select(number => $"Company {number}"));
            var customers = new Customers(Records) { Account = static _ => "no id" };
            var (run, calls) = await tenant.TryRunAsync(customers.SyncTo(SyncBehavior.UpdateOrCreate));
            worst = Math.Max(worst, run is { Status: SyncRunStatus.Failed, ErrorCode: SyncErrorCodes.NearlyAllRejected } ? calls.Total : double.PositiveInfinity);
            notes.Add($"{(detail == GainsightErrorDetail.None ? "not named" : "named")}: {calls}; {run.RecordsFailed} rejected, {run.ErrorCode}");
        }

        return new(worst, notes);
    }
}
