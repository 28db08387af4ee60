using System.Diagnostics;
using System.Globalization;
using Census.Sync.Benchmarks.Gates;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.Emulators;

namespace Census.Sync.Benchmarks.Measuring;

/// <summary>What this program does when it was started by itself, for a measurement that needs a process of its own.</summary>
internal static class ChildTasks
{
    public const string Unchanged = "unchanged";
    public const string Scan = "scan";
    public const string EnterpretServer = "enterpret";
    public const string GainsightServer = "gainsight";
    public const string SharedQuota = "shared-quota";
    public const string Send = "send";
    public const string Resume = "resume";

    /// <summary>What a process that sends says when its first request comes that need not settle.</summary>
    public const string Requested = "requested";

    /// <summary>What it says when a request comes that gets no answer.</summary>
    public const string Stalled = "stalled";
    public const string ReadSqlite = "read-sqlite";
    public const string ReadPostgres = "read-postgres";

    public static async Task<int> RunAsync(string name, IReadOnlyList<string> arguments, TextWriter output)
    {
        switch (name)
        {
            case Unchanged:
                await using (var sync = new CompanySync(new(arguments[0]), arguments[1]))
                    await sync.RunAsync(sent: 0, unchanged: long.Parse(arguments[2], CultureInfo.InvariantCulture));
                output.WriteLine(PeakMemory().ToString(CultureInfo.InvariantCulture));
                return 0;
            case Scan:
                new CompanyTable(arguments[0]).Scan();
                output.WriteLine(PeakMemory().ToString(CultureInfo.InvariantCulture));
                return 0;
            case ReadSqlite:
                return await ReadAsync(CompanyReading.OfSqlite(arguments[0]), output);
            case ReadPostgres:
                return await ReadAsync(CompanyReading.OfPostgres(arguments[0]), output);
            case Send or Resume:
                await ResumeGate.SendAsync(
                    arguments[0], arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture), int.Parse(arguments[3], CultureInfo.InvariantCulture),
                    resume: name == Resume, output);
                return 0;
            case EnterpretServer:
                await using (var emulator = await EnterpretEmulator.StartAsync(new() { Port = 0, CallsPerMinute = int.MaxValue }))
                    return await ServeAsync(emulator.BaseAddress, output);
            case GainsightServer:
                await using (var emulator = await GainsightEmulator.StartAsync(new() { Port = 0, CallsPerMinute = int.MaxValue, CallsPerDay = int.MaxValue }))
                    return await ServeAsync(emulator.BaseAddress, output);
            case SharedQuota:
                await SharedQuotaLoad.RunAsync(
                    new(arguments[0]), arguments[1], arguments[2], arguments[3], new(long.Parse(arguments[4], CultureInfo.InvariantCulture), TimeSpan.Zero),
                    int.Parse(arguments[5], CultureInfo.InvariantCulture));
                output.WriteLine(arguments[3]);
                return 0;
            default:
                throw new ArgumentException($"There is no task '{name}'.", nameof(name));
        }
    }

    /// <summary>Runs a task in a process of its own and returns the first line it prints.</summary>
    public static async Task<string> StartAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        var line = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && line is not null
            ? line
            : throw new InvalidOperationException($"The process ended with {process.ExitCode} and printed '{line}'.");
    }

    /// <summary>Starts a task in a process of its own.</summary>
    public static Process Start(params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["child", .. arguments]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    private static async Task<int> ReadAsync(CompanyReading reading, TextWriter output)
    {
        using (reading)
            await reading.ReadAsync();
        output.WriteLine(PeakMemory().ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    // The end of its input ends it.
    private static async Task<int> ServeAsync(Uri address, TextWriter output)
    {
        output.WriteLine(address);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    // The most memory that was resident at once, in bytes. Linux does not keep it where Process looks for it.
    private static long PeakMemory()
    {
        if (!OperatingSystem.IsLinux())
            return Process.GetCurrentProcess().PeakWorkingSet64;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) * 1_024;
    }
}
