using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What quota, retry, attribution and serialisation cost beyond the bytes on the wire.</summary>
internal sealed class ClientGate : Gate
{
    // Many short rounds, so that whatever else the machine does falls on both alike.
    private const int Slices = 5;

    // A service runs for weeks: what is compared is code that the compiler has optimised, in both processes, which takes it some seconds.
    private const int WarmUps = 6 * Slices;

    public override string Name => "client";

    public override string What => "speed of sending through a client to an emulator, in relation to a bare HttpClient with the bytes ready";

    public override Goal Goal => Goal.AtLeast(0.8);

    public override Goal FinalGoal => Goal.AtLeast(0.9);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var enterpret = await MeasureAsync(ChildTasks.EnterpretServer, async server => await EnterpretLoad.CreateAsync(server), scale);
        var gainsight = await MeasureAsync(ChildTasks.GainsightServer, async server => await GainsightLoad.CreateAsync(server), scale);
        return new(Math.Min(enterpret.Value, gainsight.Value), [.. enterpret.Notes, .. gainsight.Notes]);
    }

    private static async Task<Figure> MeasureAsync(string serverTask, Func<Uri, Task<ClientLoad>> create, GateScale scale)
    {
        // The emulator works in another process, as the vendor would: its work must not count as the client's.
        using var server = ChildTasks.Start(serverTask);
        try
        {
            var address = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The emulator did not start.");
            using var load = await create(new(address));
            var calls = scale.Calls / Slices;

            // What is judged is the throughput of a run, with its calls under way at once. A single call at a time is shown beside it.
            var inRun = await Ratio.MeasureAsync(scale.Rounds * Slices, () => load.SendBareAsync(calls), () => load.SendAsync(calls), warmUps: WarmUps);
            var alone = await Ratio.MeasureAsync(scale.Rounds * Slices, () => load.SendBareAsync(calls, 1), () => load.SendAsync(calls, 1), warmUps: Slices);
            return new(
                1 / inRun.OfTime,
                string.Create(CultureInfo.InvariantCulture, $"{1 / inRun.OfTime:0.000} {inRun.Describe(load.Name, "bare")}"),
                string.Create(CultureInfo.InvariantCulture, $"{1 / alone.OfTime:0.000} one call at a time, for information: {alone.Describe(load.Name, "bare")}"));
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }
}
