using System.Diagnostics;

namespace Census.Sync.Emulators.Tests;

/// <summary>The emulator host in a process of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public Uri Gainsight { get; private set; } = null!;

    public Uri Enterpret { get; private set; } = null!;

    public static async Task<HostProcess> StartAsync(params string[] arguments)
    {
        HostProcess host = Launch(arguments);
        while (await host._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("Running", StringComparison.Ordinal))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["Gainsight", var address]:
                    host.Gainsight = new Uri(address);
                    break;
                case ["Enterpret", var address]:
                    host.Enterpret = new Uri(address);
                    break;
            }
        }

        return host;
    }

    /// <summary>Runs the host until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        using HostProcess host = Launch(arguments);
        string error = await host._process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await host._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (host._process.ExitCode, error);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the process to end, as a service manager does.</summary>
    public async Task<int> TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static HostProcess Launch(string[] arguments)
    {
        // Both projects are built into folders that stand side by side; the last two parts are project and configuration.
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string host = Path.Combine(here.Parent!.Parent!.FullName, "EmulatorHost", here.Name, "EmulatorHost.dll");
        return new HostProcess(Process.Start(new ProcessStartInfo("dotnet", [host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!);
    }
}
