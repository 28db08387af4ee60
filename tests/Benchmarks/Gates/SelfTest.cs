namespace Census.Sync.Benchmarks.Gates;

/// <summary>Proves of every gate that it can fall short: with a goal that nothing reaches it must say so and fail.</summary>
internal static class SelfTest
{
    public static async Task<int> RunAsync(TextWriter output)
    {
        var isSound = true;
        foreach (var gate in GateRunner.All.Where(gate => gate.Goal is not null))
        {
            using var report = new StringWriter();
            var exitCode = await GateRunner.RunAsync([gate.Name, "--quick", "--impossible"], report);
            var fails = exitCode == 1 && report.ToString().Contains("falls short", StringComparison.Ordinal);
            output.WriteLine($"{gate.Name,-20} {(fails ? "can fall short" : "CANNOT FALL SHORT")}");
            isSound &= fails;
        }

        using var unknown = new StringWriter();
        isSound &= await GateRunner.RunAsync(["no such gate"], unknown) == 2;
        return isSound ? 0 : 1;
    }
}
