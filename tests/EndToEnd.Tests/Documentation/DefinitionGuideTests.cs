using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace EndToEnd.Tests.Documentation;

/// <summary>The definitions of the sample folder run, and the guide shows them as they are.</summary>
public sealed partial class DefinitionGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Syncs => Path.Combine(SnippetTests.Root(), "samples", "Definitions", "syncs");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_runs_against_Gainsight_and_the_second_run_sends_nothing()
    {
        await using var emulator = await StartAsync();
        await using var services = Build(emulator, "warehouse");
        Assert.Empty(Snippets.Definitions.Check(services));
        var syncs = services.GetRequiredService<CensusSync>();

        var first = await syncs.RunAllAsync(cancellationToken: Token);
        var second = await syncs.RunAllAsync(cancellationToken: Token);

        Assert.All(first.Concat(second), run => Assert.Equal((SyncRunStatus.Completed, 0L, null), (run.Status, run.RecordsFailed, run.ErrorMessage)));
        Assert.Equal(["companies", "persons"], first.Select(run => run.Sync));
        Assert.All(second, run => Assert.Equal(0, run.RecordsProcessed));
        var acme = emulator.Find("company", "Name", "Acme")!;
        Assert.Equal(("150000", "2027-03-31", "Launched"), (acme["Arr"]!.ToJsonString(), (string?)acme["RenewalDate"], (string?)acme["Stage"]));
        Assert.Equal((string?)emulator.Find("gsuser", "Email", "cem@vendor.com")!["Gsid"], (string?)acme["Csm"]);
        Assert.Equal((1, 2), (emulator.Count("company"), emulator.Count("person")));
    }

    [Fact]
    public async Task What_is_not_registered_is_told_before_anything_runs()
    {
        await using var emulator = await StartAsync();
        await using var services = Build(emulator, "other");

        var problems = Snippets.Definitions.Check(services);

        Assert.Equal(["companies.json", "persons.json"], problems.Select(problem => Path.GetFileName(problem.File)));
        Assert.All(problems, problem => Assert.Equal((3, "$.source.connection"), (problem.Line, problem.Path)));
    }

    [Fact]
    public async Task A_sync_is_written_and_loaded_again()
    {
        await using var emulator = await StartAsync();
        await using var services = Build(emulator, "warehouse");
        var syncs = services.GetRequiredService<CensusSync>();
        Directory.CreateDirectory(_folder.File("syncs"));
        var path = _folder.File("syncs/copy.json");

        var json = Snippets.Definitions.Write(syncs, path);
        var copy = Snippets.Definitions.Load(path, services);

        Assert.Equal(json, SyncDefinitionFile.ToJson(copy, _folder.File("syncs")));
        Assert.Equal("companies", copy.Name);
        Assert.Equal(Path.GetFullPath(syncs.Get("companies").Model!.Text), Path.GetFullPath(copy.Model!.Text));
        Assert.Equal(1, (await services.GetRequiredService<SyncRunner>().RunAsync(copy, cancellationToken: Token)).RecordsCreated);
    }

    [Fact]
    public void The_guide_shows_the_definitions_as_they_are()
    {
        var guide = File.ReadAllText(Path.Combine(SnippetTests.Root(), "docs", "guides", "definitions.md")).ReplaceLineEndings("\n");

        var blocks = JsonBlock().Matches(guide).Select(block => (File: block.Groups["file"].Value, Text: block.Groups["json"].Value)).ToList();

        Assert.Equal(Regex.Count(guide, "^```json$", RegexOptions.Multiline), blocks.Count);
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Equal(File.ReadAllText(Path.Combine(SnippetTests.Root(), block.File)).ReplaceLineEndings("\n"), block.Text));
    }

    private static async Task<GainsightEmulator> StartAsync()
    {
        var emulator = await GainsightEmulator.StartAsync(cancellationToken: Token);
        emulator.Seed("gsuser", new JsonObject { ["Name"] = "Cem", ["Email"] = "cem@vendor.com", ["IsActiveUser"] = true });
        return emulator;
    }

    private ServiceProvider Build(GainsightEmulator emulator, string warehouse)
    {
        var services = new ServiceCollection();
        services.AddGainsightClient(options =>
        {
            (options.BaseAddress, options.AccessKey) = (emulator.BaseAddress, emulator.AccessKey);
            options.CallsPerMinute = 100_000;
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(emulator.CreateHandler);
        services.AddCensusSync(sync => sync.UseState(_ => new SqliteSyncStateStore(_folder.File("state.db"))).AddSource(warehouse, _ => Warehouse()).AddSyncsFromFolder(Syncs));
        return services.BuildServiceProvider();
    }

    private DbSource Warehouse()
    {
        var database = SqliteFactory.Instance.CreateDataSource($"Data Source={_folder.File("warehouse.db")};Pooling=False");
        using var connection = database.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = """
            create table contracts (name text, amount real, renews_on text, csm_email text, ends_on text);
            insert into contracts values
                ('Acme', 100000, '2027-06-30', 'cem@vendor.com', null), ('Acme', 50000, '2027-03-31', 'cem@vendor.com', null), ('Old', 1, null, null, '2025-01-01');
            create table contacts (email text, first_name text, last_name text);
            insert into contacts values ('jane@acme.com', 'Jane', 'Smith'), ('joe@acme.com', 'Joe', 'Bloggs');
            """;
        command.ExecuteNonQuery();
        return new(database);
    }

    [GeneratedRegex("<!-- file: (?<file>\\S+) -->\n```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
