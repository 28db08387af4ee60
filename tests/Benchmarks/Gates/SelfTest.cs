namespace Census.Sync.Benchmarks.Gates;

/// <summary>Proves of every gate that it can fall short: with a goal that nothing reaches it must say so and fail.</summary>
internal static class SelfTest
{
    public static async Task<int> RunAsync(TextWriter output)
    {
        var isSound = true;
        foreach (var gates in GateRunner.All.Where(gate => gate.Goal is not null).GroupBy(gate => gate.Name))
        {
            using var report = new StringWriter();
            var exitCode = await GateRunner.RunAsync([gates.Key, "--quick", "--impossible"], report);
            var fails = exitCode == 1 && report.ToString().Split("falls short").Length - 1 == gates.Count();
            output.WriteLine($"{gates.Key,-24} {(fails ? "can fall short" : "CANNOT FALL SHORT")}");
            isSound &= fails;
        }

        using var unknown = new StringWriter();
        isSound &= await GateRunner.RunAsync(["no such gate"], unknown) == 2;
        return isSound ? 0 : 1;
    }
}
