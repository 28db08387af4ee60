using System.Text.Json;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Databricks;
using Census.Sync.SourceEmulators.Elasticsearch;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.Sources.Warehouses.Tests.Databricks;
using Census.Sync.Sources.Warehouses.Tests.Elasticsearch;
using Census.Sync.Sources.Warehouses.Tests.Snowflake;

namespace Census.Sync.Sources.Warehouses.Tests;

/// <summary>A read from a value on is a statement around the model, with the value beside it.</summary>
public sealed class CursorTests
{
    private const string Odd = "odd \"c\" `c`";

    public static TheoryData<FieldValue, string, string, string> Kinds => new()
    {
        { new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1), "?::TIMESTAMP_TZ", "TEXT 2026-03-01T10:00:00.0000001Z", "TIMESTAMP" },
        { FieldValue.From(new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Unspecified)), "?::TIMESTAMP_NTZ", "TEXT 2026-03-01T10:00:00", "TIMESTAMP_NTZ" },
        { new DateOnly(2026, 3, 1), "?::DATE", "TEXT 2026-03-01", "DATE" },
        { 17, "?", "FIXED 17", "BIGINT" },
        { 0.5m, "?", "FIXED 0.5", "STRING" },
        { "' or 1=1 --", "?", "TEXT ' or 1=1 --", "STRING" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Snowflake_is_told_the_value_as_a_binding(FieldValue from, string mark, string bound, string type)
    {
        Assert.NotEmpty(type);
        await using var emulator = new SnowflakeEmulator();
        var statement = $"SELECT * FROM (\nselect * from PEOPLE where X = ?\n) census_model WHERE \"odd \"\"c\"\" `c`\" >= {mark}";
        emulator.Results[statement] = Snowflakes.People(3);
        using var source = emulator.Source();

        var end = await ReadAsync(emulator, source, Model.Sql("select * from PEOPLE where X = ?;").With("x", 1), from);

        Assert.Equal(SourceReadEnd.Increment, end);
        using var body = JsonDocument.Parse(Assert.Single(emulator.CallsOf("submit")).Body);
        var bindings = body.RootElement.GetProperty("bindings");
        Assert.Equal(("FIXED 1", bound), (TextOf(bindings.GetProperty("1")), TextOf(bindings.GetProperty("2"))));

        static string TextOf(JsonElement binding) => $"{binding.GetProperty("type")} {binding.GetProperty("value")}";
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Databricks_is_told_the_value_as_a_parameter(FieldValue from, string mark, string bound, string type)
    {
        Assert.NotEmpty(mark);
        await using var emulator = new DatabricksEmulator();
        emulator.Results["SELECT * FROM `main`.`people` WHERE `odd \"c\" ``c``` >= :census_cursor"] = Bricks.People(3);
        using var source = emulator.Source();

        var end = await ReadAsync(emulator, source, Model.Table("main.people"), from);

        Assert.Equal(SourceReadEnd.Increment, end);
        using var body = JsonDocument.Parse(Assert.Single(emulator.CallsOf("submit")).Body);
        var parameter = Assert.Single(body.RootElement.GetProperty("parameters").EnumerateArray());
        Assert.Equal(
            ("census_cursor", type, bound.Split(' ', 2)[1]),
            (parameter.GetProperty("name").GetString(), parameter.GetProperty("type").GetString(), parameter.GetProperty("value").GetString()));
    }

    [Fact]
    public async Task Without_a_value_the_statement_is_that_of_the_model()
    {
        await using var emulator = new SnowflakeEmulator();
        emulator.Results[Snowflakes.Query] = Snowflakes.People(3);
        using var source = emulator.Source();

        Assert.Equal(SourceReadEnd.Complete, await ReadAsync(emulator, source, Model.Sql(Snowflakes.Query), FieldValue.Absent));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"term":{"plan":"x"}}""")]
    public async Task Elasticsearch_is_asked_for_a_range(string? query)
    {
        await using var emulator = new ElasticsearchEmulator();
        emulator.AddPeople(250);
        using var source = emulator.Source(options => options with { Query = query });

        var end = await ReadAsync(emulator, source, Searches.People, new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), "at");

        Assert.Equal(SourceReadEnd.Increment, end);
        var all = query ?? """{"match_all":{}}""";
        var expected = "{\"bool\":{\"filter\":[" + all + """,{"range":{"at":{"gte":"2026-03-01T10:00:00Z","format":"strict_date_optional_time_nanos"}}}]}}""";
        Assert.All(emulator.CallsOf("search"), call => Assert.Equal(expected, JsonDocument.Parse(call.Body).RootElement.GetProperty("query").GetRawText()));
    }

    [Fact]
    public async Task Elasticsearch_compares_numbers_as_numbers()
    {
        await using var emulator = new ElasticsearchEmulator();
        emulator.AddPeople(3);
        using var source = emulator.Source();

        await ReadAsync(emulator, source, Searches.People, 17, "no");

        Assert.Contains("""{"range":{"no":{"gte":17}}}""", emulator.CallsOf("search")[0].Text);
    }

    [Theory]
    [InlineData(false, "SELECT * FROM (\nSELECT no, at FROM people\n) census_model WHERE \"at\" >= CAST(? AS DATETIME)", "\"params\":[\"2026-03-01T10:00:00Z\"]")]
    [InlineData(true, "SELECT * FROM (\nSELECT no, at FROM people\n) census_model WHERE `at` >= ?", "\"parameters\":[{\"type\":\"timestamp\",\"value\":\"2026-03-01T10:00:00Z\"}]")]
    public async Task A_query_of_the_clusters_sql_is_limited_with_a_value_beside_it(bool openSearch, string statement, string values)
    {
        await using var emulator = new ElasticsearchEmulator { IsOpenSearch = openSearch, Version = openSearch ? "3.3.0" : "8.15.0" };
        emulator.Queries[statement] = ("""[{"name":"no","type":"long"},{"name":"at","type":"datetime"}]""", ["""[1,"2026-01-02T03:04:05Z"]"""]);
        using var source = emulator.Source();

        var end = await ReadAsync(emulator, source, Model.Sql("SELECT no, at FROM people"), new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), "at");

        Assert.Equal(SourceReadEnd.Increment, end);
        Assert.Contains(values, emulator.CallsOf("sql")[0].Text);
    }

    private static async Task<SourceReadEnd?> ReadAsync(ServiceEmulator emulator, SyncSource source, Model model, FieldValue from, string column = Odd)
    {
        await using var read = await source.OpenReadAsync(new() { Model = model, Cursor = new(column) { From = from } }, Reading.Cancellation);
        await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
        {
        }

        Assert.Empty(emulator.Violations);
        return read.End;
    }
}
