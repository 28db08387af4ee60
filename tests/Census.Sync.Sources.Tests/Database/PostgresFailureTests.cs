using Npgsql;

namespace Census.Sync.Sources.Tests;

public sealed class PostgresFailureTests(PostgresServer server)
{
    private readonly DbSource _source = new(server.DataSource);

    [Fact]
    public async Task A_syntax_error_tells_where_it_is()
    {
        var failure = await _source.DbFailureAsync("select 1 as a,\n       2 as b\nfrm companies");

        Assert.Equal("42601", failure.SqlState);
        Assert.Contains("a syntax error", failure.Message, StringComparison.Ordinal);
        Assert.Contains("line 3, column 1", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
    }

    [Theory]
    [InlineData("select * from nowhere", "42P01", "a table or view it names does not exist")]
    [InlineData("select nothing from pg_class", "42703", "a column it names does not exist")]
    [InlineData("select 1 + 'x'::text", "42883", "a function or operator")]
    public async Task A_query_that_is_refused_says_why(string sql, string sqlState, string reason)
    {
        var failure = await _source.DbFailureAsync(sql);

        Assert.Equal(sqlState, failure.SqlState);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_the_middle_comes_after_the_rows_before_it_and_leaves_no_end()
    {
        var (failure, records) = await _source.ReadToFailureAsync<DbSourceException>(
            Model.Sql("select i, 1 / (50000 - i) as share from generate_series(1, 100000) i"));

        Assert.Equal("22012", failure.SqlState);
        Assert.Equal(49_000, records);
        Assert.Contains("after 49999 rows", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a division by zero", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_is_killed_is_a_transient_error()
    {
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString + ";Application Name=victim;Pooling=false");
        await using var read = await new DbSource(dataSource).OpenReadAsync(
            new() { Model = Model.Sql("select i, repeat('x', 1000) as filler from generate_series(1, 1000000) i") }, Reading.Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(Reading.Cancellation);
        Assert.True(await batches.MoveNextAsync());

        await server.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'", Reading.Cancellation);
        var failure = await Assert.ThrowsAsync<DbSourceException>(async () =>
        {
            while (await batches.MoveNextAsync())
            {
            }
        });

        Assert.True(failure.IsTransient);
        Assert.Null(read.End);
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_transient_error()
    {
        await using var dataSource = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=reader;Password=canary-password");

        var failure = await new DbSource(dataSource, new() { MaximumAttempts = 1 }).DbFailureAsync("select 1 as a");

        Assert.True(failure.IsTransient);
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Password=canary-wrong-password", "28P01", "user name or password were refused")]
    [InlineData("Database=nowhere", "3D000", "the database does not exist")]
    public async Task A_connection_that_is_refused_says_why(string setting, string sqlState, string reason)
    {
        await using var dataSource = NpgsqlDataSource.Create($"{server.ConnectionString};{setting}");

        var failure = await new DbSource(dataSource).DbFailureAsync("select 1 as a");

        Assert.Equal(sqlState, failure.SqlState);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_own_time_limit_is_told_apart_from_a_cancellation()
    {
        var source = new DbSource(server.DataSource, new() { SessionSql = "set statement_timeout = 100" });

        var failure = await source.DbFailureAsync("select pg_sleep(600)::text as a");

        Assert.Equal("57014", failure.SqlState);
    }

    [Fact]
    public async Task The_command_timeout_is_an_error_too()
    {
        var source = new DbSource(server.DataSource, new() { CommandTimeout = TimeSpan.FromSeconds(1) });

        var failure = await source.DbFailureAsync("select pg_sleep(600)::text as a");

        Assert.Contains("did not answer in time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_the_statement_on_the_server()
    {
        using var stop = new CancellationTokenSource();
        var opening = _source.OpenReadAsync(new() { Model = Model.Sql("select pg_sleep(600)::text as cancel_me") }, stop.Token).AsTask();
        while (await RunningAsync("cancel_me") == 0)
            await Task.Yield();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        while (await RunningAsync("cancel_me") > 0)
            await Task.Yield();
    }

    [Fact]
    public async Task A_read_that_is_left_early_stops_its_statement_and_does_not_read_the_rest()
    {
        var read = await _source.OpenReadAsync(
            new() { Model = Model.Sql("select generate_series(1, 100000000) as i, repeat('leave_me', 100) as filler") }, Reading.Cancellation);
        await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
            break;

        // 80 GB would follow.
        await read.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Reading.Cancellation);

        Assert.Equal(0, await RunningAsync("leave_me"));
    }

    private async Task<long> RunningAsync(string mark)
    {
        await using var command = server.DataSource.CreateCommand(
            $"select count(*) from pg_stat_activity where state = 'active' and query like '%{mark}%' and pid <> pg_backend_pid()");
        return (long)(await command.ExecuteScalarAsync(Reading.Cancellation))!;
    }
}
