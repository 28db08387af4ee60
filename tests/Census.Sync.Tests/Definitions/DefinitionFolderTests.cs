using System.Text;
using Census.Sync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Census.Sync.Tests.Definitions;

/// <summary>A folder of definitions in an application.</summary>
public sealed class DefinitionFolderTests : IDisposable
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("definitions-").FullName;
    private readonly ConformanceTests.ListSource _source = new("id", "name");
    private readonly MemoryDestination _destination = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_syncs_of_a_folder_run_by_the_names_of_their_files()
    {
        Write("things.json", """
            {
              "source": { "connection": "list" },
              "destination": { "connection": "memory", "object": "Thing" },
              "operation": "upsert",
              "mappings": [
                { "from": { "type": "column", "data": "id" }, "to": "Id", "is_primary_identifier": true },
                { "from": { "type": "column", "data": "name" }, "to": "Name" },
                { "from": { "type": "constant_value", "data": { "value": "gold" } }, "to": "Tier" }
              ]
            }
            """);
        Write("README.md", "not a definition");
        Directory.CreateDirectory(Path.Combine(_folder, "deeper"));
        Write("deeper/other.json", "neither");
        _source.Add("a", "x");
        await using var services = Application();
        var syncs = services.GetRequiredService<CensusSync>();

        var first = await syncs.RunAsync("things", cancellationToken: s_token);
        var second = await syncs.RunAsync("things", cancellationToken: s_token);

        Assert.Equal(["things"], syncs.Names);
        Assert.Equal((1, 1), (first.RecordsCreated, second.SourceRecordUnchanged));
        Assert.Equal(("x", "gold"), (_destination.Stored["a"]["Name"], _destination.Stored["a"]["Tier"]));
        syncs.Validate();
    }

    [Fact]
    public async Task State_goes_with_the_name_not_with_the_file()
    {
        _source.Add("a", "x");
        Write("one.json", Definition());
        await using var services = Application(sync => sync.UseState(_ => new InMemorySyncStateStore()));
        await services.GetRequiredService<CensusSync>().RunAsync("one", cancellationToken: s_token);
        Write("other.json", Definition().Replace("{\"source\"", "{\"name\":\"one\",\"source\"", StringComparison.Ordinal));
        var moved = SyncDefinitionFile.Load(Path.Combine(_folder, "other.json")).Build(services);

        var result = await services.GetRequiredService<SyncRunner>().RunAsync(moved, cancellationToken: s_token);

        Assert.Equal(1, result.SourceRecordUnchanged);
    }

    [Fact]
    public void Problems_of_all_files_are_told_at_once()
    {
        Write("a.json", Definition().Replace("upsert", "x", StringComparison.Ordinal));
        Write("b.json", "{");
        Write("c.json", Definition());
        Write("d.json", Definition().Replace("{\"source\"", "{\"name\":\"c\",\n\"source\"", StringComparison.Ordinal));
        Write("e.json", new string(' ', SyncDefinitionFile.MaximumLength + 1));
        File.WriteAllBytes(Path.Combine(_folder, "f.json"), Encoding.Latin1.GetBytes("{\"name\":\"Ä\"}"));
        Write(new string('n', 201) + ".json", Definition());

        var exception = Assert.Throws<SyncDefinitionException>(() => Application());

        Assert.Equal(
            [
                "a.json(1): $.operation: There is no operation 'x'. It is one of: upsert, update, create, mirror, append, delete.",
                "b.json(1): $: The text is no JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.",
                $"d.json(1): $.name: A sync 'c' is in {Path.Combine(_folder, "c.json")} already. Give this one another name.",
                $"e.json(1): $: The file is larger than {SyncDefinitionFile.MaximumLength} bytes: it is no definition of a sync.",
                "f.json(1): $: The text is not UTF-8. Save the file with this encoding.",
                $"{new string('n', 201)}.json(1): $: The name of a sync, which is that of the file unless the property 'name' gives one, has at most 200 characters and no control characters.",
            ],
            exception.Problems.Select(problem => (problem with { File = Path.GetFileName(problem.File) }).ToString()));
    }

    [Fact]
    public void A_folder_or_file_that_is_not_there_is_told()
    {
        var missing = Path.Combine(_folder, "nowhere");

        Assert.StartsWith($"{missing}(1): $: There is no such folder below", Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.LoadFolder(missing)).Message, StringComparison.Ordinal);
        Assert.Equal($"{missing}.json(1): $: There is no such file.", Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Load(missing + ".json")).Message);
        Assert.Equal($"{missing}/x.json(1): $: There is no such file.", Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Load(missing + "/x.json")).Message);
        Assert.Empty(SyncDefinitionFile.LoadFolder(_folder));
    }

    [Fact]
    public void A_file_cannot_take_the_name_of_a_sync_in_code()
    {
        Write("one.json", Definition());

        var exception = Assert.Throws<ArgumentException>(() => Application(sync => sync.AddSync("one", _ => { })));

        Assert.StartsWith("A sync 'one' was added before.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validation_tells_what_is_wrong_with_all_syncs()
    {
        Write("one.json", Definition().Replace("\"list\"", "\"nowhere\"", StringComparison.Ordinal));
        Write("two.json", Definition().Replace("\"memory\"", "\"nothing\"", StringComparison.Ordinal));
        Write("good.json", Definition());
        await using var files = Application();
        await using var both = Application(sync => sync.AddSync("three", _ => { }));

        var ofFiles = Assert.Throws<SyncDefinitionException>(() => files.GetRequiredService<CensusSync>().Validate());
        var ofBoth = Assert.Throws<SyncConfigurationException>(() => both.GetRequiredService<CensusSync>().Validate());

        Assert.Equal(["one.json", "two.json"], ofFiles.Problems.Select(problem => Path.GetFileName(problem.File)));
        Assert.Equal(3, ofBoth.Message.Split('\n').Length);
        Assert.Contains("The sync 'three' needs From(...) and To(...)", ofBoth.Message, StringComparison.Ordinal);
        Assert.Equal(SyncRunStatus.Completed, (await files.GetRequiredService<CensusSync>().RunAsync("good", cancellationToken: s_token)).Status);
    }

    [Fact]
    public void Saving_replaces_a_file_at_once_and_leaves_nothing_beside_it()
    {
        var path = Path.Combine(_folder, "things.json");
        Write("things.json", "old and longer than what comes" + new string(' ', 10_000));

        SyncDefinitionFile.Save(DefinitionExamples.With("guards"), path);

        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal("things", SyncDefinitionFile.Load(path).Name);
        Assert.ThrowsAny<IOException>(() => SyncDefinitionFile.Save(DefinitionExamples.With("guards"), Path.Combine(_folder, "nowhere", "x.json")));
    }

    private static string Definition() =>
        """{"source":{"connection":"list"},"destination":{"connection":"memory","object":"Thing"},"operation":"upsert","mappings":[{"from":{"type":"column","data":"id"},"to":"Id","is_primary_identifier":true}]}""";

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private ServiceProvider Application(Action<CensusSyncBuilder>? more = null) => new ServiceCollection()
        .AddCensusSync(sync =>
        {
            more?.Invoke(sync);
            sync.AddSource("list", _ => _source).AddDestination("memory", _ => _destination).AddSyncsFromFolder(_folder);
        })
        .BuildServiceProvider();
}
