using System.Diagnostics;
using System.Globalization;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Runs gates and prints a line for each.</summary>
internal static class GateRunner
{
    private const int Held = 0;
    private const int FellShort = 1;
    private const int WrongUse = 2;
    private const int NameWidth = 24;

    // Gates of one name are one promise in several cases.
    public static IReadOnlyList<Gate> All { get; } =
    [
        new UnchangedGate(), new MemoryGate(), new MemoryGrowthGate(), new ResumeGate(), new QuotaGate(), new ClientGate(), new ChangedGate(), new AllocationGate(), new EnterpretSerialiseGate(), new EnterpretQuotaGate(),
        new ReadSqliteGate(), new ReadPostgresGate(), new ReadMemoryGate(), .. ReadHttpGate.All,
        new GainsightUpsertCallsGate(companies: 100_000, most: 230), new GainsightUpsertCallsGate(companies: 1_000_000, most: 410),
        new GainsightUpdateCallsGate(), new AdoptGate(differing: 0, most: 25), new AdoptGate(differing: 1_000, most: 45),
        new GainsightPeopleCallsGate(people: 3_000, most: 3_060), new GainsightPeopleCallsGate(people: 100_000, most: 100_200),
        new GainsightOneBadGate(isNamed: true, most: 2), new GainsightOneBadGate(isNamed: false, most: 13), new GainsightAllBadGate(),
        new GainsightBadRowsGate(), new GainsightCaughtRowsGate(), new GainsightSharedQuotaGate(), new BacklogGate(),
    ];

    /// <returns>0 if all goals are held, 1 if one is not, 2 if there is no such gate.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        // --impossible is for the self-test: it proves that a gate can fall short.
        var isQuick = arguments.Contains("--quick");
        var isImpossible = arguments.Contains("--impossible");
        var (scale, names) = (isQuick ? GateScale.Quick : GateScale.Full, new List<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick" or "--impossible":
                    break;
                case "--rows" when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0:
                    scale = scale with { Rows = rows };
                    i++;
                    break;
                case "--folder" when i + 1 < arguments.Count:
                    scale = scale with { Folder = arguments[++i] };
                    break;
                case var name when All.Any(gate => gate.Name == name):
                    names.Add(name);
                    break;
                default:
                    return Usage(output);
            }
        }

        var isHeld = true;
        foreach (var gate in All.Where(gate => names.Count == 0 ? !gate.IsOnlyByName : names.Contains(gate.Name)))
        {
            var goal = isImpossible ? gate.Goal?.Impossible() : gate.Goal;
            isHeld &= await RunAsync(gate, goal, scale, output);
        }

        return isHeld ? Held : FellShort;
    }

    public static int Usage(TextWriter output)
    {
        output.WriteLine("gates [NAME...] [--quick] [--rows N] [--folder PATH]   measures; 1 if a goal is not held. The folder keeps large fixtures for the next time");
        output.WriteLine("kill [--times N] [--seed S] [--at-once N] [--sync NAME]   kills processes in the middle of syncs; the last line counts");
        output.WriteLine("selftest   proves that every gate can fall short");
        output.WriteLine();
        foreach (var gate in All)
            output.WriteLine($"  {gate.Name,-NameWidth} {gate.What}{(gate.Goal is null ? "" : $", {gate.Goal}")}");
        return WrongUse;
    }

    private static async Task<bool> RunAsync(Gate gate, Goal? goal, GateScale scale, TextWriter output)
    {
        var start = Stopwatch.GetTimestamp();
        var figure = await gate.MeasureAsync(scale);
        var duration = Stopwatch.GetElapsedTime(start);
        var isHeld = goal?.IsHeldBy(figure.Value) ?? true;
        var verdict = goal is null ? "for information" : isHeld ? "holds" : "falls short";
        var value = (goal ?? Goal.AtMost(0, gate.Unit)).Format(figure.Value);
        var final = gate.FinalGoal is null ? "" : $" (in the end {gate.FinalGoal})";
        output.WriteLine($"{gate.Name,-NameWidth} {value,-12} {(goal is null ? "" : $"goal {goal}{final}"),-40} {verdict}");
        foreach (var note in (string[])[string.Create(CultureInfo.InvariantCulture, $"{gate.What} (measured in {duration.TotalSeconds:0} s)"), .. figure.Notes])
            output.WriteLine($"{"",-NameWidth} {note}");
        return isHeld;
    }
}
