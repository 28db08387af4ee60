using Census.Sync.SourceEmulators.Databricks;
using Census.Sync.SourceEmulators.Elasticsearch;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.Sources.Warehouses.Tests.Databricks;
using Census.Sync.Sources.Warehouses.Tests.Elasticsearch;
using Census.Sync.Sources.Warehouses.Tests.Snowflake;
using Census.Sync.SourceSubjects;

namespace Census.Sync.Sources.Warehouses.Tests;

public sealed class GarbageTests
{
    public static IEnumerable<TheoryDataRow<string, string>> SnowflakeAnswers => Answers(
        ["submit", "status", "partition"],
        """{"resultSetMetaData":{"numRows":1,"rowType":[{"name":"A"}]},"data":[["secret"]],"sqlState":"00000"}""",
        """{"resultSetMetaData":{"numRows":1,"rowType":[null]},"data":[["secret"]]}""",
        """{"resultSetMetaData":{"numRows":1},"data":[["secret"]]}""",
        """{"resultSetMetaData":null,"data":[]}""");

    public static IEnumerable<TheoryDataRow<string, string>> DatabricksAnswers => Answers(
        ["submit", "status", "chunk", "download"],
        """{"statement_id":"1","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[{"name":"a"}]},"total_chunk_count":1,"total_row_count":1},"result":{"data_array":[["secret"]]}}""",
        """{"statement_id":"1","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[null]},"total_chunk_count":1,"total_row_count":1}}""",
        """{"statement_id":"1","status":{"state":"SUCCEEDED"},"manifest":{"total_chunk_count":1,"total_row_count":1,"chunks":[null]}}""",
        """{"external_links":[null]}""",
        """{"external_links":[{"chunk_index":0,"external_link":"secret"}]}""");

    public static IEnumerable<TheoryDataRow<string, string>> ElasticsearchAnswers => Answers(
        ["info", "mapping", "open", "search", "indices"],
        """{"version":{"number":7}}""",
        """{"people":{"mappings":{"properties":[]}}}""",
        """{"people":{"mappings":{"properties":{"a":{"type":1}}}}}""",
        """{"people":{"mappings":{"properties":{"a":1}}}}""",
        """{"id":7}""",
        """[{"index":7}]""");

    [Theory]
    [MemberData(nameof(SnowflakeAnswers))]
    public async Task Snowflake_answers_something_else(string call, string body)
    {
        await using var emulator = new SnowflakeEmulator { Polls = 1 };
        emulator.Results[Snowflakes.Query] = new(Snowflakes.Columns, [.. Enumerable.Repeat<string?[]>(["1", "secret"], 250)]) { PartitionSize = 100 };
        using var source = emulator.Source();

        await Garbage.AssertIsToldAsync(emulator, source, Model.Sql(Snowflakes.Query), call, body);
    }

    [Theory]
    [MemberData(nameof(DatabricksAnswers))]
    public async Task Databricks_answers_something_else(string call, string body)
    {
        await using var emulator = new DatabricksEmulator { Polls = 1 };
        emulator.Results[Bricks.Query] = new(Bricks.Columns, [.. Enumerable.Repeat<string?[]>(["1", "secret"], 250)]) { ChunkSize = 100 };
        using var source = emulator.Source();

        await Garbage.AssertIsToldAsync(emulator, source, Model.Sql(Bricks.Query), call, body);
    }

    [Theory]
    [MemberData(nameof(ElasticsearchAnswers))]
    public async Task Elasticsearch_answers_something_else(string call, string body)
    {
        await using var emulator = new ElasticsearchEmulator();
        emulator.AddPeople(250);
        using var source = emulator.Source();

        await Garbage.AssertIsToldAsync(emulator, source, Searches.People, call, body);
    }

    private static IEnumerable<TheoryDataRow<string, string>> Answers(string[] calls, params string[] further) =>
        from call in calls from body in Garbage.Bodies.Concat(further) select new TheoryDataRow<string, string>(call, body);
}
