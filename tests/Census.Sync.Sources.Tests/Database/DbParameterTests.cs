using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

public sealed class DbParameterTests(PostgresServer postgres, MariaDbServer mariaDb)
{
    public static TheoryData<string, FieldValue> Values { get; } = new()
    {
        { "text", "a' or 1=1 --" },
        { "integer", long.MaxValue },
        { "decimal", 12.345m },
        { "truth", true },
        { "date", new DateOnly(2026, 2, 28) },
        { "moment", FieldValue.From(new DateTime(2026, 2, 28, 3, 4, 5, DateTimeKind.Unspecified)) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_arrives_at_Postgres_as_it_is(string type, FieldValue value)
    {
        var column = type switch { "text" => "text", "integer" => "bigint", "decimal" => "numeric", "truth" => "boolean", "date" => "date", _ => "timestamp" };

        var outcome = await new DbSource(postgres.DataSource).ReadAsync(Model.Sql($"select cast(@v as {column}) as v").With("v", value));

        Assert.Equal(value, Assert.Single(Assert.Single(outcome.Rows)));
    }

    [Theory]
    [InlineData("a' or 1=1 --")]
    [InlineData("\\' or 1=1 #")]
    public async Task A_value_is_never_run_as_sql(string value)
    {
        using var file = new SqliteFile("create table t(a text)", "insert into t values ('x')");
        var query = Model.Sql("select a from t where a = @v").With("v", value);

        Assert.Empty((await file.Source().ReadAsync(query)).Rows);
        Assert.Empty((await new DbSource(mariaDb.DataSource(MySqlDriver.MySqlData)).ReadAsync(Model.Sql("select 1 as a from dual where 'x' = @v").With("v", value))).Rows);
        Assert.Single((await file.Source().ReadAsync(Model.Sql("select a from t where a = @v").With("v", "x"))).Rows);
    }

    [Fact]
    public async Task A_missing_value_is_null()
    {
        var outcome = await new DbSource(postgres.DataSource).ReadAsync(Model.Sql("select cast(@v as text) as v").With("v", FieldValue.Null));

        Assert.True(Assert.Single(Assert.Single(outcome.Rows)).IsNull);
    }

    [Fact]
    public void A_model_takes_a_name_once_and_shows_no_value()
    {
        var model = Model.Sql("select @v").With("v", "secret");

        Assert.Throws<ArgumentException>(() => model.With("v", "again"));
        Assert.Throws<InvalidOperationException>(() => Model.Table("t").With("v", 1));
        Assert.DoesNotContain("secret", model.ToString() + Assert.Single(model.Parameters));
    }
}
