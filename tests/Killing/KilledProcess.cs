using System.Diagnostics;

namespace Census.Sync.Killing;

/// <summary>A process that runs a sync once.</summary>
internal sealed class KilledProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private KilledProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What the program printed, for a report.</summary>
    public string Output => string.Join('\n', _lines);

    public static KilledProcess Start(IReadOnlyDictionary<string, string> settings)
    {
        // All projects build into one artifacts folder: .../artifacts/bin/<project>/<configuration>/.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, "SyncProcess", own.Name, "SyncProcess.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
            start.Environment["SYNC_" + name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Reads what the program prints until a line begins like this; false if it ended before.</summary>
    public async Task<bool> ReachesAsync(string beginning, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            _lines.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Waits for the end of the program.</summary>
    /// <returns>The line in which it says how its run went.</returns>
    public async Task<string> EndAsync()
    {
        await ReachesAsync("\0");
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _lines.FindLast(line => line.StartsWith("DONE ", StringComparison.Ordinal)) ?? $"It broke off: {await _errors}";
    }

    /// <summary>SIGKILL: no finally, no flush.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    /// <summary>SIGSTOP: nothing of the process moves, and it does not notice.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>SIGTERM: the process is asked to stop.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>Lets a process go on that stands still at its stopping point.</summary>
    public Task GoOnAsync() => _process.StandardInput.WriteLineAsync("go on");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
