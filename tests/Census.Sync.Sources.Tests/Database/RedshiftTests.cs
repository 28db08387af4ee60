using Census.Sync.Sources.Tests.Fake;

namespace Census.Sync.Sources.Tests;

/// <summary>Redshift, played by a provider that behaves as section 6 of the specification of the sources says: Npgsql reads it, and it is told by its version.</summary>
public sealed class RedshiftTests
{
    private const string Query = "select v from t";

    [Theory]
    [InlineData("8.0.2", "SET statement_timeout TO 60000", "SET statement_timeout TO DEFAULT")]
    [InlineData("15.4", "SET LOCAL statement_timeout = 60000", null)]
    public async Task It_is_told_by_its_version_and_its_session_is_put_back(string version, string limit, string? putBack)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1)) { Connect = database => new Npgsql.FakeNpgsqlConnection(database), Version = version };

        var outcome = await new DbSource(database, new() { StatementTimeout = TimeSpan.FromMinutes(1) }).ReadAsync(Query);

        Assert.Equal((1, SourceReadEnd.Complete), (outcome.Rows.Count, outcome.End));
        Assert.Equal(["BEGIN READ ONLY", limit, Query, "COMMIT", .. putBack is null ? (string[])[] : [putBack]], database.Statements);
    }

    [Fact]
    public async Task A_session_whose_read_was_left_early_is_put_back_too()
    {
        var database = Redshift(_ => new([new("v", "integer", typeof(int))], Enumerable.Range(0, 100_000).Select(i => new object?[] { i })));
        await using (var read = await new DbSource(database, new() { StatementTimeout = TimeSpan.FromMinutes(1) }).OpenReadAsync(new() { Model = Model.Sql(Query) }, Reading.Cancellation))
        {
            await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
                break;
        }

        Assert.Equal(["COMMIT", "SET statement_timeout TO DEFAULT"], database.Statements[^2..]);
        Assert.Equal((1, 0, 0), (database.Cancelled, database.Drained, database.OpenConnections));
    }

    [Fact]
    public async Task Tables_views_and_those_of_Spectrum_are_listed()
    {
        var database = Redshift(sql => sql.Contains("svv_", StringComparison.OrdinalIgnoreCase)
            ? new([new("table_schema", "name", typeof(string)), new("table_name", "name", typeof(string)), new("table_type", "text", typeof(string))],
                [["mart", "Companies", "TABLE"], ["mart", "open \" ones", "VIEW"], ["lake", "events", "EXTERNAL TABLE"]])
            : FakeResult.Empty);

        var models = await new DbSource(database).ListModelsAsync(Reading.Cancellation);

        Assert.Equal(
            [(ModelKind.Table, "\"mart\".\"Companies\""), (ModelKind.View, "\"mart\".\"open \"\" ones\""), (ModelKind.Table, "\"lake\".\"events\"")],
            models.Select(model => (model.Kind, model.Text)));
    }

    private static FakeDatabase Redshift(Func<string, FakeResult> answer) =>
        new(answer) { Connect = database => new Npgsql.FakeNpgsqlConnection(database), Version = "8.0.2" };
}
