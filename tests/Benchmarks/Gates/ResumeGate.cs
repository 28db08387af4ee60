using System.Diagnostics;
using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>
/// A process is killed in the middle of sending and started again, to go on with what it left. Its records in flight have to settle first; the others must not wait for the state to be read.
/// </summary>
internal sealed class ResumeGate : Gate
{
    private const int ChangedAtMost = 100_000;
    private const int BatchSize = 500;

    // Until it has run out, the state of a killed process is taken; that is not what is measured. A shorter one is lost on a machine that is busy.
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(5);

    // To compare 100,000 changed records with ten million takes its time. Records that have to settle wait for longer than a resumed run may take.
    private static readonly TimeSpan s_planned = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(50);

    public override string Name => "resume";

    public override string What => "from the start of a process after a kill to its first request that need not settle, the start of .NET included";

    public override Goal Goal => Goal.AtMost(1, "s");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var fixture = new CompanyFixture(scale.Folder);
        var (rowsPath, statePath) = await fixture.OpenAsync(scale.Rows);
        var changed = Math.Min(ChangedAtMost, scale.Rows / 2);
        var answered = changed / BatchSize / 2;
        await KillWhenAsync(ChildTasks.Stalled, s_planned, [ChildTasks.Send, rowsPath, statePath, Text(changed), Text(answered)]);

        var durations = new double[scale.Rounds];
        for (var round = 0; round < durations.Length; round++)
        {
            await Task.Delay(s_lease * 1.2);
            var start = Stopwatch.GetTimestamp();
            await KillWhenAsync(
                ChildTasks.Requested, s_patience, [ChildTasks.Resume, rowsPath, statePath, Text(changed), "0"],
                () => durations[round] = Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return new(
            Median.Of(durations),
            string.Create(CultureInfo.InvariantCulture, $"{scale.Rows:#,0} keys in the state, {changed:#,0} records to send, killed after {answered * BatchSize:#,0}; {durations.Length} restarts, the slowest {durations.Max():0.00} s"));

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Sends the changes of a table.</summary>
    /// <param name="rowsPath">The table.</param>
    /// <param name="statePath">The state.</param>
    /// <param name="changed">How many rows changed.</param>
    /// <param name="answered">How many batches the destination answers.</param>
    /// <param name="resume">Whether to go on with what an earlier process left.</param>
    /// <param name="output">Told of the first request that need not settle, and of the first that gets no answer.</param>
    public static async Task SendAsync(string rowsPath, string statePath, int changed, int answered, bool resume, TextWriter output)
    {
        var destination = new StallingDestination(answered, () => output.WriteLine(ChildTasks.Requested), () => output.WriteLine(ChildTasks.Stalled));
        await using var sync = new CompanySync(new(rowsPath), statePath, CompanyTable.ChangedQuery(changed), destination);
        var result = await sync.RunAsync(new SyncRunnerOptions { LeaseDuration = s_lease }, new SyncRunOptions { Resume = resume });
        throw new InvalidOperationException($"The run ended as {result.Status} before it was killed: {result.ErrorMessage}");
    }

    private static async Task KillWhenAsync(string line, TimeSpan atMost, IEnumerable<string> arguments, Action? seen = null)
    {
        using var process = ChildTasks.Start(arguments);
        using var patience = new CancellationTokenSource(atMost);
        try
        {
            string? told;
            do
                told = await process.StandardOutput.ReadLineAsync(patience.Token);
            while (told != line && told is not null);
            if (told is null)
                throw new InvalidOperationException("The process ended before it was killed.");
            seen?.Invoke();
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
