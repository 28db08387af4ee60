using System.Diagnostics;
using Npgsql;

namespace Census.Sync.Sources.Tests;

/// <summary>What a read of PostgreSQL may do, and what it says of what there is.</summary>
public sealed class PostgresReadTests(PostgresServer server)
{
    [Fact]
    public async Task A_user_with_the_right_to_select_can_read_and_list_and_no_more()
    {
        await server.ExecuteAsync(
            $"""
            create schema mart; create table mart.open(id int); create table mart.shut(id int); create view mart.seen as select 1 as a;
            create materialized view mart.kept as select 1 as a; create table mart."Odd "" name"(id int);
            create table mart.parts(id int) partition by range (id); create table mart.part1 partition of mart.parts for values from (0) to (10);
            create role only_reads login password '{PostgresServer.Password}';
            grant usage on schema mart to only_reads; grant select on mart.open, mart.seen, mart.kept, mart."Odd "" name", mart.parts, mart.part1 to only_reads
            """,
            Reading.Cancellation);
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString + ";Username=only_reads");
        var source = new DbSource(dataSource);

        var models = await source.ListModelsAsync(Reading.Cancellation);

        Assert.Equal(
            [
                (ModelKind.Table, "\"mart\".\"Odd \"\" name\""), (ModelKind.View, "\"mart\".\"kept\""), (ModelKind.Table, "\"mart\".\"open\""), (ModelKind.Table, "\"mart\".\"parts\""),
                (ModelKind.View, "\"mart\".\"seen\""),
            ],
            models.Select(model => (model.Kind, model.Text)));
        foreach (var model in models)
            Assert.Equal(SourceReadEnd.Complete, (await source.ReadAsync(model)).End);
        var refused = await source.TestConnectionAsync(new() { Model = Model.Table("mart.shut") }, Reading.Cancellation);
        Assert.Contains("the user may not read something it names", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_writes_nothing_unless_it_is_allowed_to()
    {
        await server.ExecuteAsync("create sequence counter", Reading.Cancellation);

        var failure = await new DbSource(server.DataSource).DbFailureAsync("select nextval('counter') as n");
        var outcome = await new DbSource(server.DataSource, new() { ReadOnly = false }).ReadAsync("select nextval('counter') as n");

        Assert.Equal("25006", failure.SqlState);
        Assert.Equal(["1"], outcome.Texts);
    }

    [Fact]
    public async Task The_server_ends_a_statement_that_takes_too_long_and_the_next_one_is_not_limited()
    {
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString + ";Maximum Pool Size=1;No Reset On Close=true");

        var failure = await new DbSource(dataSource, new() { StatementTimeout = TimeSpan.FromSeconds(1) }).DbFailureAsync("select pg_sleep(600)::text as a");
        var limit = await new DbSource(dataSource).ReadAsync("select current_setting('statement_timeout') as a");

        Assert.Equal(("57014", false), (failure.SqlState, failure.IsTransient));
        Assert.Equal(["0"], limit.Texts);
    }

    [Fact]
    public async Task The_columns_are_told_without_running_the_statement()
    {
        var start = Stopwatch.GetTimestamp();

        var schema = await new DbSource(server.DataSource).GetSchemaAsync(
            new() { Model = Model.Sql("select 1 as id, pg_sleep(600)::text as s, 1.5 as d, now() as at where @v = 1").With("v", 1) }, Reading.Cancellation);

        Assert.Equal(
            [("id", FieldType.Integer), ("s", FieldType.String), ("d", FieldType.Decimal), ("at", FieldType.DateTime)], schema.Select(field => (field.Name, field.Type)));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Cancelling_in_the_middle_stops_the_statement_on_the_server()
    {
        using var stop = new CancellationTokenSource();
        var read = await new DbSource(server.DataSource).OpenReadAsync(
            new() { Model = Model.Sql("select generate_series(1, 100000000) as i, repeat('cancel_in_the_middle', 50) as filler") }, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in read.Batches.WithCancellation(stop.Token))
                await stop.CancelAsync();
        });

        await read.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Reading.Cancellation);

        Assert.Null(read.End);
        await using var command = server.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity where state = 'active' and query like '%cancel_in_the_middle%' and pid <> pg_backend_pid()");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Reading.Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while ((long)(await command.ExecuteScalarAsync(patience.Token))! > 0)
            await Task.Yield();
    }

    [Theory]
    [InlineData("Host=nowhere.invalid", "the host is unknown")]
    [InlineData("Port=1", "nothing listens")]
    [InlineData("SSL Mode=Require", "TLS")]
    [InlineData("Password=canary-wrong", "user name or password were refused")]
    [InlineData("Database=nowhere", "the database does not exist")]
    public async Task A_test_of_the_connection_names_the_cause(string setting, string cause)
    {
        await using var dataSource = NpgsqlDataSource.Create($"{server.ConnectionString};{setting}");

        var result = await new DbSource(dataSource).TestConnectionAsync(new(), Reading.Cancellation);

        Assert.Contains(cause, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1 as a", null)]
    [InlineData("selec 1", "a syntax error")]
    [InlineData("select * from nowhere", "a table or view it names does not exist")]
    [InlineData("select nothing from pg_class", "a column it names does not exist")]
    public async Task A_test_of_a_model_names_the_cause(string sql, string? cause)
    {
        var result = await new DbSource(server.DataSource).TestConnectionAsync(new() { Model = Model.Sql(sql) }, Reading.Cancellation);

        Assert.Equal(cause is null, result.Succeeded);
        Assert.Contains(cause ?? "", result.Message ?? "", StringComparison.Ordinal);
    }
}
