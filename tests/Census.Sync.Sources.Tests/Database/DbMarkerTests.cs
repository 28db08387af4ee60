using System.Data;
using Census.Sync.Sources.Tests.Fake;
using DuckDB.NET.Data;
using Microsoft.Data.SqlClient;
using Oracle.ManagedDataAccess.Client;
using Snowflake.Data.Client;

namespace Census.Sync.Sources.Tests;

/// <summary>How a value is named in a statement, and what it is beside it, differs between providers.</summary>
public sealed class DbMarkerTests
{
    private static readonly DateTime s_moment = new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Unspecified).AddTicks(1_234_567);
    private static readonly DateTimeOffset s_instant = new(s_moment, TimeSpan.Zero);

    public static TheoryData<string, string, string> Markers { get; } = new()
    {
        { "SqlClient", "[at] >= @census_cursor", "least, census_cursor" },
        { "Odbc", "\"at\" >= ?", "1, 2" },
        { "Snowflake", "\"at\" >= ?", "1, 2" },
        { "Oracle", "\"at\" >= :census_cursor", "least, census_cursor" },
    };

    public static TheoryData<FieldValue, DbType> SqlServerTypes { get; } = new()
    {
        { s_instant, DbType.DateTime2 },
        { FieldValue.From(s_moment), DbType.DateTime2 },
        { new DateOnly(2026, 3, 1), DbType.Object },
        { 7, DbType.Object },
        { "x", DbType.Object },
    };

    public static TheoryData<FieldValue, object> SnowflakeValues { get; } = new()
    {
        { s_instant, s_instant },
        { FieldValue.From(s_moment), s_moment },
        { new DateOnly(2026, 3, 1), new DateTime(2026, 3, 1) },
        { new TimeOnly(3, 4, 5), new DateTime(1, 1, 1, 3, 4, 5) },
        { FieldValue.Null, DBNull.Value },
    };

    public static TheoryData<string, FieldValue> DuckDbKinds { get; } = new()
    {
        { "timestamptz '2026-03-01 10:00:00.123456+00' + (i - 2) * interval 1 microsecond", s_instant.AddTicks(-7) },
        { "timestamp '2026-03-01 10:00:00.123456' + (i - 2) * interval 1 microsecond", FieldValue.From(s_moment.AddTicks(-7)) },
        { "date '2026-03-01' + (i - 2)::int", new DateOnly(2026, 3, 1) },
        { "9007199254740993 + (i - 2)", 9_007_199_254_740_993 },
        { "0.30 + (i - 2) * 0.01", 0.3m },
    };

    [Theory]
    [MemberData(nameof(Markers))]
    public async Task A_value_is_named_as_the_provider_wants_it_and_those_of_the_model_come_first(string provider, string condition, string names)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1))
        {
            Connect = provider switch
            {
                "Odbc" => static database => new System.Data.Odbc.FakeOdbcConnection(database),
                "Oracle" => static database => new FakeOracleConnection(database),
                "Snowflake" => static database => new FakeSnowflakeConnection(database),
                _ => static database => new FakeSqlConnection(database),
            },
        };
        var model = Model.Sql("select at from t where id > x").With("least", 2);

        await using (await new DbSource(database).OpenReadAsync(new() { Model = model, Cursor = new("at") { From = 17 } }, Reading.Cancellation))
        {
        }

        Assert.Single(database.Statements, sql => sql.EndsWith($"WHERE {condition}", StringComparison.Ordinal));
        Assert.Equal(names, string.Join(", ", database.Parameters.Select(parameter => parameter.ParameterName)));
        Assert.Equal([2L, 17L], database.Parameters.Select(parameter => parameter.Value));
        Assert.All(database.Statements, sql => Assert.DoesNotContain("17", sql, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SqlServerTypes))]
    public async Task A_point_in_time_beside_a_statement_of_SqlServer_has_all_its_digits(FieldValue value, DbType type)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1));

        await new DbSource(database).ReadAsync(Model.Sql("select @v as v").With("v", value));

        var parameter = Assert.Single(database.Parameters);
        Assert.Equal(type, parameter.DbType);
        if (type == DbType.DateTime2)
            Assert.Equal(s_moment, parameter.Value);
    }

    // Its driver takes nothing else for each of them, and a point in time without its zone would be one of the session's.
    [Theory]
    [MemberData(nameof(SnowflakeValues))]
    public async Task A_value_beside_a_statement_of_Snowflake_is_what_its_driver_takes(FieldValue value, object sent)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1)) { Connect = static database => new FakeSnowflakeConnection(database) };

        await new DbSource(database).ReadAsync(Model.Sql("select ? as v").With("v", value));

        var parameter = Assert.Single(database.Parameters);
        Assert.Equal(sent, parameter.Value);
        Assert.Equal(value.Kind == FieldValueKind.Time ? DbType.Time : DbType.Object, parameter.DbType);
    }

    [Theory]
    [MemberData(nameof(DuckDbKinds))]
    public async Task DuckDb_compares_by_the_type_of_the_column(string expression, FieldValue from)
    {
        var source = new DbSource(DuckDBClientFactory.Instance.CreateDataSource("Data Source=:memory:"), new() { SessionSql = "set timezone = 'Asia/Tokyo'" });
        var model = Model.Sql($"select i, {expression} as \"At\" from range(1, 4) r(i) where i < $most").With("most", 4);
        Assert.Equal(from, (await source.ReadAsync(model)).Rows[1][1]);

        await using var read = await source.OpenReadAsync(new() { Model = model, Cursor = new("At") { From = from } }, Reading.Cancellation);
        List<string> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
        {
            for (var i = 0; i < batch.Count; i++)
                rows.Add(batch[i].Values[0].ToText());
        }

        Assert.Equal(["2", "3"], rows);
    }
}
