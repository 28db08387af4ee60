namespace Census.Sync.Sources.Tests;

/// <summary>No value of a row, no password and no connection string in what a failure says.</summary>
public sealed class DbLeakTests(PostgresServer postgres, MariaDbServer mariaDb)
{
    private const string Canary = "canary-value-4711";

    public static TheoryData<string> PostgresQueries { get; } =
    [
        $"select '{Canary}'::int as a",
        $"select * from \"{Canary}\"",
        $"select ('{Canary}' || i)::date as a from generate_series(1, 5) i",
        $"select case when i = 3000 then ('{Canary}' || i)::int else i end as a from generate_series(1, 5000) i",
        $"selec '{Canary}'",
    ];

    [Theory]
    [MemberData(nameof(PostgresQueries))]
    public async Task Postgres_is_not_quoted(string sql)
    {
        var failure = await new DbSource(postgres.DataSource).DbFailureAsync(sql);

        AssertSilent(failure);
    }

    [Fact]
    public async Task MariaDb_is_not_quoted()
    {
        AssertSilent(await new DbSource(mariaDb.DataSource(MySqlDriver.MySqlData)).DbFailureAsync($"select '{Canary}' frm x"));
        AssertSilent(await new DbSource(mariaDb.DataSource(MySqlDriver.MySqlData)).DbFailureAsync($"select * from `{Canary}`"));
    }

    [Fact]
    public async Task Sqlite_is_not_quoted()
    {
        using var database = new SqliteFile();

        AssertSilent(await database.Source().DbFailureAsync($"select json('{Canary}') as a"));
        AssertSilent(await database.Source().DbFailureAsync($"select * from \"{Canary}\""));
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_used_is_not_quoted()
    {
        var dataSource = MySql.Data.MySqlClient.MySqlClientFactory.Instance.CreateDataSource($"Server=127.0.0.1;Port=1;User=u;Password={Canary};SslMode=None");

        AssertSilent(await new DbSource(dataSource, new() { MaximumAttempts = 1 }).DbFailureAsync("select 1 as a"));
    }

    [Fact]
    public async Task An_unreadable_value_is_not_quoted()
    {
        var outcome = await new DbSource(postgres.DataSource).ReadAsync($"select '{Canary}' as a, date '4711-01-01 BC' as b");

        var error = Assert.Single(outcome.Errors);
        Assert.DoesNotContain("4711", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_provider_is_quoted_when_the_options_ask_for_it()
    {
        var source = new DbSource(postgres.DataSource, new() { IncludeProviderMessages = true });

        var failure = await source.DbFailureAsync($"select '{Canary}'::int as a");

        Assert.Contains(Canary, failure.Message, StringComparison.Ordinal);
    }

    private static void AssertSilent(DbSourceException failure)
    {
        Assert.Null(failure.InnerException);
        var text = failure + string.Join(",", failure.Data.Values.Cast<object?>());
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain(MariaDbServer.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Password=", text, StringComparison.OrdinalIgnoreCase);
    }
}
