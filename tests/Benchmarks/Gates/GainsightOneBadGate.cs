using Census.Sync.Benchmarks.Workload;
using Census.Sync.Emulators;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What a bad record costs that makes Gainsight refuse the 49 beside it.</summary>
/// <param name="isNamed">Whether Gainsight says which value of which field it refuses.</param>
/// <param name="most">The number of calls that the batch may take.</param>
internal sealed class GainsightOneBadGate(bool isNamed, int most) : Gate
{
    private const int Records = 50;

    public override string Name => "gainsight-one-bad";

    public override string What => $"most calls for {Records} known companies, one of them bad at any place, which the vendor {(isNamed ? "names" : "does not name")}";

    public override Goal Goal => Goal.AtMost(most, "calls");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        await using var tenant = await GainsightTenant.StartAsync(isNamed ? GainsightErrorDetail.Nested : GainsightErrorDetail.None);
        tenant.Seed(new Customers(Records).Names);
        using var client = tenant.Connect();
        var destination = new GainsightDestination(client);
        var target = (await destination.ListObjectsAsync()).Single(target => target.Name == GainsightObjects.CompanyName);
        var fields = (await destination.ListFieldsAsync(target.Name)).ToDictionary(field => field.Name);
        var plan = new SyncPlan(target, SyncOperation.Upsert, [new(fields["Name"], null), new(fields["SfdcAccountId"], null)], [0]);

        var (worst, sum) = (0d, 0);
        for (var bad = 0; bad < Records; bad++)
        {
            using var batch = new RecordBatch(plan.Schema, Records);
            for (var i = 0; i < Records; i++)
                batch.Add([Customers.NameOf(i), Customers.AccountOf(i == bad, i)], RecordKnowledge.Accepted);
            IReadOnlyList<RecordResult> results = [];
            var calls = await tenant.CountAsync(async () => results = await destination.SyncBatchAsync(plan, batch));

            // The bad one rejected and all others taken, or the figure is worth nothing.
            var isRight = results[bad].Outcome == RecordOutcome.Rejected && results.Count(result => result.Outcome == RecordOutcome.Succeeded) == Records - 1;
            worst = Math.Max(worst, isRight ? calls.Total : double.PositiveInfinity);
            sum += calls.Total;
        }

        return new(worst, $"{(double)sum / Records:0.0} calls on the average of all places");
    }
}
