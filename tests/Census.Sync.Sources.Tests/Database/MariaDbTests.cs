namespace Census.Sync.Sources.Tests;

public sealed class MariaDbTests(MariaDbServer server)
{
    [Theory]
    [InlineData("cast(255 as unsigned)", FieldType.Integer, FieldValueKind.Integer, "255")]
    [InlineData("cast(18446744073709551615 as unsigned)", FieldType.Integer, FieldValueKind.Decimal, "18446744073709551615")]
    [InlineData("cast(-7 as signed)", FieldType.Integer, FieldValueKind.Integer, "-7")]
    [InlineData("cast(12.50 as decimal(10,2))", FieldType.Decimal, FieldValueKind.Decimal, "12.5")]
    [InlineData("cast(1.5 as double)", FieldType.Float, FieldValueKind.Float, "1.5")]
    [InlineData("'Grüße 🙂'", FieldType.String, FieldValueKind.String, "Grüße 🙂")]
    [InlineData("date '2025-02-28'", FieldType.Date, FieldValueKind.Date, "2025-02-28")]
    [InlineData("timestamp '2025-02-28 03:04:05'", FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2025-02-28T03:04:05")]
    [InlineData("time '03:04:05'", FieldType.Any, FieldValueKind.Time, "03:04:05")]
    [InlineData("time '-100:00:01'", FieldType.Any, FieldValueKind.String, "-4.04:00:01")]
    [InlineData("x'01ff'", FieldType.Bytes, FieldValueKind.Bytes, "01ff")]
    public async Task Each_type_keeps_its_value(string expression, FieldType type, FieldValueKind kind, string text)
    {
        var (field, value) = await new DbSource(server.DataSource(MySqlDriver.MySqlData)).ReadValueAsync($"select {expression} as v");

        Assert.Equal((type, kind, text), (field.Type, value.Kind, value.ToText()));
    }

    [Fact]
    public async Task A_timestamp_is_a_point_in_time_whatever_the_time_zone_of_the_server()
    {
        await server.ExecuteAsync("create or replace table moments(at timestamp null, local_at datetime)");
        await server.ExecuteAsync("set time_zone = '+05:00'; insert into moments values ('2025-02-28 03:04:05', '2025-02-28 03:04:05')");

        var outcome = await new DbSource(server.DataSource(MySqlDriver.MySqlData)).ReadAsync(Model.Table("shop.moments"));

        Assert.Equal(["2025-02-27T22:04:05Z|2025-02-28T03:04:05"], outcome.Texts);
        Assert.Equal([FieldType.DateTime, FieldType.LocalDateTime], outcome.Schema.Select(field => field.Type));
    }

    [Fact]
    public async Task The_time_zone_of_a_pooled_connection_is_put_back()
    {
        await using var dataSource = server.DataSource(MySqlDriver.MySqlData, "Maximum Pool Size=1");
        await new DbSource(dataSource).ReadAsync("select 1 as a");

        await using var connection = await dataSource.OpenConnectionAsync(Reading.Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "select @@session.time_zone = @@global.time_zone and @@session.net_write_timeout = @@global.net_write_timeout";

        Assert.Equal(1L, Convert.ToInt64(await command.ExecuteScalarAsync(Reading.Cancellation), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Tiny_integers_are_truth_values_unless_the_connection_string_says_otherwise()
    {
        await server.ExecuteAsync("create or replace table flags(a tinyint(1))");
        await server.ExecuteAsync("insert into flags values (1), (0), (5), (null)");

        var truths = await new DbSource(server.DataSource(MySqlDriver.MySqlData)).ReadAsync(Model.Table("flags"));
        var numbers = await new DbSource(server.DataSource(MySqlDriver.MySqlData, "TreatTinyAsBoolean=false")).ReadAsync(Model.Table("flags"));

        Assert.Equal(["true", "false", "true", "(null)"], truths.Texts);
        Assert.Equal(["1", "0", "5", "(null)"], numbers.Texts);
    }

    [Fact]
    public async Task A_zero_date_costs_its_row_or_is_null_as_the_connection_string_says()
    {
        await server.ExecuteAsync("create or replace table zeros(id int, day date, at datetime)");
        await server.ExecuteAsync("set sql_mode = ''; insert into zeros values (1, '2025-01-01', '2025-01-01'), (2, '0000-00-00', '0000-00-00')");

        var strict = await new DbSource(server.DataSource(MySqlDriver.MySqlData)).ReadAsync(Model.Table("zeros"));
        var lenient = await new DbSource(server.DataSource(MySqlDriver.MySqlData, "ConvertZeroDateTime=true")).ReadAsync(Model.Table("zeros"));

        Assert.Equal(["1|2025-01-01|2025-01-01T00:00:00"], strict.Texts);
        Assert.Contains("ConvertZeroDateTime=true", Assert.Single(strict.Errors).Reason, StringComparison.Ordinal);
        Assert.Equal(["1|2025-01-01|2025-01-01T00:00:00", "2|(null)|(null)"], lenient.Texts);
    }

    [Theory]
    [InlineData("select * from nowhere", 1146, "a table or view it names does not exist")]
    [InlineData("selec 1", 1064, "a syntax error")]
    [InlineData("select nothing from information_schema.tables", 1054, "a column it names does not exist")]
    public async Task A_query_that_is_refused_says_why(string sql, int number, string reason)
    {
        var failure = await new DbSource(server.DataSource(MySqlDriver.MySqlData)).DbFailureAsync(sql);

        Assert.Equal(number, failure.ErrorNumber);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_says_so()
    {
        var dataSource = MySql.Data.MySqlClient.MySqlClientFactory.Instance.CreateDataSource(server.ConnectionString(password: "canary-wrong"));

        var failure = await new DbSource(dataSource).DbFailureAsync("select 1 as a");

        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-wrong", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_killed_in_the_middle_is_an_error()
    {
        await using var read = await new DbSource(server.DataSource(MySqlDriver.MySqlData, "Pooling=false")).OpenReadAsync(
            new() { Model = Model.Sql("select seq as kill_me, repeat('x', 1000) as filler from seq_1_to_1000000") }, Reading.Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(Reading.Cancellation);
        Assert.True(await batches.MoveNextAsync());

        await server.ExecuteAsync(
            "begin not atomic declare victim bigint; "
            + "select id into victim from information_schema.processlist where info like '%kill_me%' and id <> connection_id() limit 1; kill victim; end");
        await Assert.ThrowsAsync<DbSourceException>(async () =>
        {
            while (await batches.MoveNextAsync())
            {
            }
        });

        Assert.Null(read.End);
    }

    [Fact]
    public async Task A_read_that_is_left_early_does_not_read_the_rest()
    {
        var read = await new DbSource(server.DataSource(MySqlDriver.MySqlData)).OpenReadAsync(
            new() { Model = Model.Sql("select a.seq, repeat('x', 1000) as filler from seq_1_to_100000000 a") }, Reading.Cancellation);
        await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
            break;

        // 100 GB would follow.
        await read.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Reading.Cancellation);

        Assert.Null(read.End);
    }
}
