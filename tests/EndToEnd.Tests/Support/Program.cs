using System.Diagnostics;

namespace EndToEnd.Tests.Support;

/// <summary>A program of this repository in a process of its own.</summary>
internal sealed class Program : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private Program(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public IReadOnlyList<string> Lines => _lines;

    public static Program Start(string project, IReadOnlyDictionary<string, string>? environment = null, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add(PathOf(project));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Reads what the program prints until a line begins like this; null if it ended before.</summary>
    public async Task<string?> WaitForAsync(string beginning)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            _lines.Add(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        return null;
    }

    /// <summary>Waits for the end of the program.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        await WaitForAsync("\0");
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return (_process.ExitCode, string.Join('\n', _lines) + "\n" + await _errors);
    }

    /// <summary>SIGTERM: the program may finish what it has to.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL: no finally, no flush.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    // All projects build into one artifacts folder: .../artifacts/bin/<project>/<configuration>/.
    private static string PathOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, project + ".dll");
    }
}
