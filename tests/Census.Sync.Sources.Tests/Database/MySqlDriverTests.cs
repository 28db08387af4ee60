using System.Diagnostics;

namespace Census.Sync.Sources.Tests;

/// <summary>What a read of MariaDB is with either provider.</summary>
public sealed class MySqlDriverTests(MariaDbServer server)
{
    public static TheoryData<MySqlDriver> Drivers { get; } = [MySqlDriver.MySqlData, MySqlDriver.MySqlConnector];

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Each_type_keeps_its_value(MySqlDriver driver)
    {
        await server.ExecuteAsync(
            $"""
            create or replace table types_{driver}(
                a tinyint, b smallint unsigned, c int, d bigint, e bigint unsigned, f decimal(12,2), g float, h double, i varchar(20), j text, k date, l datetime(6),
                m timestamp(6) null, n time(6), o year, p blob, q enum('x','y'), r set('x','y'), s tinyint(1), t char(36))
            """);
        await server.ExecuteAsync(
            $"""
            set time_zone = '+00:00'; insert into types_{driver} values
                (-128, 65535, -2147483648, -9223372036854775808, 18446744073709551615, -9999999999.99, 0.1, 1e300, 'Größe 🙂', '', '9999-12-31', '1000-01-01 00:00:00.000001',
                '2026-02-28 03:04:05.123456', '-838:59:59', 2026, x'00ff', 'y', 'x,y', 1, '6F9619FF-8B86-D011-B42D-00CF4FC964FF'),
                (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
            """);

        var outcome = await new DbSource(server.DataSource(driver, driver == MySqlDriver.MySqlConnector ? "GuidFormat=None" : "")).ReadAsync(Model.Table($"types_{driver}"));

        // MySql.Data takes any CHAR(36) for a GUID, whose letters have no case.
        var id = driver == MySqlDriver.MySqlData ? "6f9619ff-8b86-d011-b42d-00cf4fc964ff" : "6F9619FF-8B86-D011-B42D-00CF4FC964FF";
        Assert.Equal(
            [
                "-128|65535|-2147483648|-9223372036854775808|18446744073709551615|-9999999999.99|0.1|1E+300|Größe 🙂||9999-12-31|1000-01-01T00:00:00.000001"
                + $"|2026-02-28T03:04:05.123456Z|-34.22:59:59|2026|00ff|y|x,y|true|{id}",
                string.Join('|', Enumerable.Repeat("(null)", 20)),
            ],
            outcome.Texts);
    }

