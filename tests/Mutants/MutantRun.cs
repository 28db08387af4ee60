using System.Diagnostics;

namespace Census.Sync.Mutants;

/// <summary>A copy of the sources in which mutants live and die, one after another.</summary>
internal sealed class MutantRun : IDisposable
{
    private const string Project = "Census.Sync.Tests";

    // What the test platform ends with if the names match nothing.
    private const int NoTests = 8;

    // A mutant that waits for ever is noticed too.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_copied = ["src", "tests", "docs", "Directory.Build.props", "Directory.Packages.props", "global.json", "nuget.config", "eng", "Sdk.sln"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mutants-").FullName;

    public MutantRun(string repository)
    {
        foreach (var name in s_copied)
            Copy(Path.Combine(repository, name), Path.Combine(_folder, name));
    }

    private string TestFolder => Path.Combine(_folder, "artifacts", "bin", Project, "release");

    /// <summary>Builds the engine and its tests as they are.</summary>
    /// <returns>Whether that went well.</returns>
    public bool Build() => Start("dotnet", ["build", $"tests/{Project}/{Project}.csproj", "-c", "Release", "-v", "q", "-nologo", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=true"]).Code == 0;

    /// <summary>Tells which test fails with a mutant.</summary>
    /// <returns>The name of the first; null if none does. What does not compile is no mutant.</returns>
    /// <exception cref="InvalidOperationException">It does not compile, or is not to be put in.</exception>
    public string? Kill(Mutant mutant)
    {
        var path = Path.Combine(_folder, "src", "Census.Sync", mutant.File);
        var original = File.ReadAllText(path);
        File.WriteAllText(path, mutant.ApplyTo(original) ?? throw new InvalidOperationException($"[{mutant.Id}] What it replaces is not in {mutant.File} just once."));
        try
        {
            var (code, output) = Start(
                "dotnet", ["build", "src/Census.Sync/Census.Sync.csproj", "-c", "Release", "-v", "q", "-nologo", "--no-restore", "--no-dependencies", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:UseSharedCompilation=true"]);
            if (code != 0)
                throw new InvalidOperationException($"[{mutant.Id}] It does not compile: {output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))}");
            File.Copy(Path.Combine(_folder, "artifacts", "bin", "Census.Sync", "release", "Census.Sync.dll"), Path.Combine(TestFolder, "Census.Sync.dll"), overwrite: true);
            return FirstFailure(mutant.Tests);
        }
        finally
        {
            File.WriteAllText(path, original);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string? FirstFailure(IReadOnlyList<string> tests)
    {
        var (code, output) = Start(
            Path.Combine(TestFolder, Project),
            ["--no-progress", "--no-ansi", "--stop-on-fail", "on", .. tests.Where(test => test != "*").SelectMany(test => (string[])["--filter-class", "*." + test])]);
        if (code == 0)
            return null;
        if (code == NoTests)
            throw new InvalidOperationException($"There are no tests {string.Join(", ", tests)}.");
        const string Failed = "failed " + Project + ".";
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith(Failed, StringComparison.Ordinal));
        var name = line?[Failed.Length..].Split('(')[0].Trim().Split('.');
        return name is [.., var type, var method] ? $"{type}.{method}" : output.Length == 0 ? "the patience with it" : $"{string.Join(", ", tests)} (broke off)";
    }

    private (int Code, string Output) Start(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience * (program == "dotnet" ? 3 : 1)))
        {
            process.Kill(entireProcessTree: true);
            return (-1, "");
        }

        return (process.ExitCode, output.Result);
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (var entry in Directory.EnumerateFileSystemEntries(from))
        {
            if (Path.GetFileName(entry) is not ("artifacts" or "bin" or "obj" or ".git"))
                Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
        }
    }
}
