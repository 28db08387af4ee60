using System.Globalization;
using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Whether a load of three days' quota keeps its source open for no longer than it takes to read it, and lets what changes meanwhile go first.</summary>
internal sealed class BacklogGate : Gate
{
    private const int People = 120_000;
    private const int CallsPerDay = 50_000;
    private const int QuickPart = 20;

    public override string Name => "backlog";

    public override string What => $"how long the source is open, by the time to read it, while {People:N0} persons are sent in three nights of {CallsPerDay:N0} calls";

    public override Goal Goal => Goal.AtMost(1.2, "x");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var part = scale == GateScale.Full ? 1 : QuickPart;
        var nights = await new ThreeNights(People / part, CallsPerDay / part).RunAsync();
        var sent = string.Join(", ", nights.Runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.RecordsUpdated:N0} ({run.Backlog:N0} left)")));

        // A change that has to wait for the backlog, a record that is lost or sent twice, or a call that is refused outweighs any figure.
        return new(
            nights.IsSound(People / part) ? nights.OpenTime : double.NaN,
            string.Create(CultureInfo.InvariantCulture, $"sent {sent}; {nights.ChangesThatNight} changes of the second day there that night; {nights.Right:N0} persons right in the end by {nights.Calls:N0} calls, {nights.Refused} refused"));
    }
}
