using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Census.Sync.DatabaseServers;

/// <summary>Runs the programs of a database server, as its own user when the tests run as root: the servers refuse root.</summary>
public static class ServerProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static bool IsRoot => Environment.UserName == "root";

    /// <summary>Finds a program, or fails with what to install.</summary>
    public static string Find(string program, string package, params string[] folders)
    {
        var path = folders
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        return path ?? throw new InvalidOperationException(
            $"This runs a real server and did not find '{program}'. Install it with: apt-get install {package} (eng/test.sh does so).");
    }

    /// <summary>Makes a folder that belongs to the server's user.</summary>
    public static async Task<string> CreateFolderAsync(string user)
    {
        // Not below the folder for temporary files, which may be closed to other users.
        var shared = "/var/tmp";
        var folder = Path.Combine(Directory.Exists(shared) ? shared : Path.GetTempPath(), $"census-sync-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(folder);
        if (IsRoot)
            await RunAsync("chown", [user, folder]);
        return folder;
    }

    public static Process Start(string user, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo { FileName = program, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        if (IsRoot)
        {
            start.FileName = "runuser";
            foreach (var argument in (string[])["-u", user, "--", program])
                start.ArgumentList.Add(argument);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static async Task RunAsAsync(string user, string program, params IEnumerable<string> arguments) =>
        await FinishAsync(Start(user, program, arguments), program);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments) =>
        await FinishAsync(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!, program);

    private static async Task FinishAsync(Process process, string program)
    {
        using (process)
        {
            using var limit = new CancellationTokenSource(s_patience);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} failed: {await error}");
        }
    }
}
