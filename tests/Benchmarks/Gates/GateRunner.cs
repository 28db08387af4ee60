namespace Census.Sync.Benchmarks.Gates;

/// <summary>Runs gates and prints a line for each.</summary>
internal static class GateRunner
{
    private const int Held = 0;
    private const int FellShort = 1;
    private const int WrongUse = 2;

    public static IReadOnlyList<Gate> All { get; } = [new UnchangedGate(), new MemoryGate(), new QuotaGate(), new ClientGate(), new ChangedGate(), new EnterpretSerialiseGate()];

    /// <returns>0 if all goals are held, 1 if one is not, 2 if there is no such gate.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        // --impossible is for the self-test: it proves that a gate can fall short.
        var isQuick = arguments.Contains("--quick");
        var isImpossible = arguments.Contains("--impossible");
        var names = arguments.Where(argument => argument is not ("--quick" or "--impossible")).ToList();
        if (names.Exists(name => All.All(gate => gate.Name != name)))
            return Usage(output);

        var isHeld = true;
        foreach (var gate in All.Where(gate => names.Count == 0 || names.Contains(gate.Name)))
        {
            var goal = isImpossible ? gate.Goal?.Impossible() : gate.Goal;
            isHeld &= await RunAsync(gate, goal, isQuick ? GateScale.Quick : GateScale.Full, output);
        }

        return isHeld ? Held : FellShort;
    }

    public static int Usage(TextWriter output)
    {
        output.WriteLine("gates [NAME...] [--quick]   measures; 1 if a goal is not held");
        output.WriteLine("selftest                    proves that every gate can fall short");
        output.WriteLine();
        foreach (var gate in All)
            output.WriteLine($"  {gate.Name,-20} {gate.What}{(gate.Goal is null ? "" : $", {gate.Goal}")}");
        return WrongUse;
    }

    private static async Task<bool> RunAsync(Gate gate, Goal? goal, GateScale scale, TextWriter output)
    {
        var figure = await gate.MeasureAsync(scale);
        var isHeld = goal?.IsHeldBy(figure.Value) ?? true;
        var verdict = goal is null ? "for information" : isHeld ? "holds" : "falls short";
        var value = (goal ?? Goal.AtMost(0, gate.Unit)).Format(figure.Value);
        var final = gate.FinalGoal is null ? "" : $" (in the end {gate.FinalGoal})";
        output.WriteLine($"{gate.Name,-20} {value,-12} {(goal is null ? "" : $"goal {goal}{final}"),-40} {verdict}");
        foreach (var note in figure.Notes)
            output.WriteLine($"                     {note}");
        return isHeld;
    }
}
