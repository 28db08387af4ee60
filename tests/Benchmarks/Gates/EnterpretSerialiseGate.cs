using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What the typed models of feedback cost, in relation to plain objects of the same JSON.</summary>
internal sealed class EnterpretSerialiseGate : Gate
{
    private const int Reviews = 100_000;
    private const int QuickReviews = 20_000;
    private const int WarmUps = 10;

    public override string Name => "enterpret-serialise";

    public override string What => "speed of building and sending reviews, in relation to plain objects and JsonSerializer with source generation";

    public override Goal Goal => Goal.AtLeast(0.9);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var load = new ReviewLoad(scale == GateScale.Full ? Reviews : QuickReviews);
        await load.AssertSameJsonAsync();
        var ratio = await Ratio.MeasureAsync(scale.Rounds, load.SendPlainAsync, load.SendTypedAsync, warmUps: WarmUps);
        var plainBytes = await AllocatedByAsync(load.SendPlainAsync);
        var typedBytes = await AllocatedByAsync(load.SendTypedAsync);

        // More allocation outweighs any speed.
        var value = typedBytes <= plainBytes ? 1 / ratio.OfTime : 0;
        return new(
            value,
            ratio.Describe("typed", "plain"),
            string.Create(CultureInfo.InvariantCulture, $"allocated a review: typed {(double)typedBytes / load.Count:0} B, plain {(double)plainBytes / load.Count:0} B"));
    }

    private static async Task<long> AllocatedByAsync(Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
