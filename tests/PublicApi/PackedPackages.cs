using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Census.Sync.PublicApi;

/// <summary>Packs what was built, once, and opens the packages.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _folder = Repository.Artifacts("packages-under-test");

    public async ValueTask InitializeAsync()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);

        // One after the other would take a start of the build engine for each.
        string[] arguments = ["pack", "Sdk.sln", "--no-build", "-c", Repository.Configuration, "-o", _folder, "-nologo", "-v", "quiet"];
        using var pack = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = pack.StandardError.ReadToEndAsync();
        var output = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        if (pack.ExitCode != 0)
            throw new InvalidOperationException($"dotnet pack failed. Build the whole solution first.\n{output}\n{await error}");
    }

    public ValueTask DisposeAsync() => default;

    public ZipArchive Open(string package, string extension = "nupkg")
    {
        // "Census.Sync" is also how the names of others begin: what follows is the version.
        var file = Directory.GetFiles(_folder, $"{package}.*.{extension}").Single(path => char.IsAsciiDigit(Path.GetFileName(path)[package.Length + 1]));
        return ZipFile.OpenRead(file);
    }

    public XElement Metadata(string package)
    {
        using var archive = Open(package);
        using var nuspec = archive.GetEntry($"{package}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }
}