    [Theory]
    [InlineData(MySqlDriver.MySqlConnector, "12345678901234567890123456789012345.1|1.5|-0.000000000000000000000000000001", 0)]
    [InlineData(MySqlDriver.MySqlData, "1.5", 1)]
    public async Task Decimals_are_exact_or_cost_their_row(MySqlDriver driver, string expected, int unreadable)
    {
        // The old MySql.Data rounds what is behind the 28th digit, so it is not asked for that.
        var tiny = driver == MySqlDriver.MySqlConnector ? "union all select -0.000000000000000000000000000001" : "";

        var outcome = await new DbSource(server.DataSource(driver)).ReadAsync(
            $"select cast('12345678901234567890123456789012345.1' as decimal(40,1)) as v union all select 1.5 {tiny}");

        Assert.Equal(expected, string.Join('|', outcome.Texts));
        Assert.Equal(unreadable, outcome.Errors.Count);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_zero_date_is_null_if_the_connection_string_says_so(MySqlDriver driver)
    {
        await server.ExecuteAsync($"create or replace table zeros_{driver}(id int, day date, at datetime)");
        await server.ExecuteAsync($"set sql_mode = ''; insert into zeros_{driver} values (1, '2025-01-01', '2025-01-01'), (2, '0000-00-00', '0000-00-00')");

        var strict = await new DbSource(server.DataSource(driver)).ReadAsync(Model.Table($"zeros_{driver}"));
        var lenient = await new DbSource(server.DataSource(driver, "ConvertZeroDateTime=true")).ReadAsync(Model.Table($"zeros_{driver}"));

        Assert.Contains("ConvertZeroDateTime=true", Assert.Single(strict.Errors).Reason, StringComparison.Ordinal);
        Assert.Equal(["1|2025-01-01|2025-01-01T00:00:00", "2|(null)|(null)"], lenient.Texts);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Cancelling_while_the_statement_runs_stops_it_on_the_server(MySqlDriver driver)
    {
        var mark = $"cancel_opening_{driver}";
        using var stop = new CancellationTokenSource();
        var opening = new DbSource(server.DataSource(driver)).OpenReadAsync(new() { Model = Model.Sql($"select sleep(600) as {mark}") }, stop.Token).AsTask();
        await UntilAsync(mark, isRunning: true);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        await UntilAsync(mark, isRunning: false);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Cancelling_in_the_middle_stops_the_statement_on_the_server(MySqlDriver driver)
    {
        var mark = $"cancel_middle_{driver}";
        using var stop = new CancellationTokenSource();
        var read = await new DbSource(server.DataSource(driver)).OpenReadAsync(
            new() { Model = Model.Sql($"select a.seq, repeat('x', 1000) as {mark} from seq_1_to_100000000 a") }, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in read.Batches.WithCancellation(stop.Token))
                await stop.CancelAsync();
        });

        await read.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Reading.Cancellation);

        Assert.Null(read.End);
        await UntilAsync(mark, isRunning: false);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task The_columns_are_told_without_running_the_statement(MySqlDriver driver)
    {
        var start = Stopwatch.GetTimestamp();

        var schema = await new DbSource(server.DataSource(driver)).GetSchemaAsync(
            new() { Model = Model.Sql("select seq as id, sleep(600) as s, cast(1 as decimal(10,2)) as d from seq_1_to_100") }, Reading.Cancellation);

        Assert.Equal([("id", FieldType.Integer), ("s", FieldType.Integer), ("d", FieldType.Decimal)], schema.Select(field => (field.Name, field.Type)));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task The_server_ends_a_statement_that_takes_too_long(MySqlDriver driver)
    {
        var source = new DbSource(server.DataSource(driver), new() { StatementTimeout = TimeSpan.FromSeconds(1), MaximumAttempts = 1 });

        var failure = await source.DbFailureAsync("select count(*) as n from seq_1_to_100000000 a, seq_1_to_1000 b");

        Assert.Equal(1969, failure.ErrorNumber);
        Assert.Contains("took longer than the server allows", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_user_with_the_right_to_select_can_read_and_list_and_no_more(MySqlDriver driver)
    {
        var user = $"only_{driver}";
        await server.ExecuteAsync($"create or replace table open_{driver}(id int) engine = innodb; create or replace table shut_{driver}(id int); create or replace view seen_{driver} as select 1 as a");
        await server.ExecuteAsync($"create or replace user {user}@'127.0.0.1' identified by '{MariaDbServer.Password}'");
        await server.ExecuteAsync($"grant select on shop.open_{driver} to {user}@'127.0.0.1'; grant select on shop.seen_{driver} to {user}@'127.0.0.1'");
        var source = new DbSource(server.DataSource(driver, $"User={user}"), new() { MaximumAttempts = 1 });

        var models = await source.ListModelsAsync(Reading.Cancellation);
        var outcome = await source.ReadAsync(models[0]);
        var refused = await source.TestConnectionAsync(new() { Model = Model.Table($"shut_{driver}") }, Reading.Cancellation);

        Assert.Equal([(ModelKind.Table, $"`shop`.`open_{driver}`"), (ModelKind.View, $"`shop`.`seen_{driver}`")], models.Select(model => (model.Kind, model.Text)));
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
        Assert.Contains("the user may not read something it names", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task A_read_writes_nothing_unless_it_is_allowed_to(MySqlDriver driver)
    {
        await server.ExecuteAsync($"create or replace sequence counter_{driver}");
        var query = $"select next value for counter_{driver} as n";

        var failure = await new DbSource(server.DataSource(driver)).DbFailureAsync(query);
        var outcome = await new DbSource(server.DataSource(driver), new() { ReadOnly = false }).ReadAsync(query);

        Assert.Equal(1792, failure.ErrorNumber);
        Assert.Equal(["1"], outcome.Texts);
    }

    [Theory]
    [InlineData(MySqlDriver.MySqlData, "Server=nowhere.invalid", "the host is unknown")]
    [InlineData(MySqlDriver.MySqlConnector, "Server=nowhere.invalid", "check the name of the host")]
    [InlineData(MySqlDriver.MySqlData, "Port=1", "nothing listens")]
    [InlineData(MySqlDriver.MySqlConnector, "Port=1", "check the name of the host, the port")]
    [InlineData(MySqlDriver.MySqlConnector, "SslMode=Required", "TLS")]
    [InlineData(MySqlDriver.MySqlData, "Password=canary-wrong", "user name or password were refused")]
    [InlineData(MySqlDriver.MySqlConnector, "Password=canary-wrong", "user name or password were refused")]
    [InlineData(MySqlDriver.MySqlData, "Database=nowhere", "the database does not exist")]
    [InlineData(MySqlDriver.MySqlConnector, "Database=nowhere", "the database does not exist")]
    public async Task A_test_of_the_connection_names_the_cause(MySqlDriver driver, string setting, string cause)
    {
        var result = await new DbSource(server.DataSource(driver, setting)).TestConnectionAsync(new(), Reading.Cancellation);

        Assert.Contains(cause, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Message, StringComparison.Ordinal);
    }

    private async Task UntilAsync(string mark, bool isRunning)
    {
        await using var connection = new MySqlConnector.MySqlConnection(server.ConnectionString());
        await connection.OpenAsync(Reading.Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from information_schema.processlist where info like '%{mark}%' and id <> connection_id()";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Reading.Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while ((long)(await command.ExecuteScalarAsync(patience.Token))! > 0 != isRunning)
            await Task.Yield();
    }
}
