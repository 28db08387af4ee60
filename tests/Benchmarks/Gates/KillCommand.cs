using System.Globalization;
using Census.Sync.Killing;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Kills processes in the middle of syncs, as often as it is told.</summary>
internal static class KillCommand
{
    private const int Clean = 0;
    private const int WentWrong = 1;
    private const int WrongUse = 2;

    /// <returns>0 if nothing was lost or doubled and no quota exceeded, 1 if something was, 2 if there is no such option.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        var (times, seed, atOnce, sync) = (200, Random.Shared.Next(), 4, (string?)null);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (arguments[i])
            {
                case "--times" when isNumber:
                    times = number;
                    break;
                case "--seed" when isNumber:
                    seed = number;
                    break;
                case "--at-once" when isNumber && number > 0:
                    atOnce = number;
                    break;
                case "--sync" when value.Length > 0:
                    sync = value;
                    break;
                default:
                    GateRunner.Usage(output);
                    return WrongUse;
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var tally = await KillSeries.RunAsync(times, seed, atOnce, sync);
        tally.Write(output);
        return tally.IsClean && tally.Kills == times ? Clean : WentWrong;
    }
}
