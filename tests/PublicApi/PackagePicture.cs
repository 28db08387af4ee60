namespace Census.Sync.PublicApi;

/// <summary>What a package may depend on: the packages of this repository, and others.</summary>
public sealed record PackageParts(string Name, string[] Own, string[] Others);

/// <summary>The picture of the packages. A package exists because its dependencies differ: who changes a line here changes the architecture.</summary>
public static class PackagePicture
{
    private const string Abstractions = "Census.Sync.Abstractions";
    private const string Http = "Census.Sync.Http";

    public static IReadOnlyList<PackageParts> Packages { get; } =
    [
        new(Abstractions, [], []),
        new(Http, [Abstractions], ["Microsoft.Extensions.Logging.Abstractions", "Polly.Core", "System.Threading.RateLimiting"]),
        // The contract of health checks alone, of which each sync has one; what runs them is the application's choice.
        new("Census.Sync", [Abstractions], ["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"]),
        new("Census.Sync.Sqlite", [Abstractions], ["Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3"]),
        new("Census.Sync.Sources", [Abstractions], ["CsvHelper", "Polly.Core"]),
        new("Census.Sync.Sources.Warehouses", [Abstractions, Http], ["Microsoft.Extensions.Configuration.Abstractions"]),
        new("Census.Sync.Sources.Google", [Abstractions, Http], ["Google.Apis.Auth", "Microsoft.Extensions.Configuration.Abstractions"]),
        new("Gainsight.Client", [Abstractions, Http], ["Microsoft.Extensions.Http", "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions"]),
        new("Enterpret.Client", [Abstractions, Http], ["Microsoft.Extensions.Http", "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions"]),
        new("Census.Sync.Emulators", [], []),
    ];

    public static TheoryData<string> Names { get; } = new(Packages.Select(package => package.Name));

    public static PackageParts Of(string name) => Packages.Single(package => package.Name == name);
}
