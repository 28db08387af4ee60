using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.SourceEmulators.Databricks;
using Census.Sync.SourceEmulators.Elasticsearch;
using Census.Sync.SourceEmulators.Google;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.Sources;
using Census.Sync.SourceSubjects;
using Census.Sync.TestUtilities;
using Snippets.Sources;

namespace EndToEnd.Tests.Documentation;

/// <summary>The guide to sources: its type tables are what the sources do, and its code reads.</summary>
public sealed partial class SourcesGuideTests
{
    private static readonly string s_guide = File.ReadAllText(Path.Combine(SnippetTests.Root(), "docs", "guides", "sources.md")).ReplaceLineEndings("\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Snowflake")]
    [InlineData("Databricks")]
    [InlineData("BigQuery")]
    [InlineData("Elasticsearch")]
    [InlineData("objects")]
    public async Task A_type_table_says_what_the_source_does(string name)
    {
        var rows = TableOf(name);
        await using var subject = SubjectOf(name);
        await subject.StartAsync();
        await subject.HoldAsync(new(
            [new("Id", subject.TextType), .. rows.Select((row, i) => new SourceColumn($"c{i}", OnTheWire(name, row.Type)))],
            [[subject.Text("1"), .. new string?[rows.Count]]]));

        var schema = await subject.Connect().GetSchemaAsync(new() { Model = subject.Model }, Token);

        Assert.NotEmpty(rows);
        Assert.Equal(
            rows.Select(row => $"{row.Type} becomes {row.Becomes}"),
            rows.Select((row, i) => $"{row.Type} becomes {WordsFor(schema[schema.IndexOf($"c{i}")])}"));
    }

    [Theory]
    [InlineData("Databricks")]
    [InlineData("BigQuery")]
    [InlineData("Elasticsearch")]
    public async Task A_type_that_is_tested_is_in_the_table(string name)
    {
        await using var subject = SubjectOf(name);
        var table = TableOf(name).Select(row => Family(row.Type)).ToHashSet();

        Assert.All(subject.Types, type => Assert.Contains(Family(type.Name), table));

        static string Family(string type) => type.Split('(', '<', ' ')[0];
    }

    [Fact]
    public async Task Snowflake_is_set_up_as_the_guide_says()
    {
        using var key = RSA.Create(2048);
        await using var emulator = new SnowflakeEmulator { PublicKey = key, Subject = "MYORG-MYACCOUNT.SYNC_READER" };
        emulator.Results["SELECT * FROM \"MART\".\"COMPANIES\""] = new([new("NAME", "text")], [["Acme"]]);
        using var source = new SnowflakeSource(Services.Snowflake(key.ExportPkcs8PrivateKeyPem()) with { Address = emulator.Address });

        await AssertReadAsync(source, Model.Table("MART.COMPANIES"));
        Assert.Empty(emulator.Violations);
    }

    [Fact]
    public async Task Databricks_is_set_up_as_the_guide_says()
    {
        await using var emulator = new DatabricksEmulator { Application = ("client-id", "secret") };
        emulator.Results["SELECT * FROM `companies`"] = new([new("name", "STRING")], [["Acme"]]);
        using var source = new DatabricksSource(Services.Databricks("secret") with { Workspace = emulator.Address });

        await AssertReadAsync(source, Model.Table("companies"));
        Assert.Empty(emulator.Violations);
    }

    [Fact]
    public async Task BigQuery_is_set_up_as_the_guide_says()
    {
        await using var emulator = new BigQueryEmulator();
        emulator.Results["SELECT * FROM `mart`.`companies`"] = ("""[{"name":"name","type":"STRING"}]""", ["""{"f":[{"v":"Acme"}]}"""]);
        using var source = new BigQuerySource(Services.BigQuery(emulator.KeyFile) with { ProjectId = "p", Address = emulator.Address });

        await AssertReadAsync(source, Model.Table("mart.companies"));
        Assert.Empty(emulator.Violations);
    }

    [Fact]
    public async Task Sheets_is_set_up_as_the_guide_says()
    {
        await using var emulator = new SheetsEmulator();
        emulator.Tabs.Add(("Customers", 10, 26, ["""["name","Renews on","Postcode"]""", """["Acme",45351,123]"""]));
        using var source = new SheetsSource(Services.Sheets(emulator.KeyFile) with { SpreadsheetId = "sheet1", Address = emulator.Address });

        await AssertReadAsync(source, Model.Table("Customers"));
        Assert.Empty(emulator.Violations);
    }

    [Fact]
    public async Task Elasticsearch_is_set_up_as_the_guide_says()
    {
        await using var emulator = new ElasticsearchEmulator { Authorization = "ApiKey encoded" };
        emulator.Mappings["companies"] = """{"name":{"type":"keyword"},"seats":{"type":"long"},"renews_on":{"type":"date"},"status":{"type":"keyword"}}""";
        emulator.Documents["companies"] = [("1", """{"name":["Acme"]}""")];
        using var source = new ElasticsearchSource(Services.Elasticsearch("encoded") with { Address = emulator.Address });

        await AssertReadAsync(source, Model.Table("companies"));
        Assert.Empty(emulator.Violations);
    }

    [Fact]
    public async Task Files_and_objects_are_set_up_as_the_guide_says()
    {
        using var folder = new TemporaryFolder();
        Files.Customer[] customers = [new("Acme", 5, 1.5m, new(2026, 1, 1), ["a"])];

        await AssertReadAsync(Files.Csv(folder.Write("data.csv", "name;seats\nAcme;5\n")), null);
        await AssertReadAsync(Files.JsonLines(folder.Write("data.jsonl", """{"name":"Acme","seats":5,"tags":["a"]}""")), null);
        await AssertReadAsync(Files.Objects(_ => customers.ToAsyncEnumerable()), null);
    }

    private static async Task AssertReadAsync(SyncSource source, Model? model)
    {
        Assert.Null((await source.TestConnectionAsync(new() { Model = model }, Token)).Message);
        await using var read = await source.OpenReadAsync(new() { Model = model }, Token);
        List<string> names = [];
        await foreach (var batch in read.Batches.WithCancellation(Token))
            names.Add(batch[0].Values[read.Schema.ToList().FindIndex(field => field.Name.Equals("name", StringComparison.OrdinalIgnoreCase))].AsString());
        Assert.Equal(["Acme"], names);
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.Empty(read.Errors);
    }

    private static SourceSubject SubjectOf(string name) => name switch
    {
        "Snowflake" => new SnowflakeSubject(),
        "Databricks" => new DatabricksSubject(inline: false),
        "BigQuery" => new BigQuerySubject(),
        "Elasticsearch" => new ElasticsearchSubject(),
        _ => new ObjectSubject(),
    };

    // Snowflake has other names on the wire than in its SQL; a record of BigQuery has fields.
    private static string OnTheWire(string source, string type) => (source, type) switch
    {
        ("Snowflake", "NUMBER(38,0)") => "fixed 0",
        ("Snowflake", "NUMBER(38,s)") => "fixed 2",
        ("Snowflake", "FLOAT") => "real",
        ("Snowflake", "VARCHAR") => "text",
        ("Snowflake", _) => type.ToLowerInvariant(),
        ("BigQuery", "RECORD") => "RECORD of INT64 and STRING",
        _ => type,
    };

    private static string WordsFor(SchemaField field) => (field.Type, field.IsArray) switch
    {
        (FieldType.Integer, true) => "list of integers",
        (_, true) => "list",
        (FieldType.String, _) => "text",
        (FieldType.DateTime, _) => "point in time",
        (FieldType.LocalDateTime, _) => "date and time without a zone",
        (FieldType.Json, _) => "JSON",
        (var type, _) => type.ToString().ToLowerInvariant(),
    };

    private static List<(string Type, string Becomes)> TableOf(string name)
    {
        var table = s_guide[(s_guide.IndexOf($"<!-- types: {name} -->\n", StringComparison.Ordinal) + $"<!-- types: {name} -->\n".Length)..].Split("\n\n")[0].Split('\n')[2..];
        return
        [
            .. from line in table
               let cells = line.Trim('|').Split('|')
               from Match type in Name().Matches(cells[0])
               select (type.Groups[1].Value, cells[1].Split(':')[0].Trim()),
        ];
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
