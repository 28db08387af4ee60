using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

/// <summary>A read from a value on delivers the rows of this value and of higher ones, whatever the column is called.</summary>
public sealed class DbCursorTests(PostgresServer postgres, MariaDbServer mariaDb) : IDisposable
{
    private readonly SqliteFile _file = new(
        "create table orders(id integer, at text)",
        "insert into orders values (1, '2026-03-01 10:00:00'), (2, '2026-03-01 11:00:00'), (3, '2026-03-01 11:00:01'), (4, null)",
        "create table \"odd \"\" [table]\"(\"odd \"\" ] ` ; -- ü\" integer)",
        "insert into \"odd \"\" [table]\" values (1), (2), (3)");

    public static TheoryData<string, string, FieldValue, string> PostgresKinds { get; } = new()
    {
        { "timestamptz", "'2026-03-01 10:00:00.123456+00'", new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_560), "'1 microsecond'::interval" },
        { "timestamp", "'2026-03-01 10:00:00.123456'", FieldValue.From(new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Unspecified).AddTicks(1_234_560)), "'1 microsecond'::interval" },
        { "date", "'2026-03-01'", new DateOnly(2026, 3, 1), "1" },
        { "bigint", "9007199254740993", 9_007_199_254_740_993, "1" },
        { "integer", "17", 17, "1" },
        { "numeric", "0.30", 0.3m, "0.01" },
    };

    public static TheoryData<string, string, FieldValue, string> MariaDbKinds { get; } = new()
    {
        { "timestamp(6)", "'2026-03-01 10:00:00.123456'", new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1_234_560), "interval 1 microsecond" },
        { "datetime(6)", "'2026-03-01 10:00:00.123456'", FieldValue.From(new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Unspecified).AddTicks(1_234_560)), "interval 1 microsecond" },
        { "date", "'2026-03-01'", new DateOnly(2026, 3, 1), "interval 1 day" },
        { "bigint", "9007199254740993", 9_007_199_254_740_993, "1" },
    };

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Rows_from_the_value_on_are_delivered_and_the_end_says_so()
    {
        var (rows, end) = await ReadAsync(_file.Source(), Model.Table("orders"), "at", "2026-03-01 11:00:00");

        Assert.Equal(["2", "3"], rows);
        Assert.Equal(SourceReadEnd.Increment, end);
    }

    [Fact]
    public async Task Without_a_value_all_rows_are_delivered()
    {
        var (rows, end) = await ReadAsync(_file.Source(), Model.Table("orders"), "at", FieldValue.Absent);

        Assert.Equal(4, rows.Count);
        Assert.Equal(SourceReadEnd.Complete, end);
    }

    [Theory]
    [InlineData("select id, at from orders where id > @least")]
    [InlineData("select id, at from orders where id > @least;\n")]
    [InlineData("select id, at from orders where id > @least -- the last line is a comment")]
    [InlineData("with o as (select id, at from orders where id > @least) select * from o order by id desc")]
    public async Task A_query_with_values_of_its_own_is_limited(string sql)
    {
        var (rows, _) = await ReadAsync(_file.Source(), Model.Sql(sql).With("least", 2), "at", "2026-03-01 10:30:00");

        Assert.Equal(["3"], rows);
    }

    [Fact]
    public async Task An_odd_name_is_quoted()
    {
        var (rows, _) = await ReadAsync(_file.Source(), Model.Table("\"odd \"\" [table]\""), "odd \" ] ` ; -- ü", 2);

        Assert.Equal(["2", "3"], rows);
    }

    [Fact]
    public async Task Quoting_can_be_replaced()
    {
        List<string> quoted = [];
        var source = new DbSource(_file.DataSource, new() { QuoteIdentifier = name => { quoted.Add(name); return $"[{name}]"; } });

        var (rows, _) = await ReadAsync(source, Model.Table("orders"), "id", 3);

        Assert.Equal(["3", "4"], rows);
        Assert.Equal(["orders", "id"], quoted);
    }

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("2026-03-01'; drop table orders; --")]
    public async Task A_value_is_never_run_as_sql(string value)
    {
        await ReadAsync(_file.Source(), Model.Table("orders"), "at", value);

        Assert.Equal(4, (await ReadAsync(_file.Source(), Model.Table("orders"), "at", FieldValue.Absent)).Rows.Count);
    }

    [Theory]
    [MemberData(nameof(PostgresKinds))]
    public async Task Postgres_compares_by_the_type_of_the_column(string type, string literal, FieldValue from, string step) =>
        await CompareAsync(new DbSource(postgres.DataSource), $"select i as id, {literal}::{type} + (i - 2) * {step} as \"At\" from generate_series(1, 3) i", from);

    [Theory]
    [MemberData(nameof(MariaDbKinds))]
    public async Task MariaDb_compares_by_the_type_of_the_column(string type, string literal, FieldValue from, string step)
    {
        await mariaDb.ExecuteAsync($"create or replace table cursors(id int, `At` {type} null)");
        await mariaDb.ExecuteAsync(
            $"set time_zone = '+00:00'; insert into cursors values (1, cast({literal} as {Cast(type)}) - {step}), (2, {literal}), (3, cast({literal} as {Cast(type)}) + {step})");

        await CompareAsync(new DbSource(mariaDb.DataSource(MySqlDriver.MySqlData)), "select id, `At` from cursors", from);

        static string Cast(string type) => type.StartsWith("timestamp", StringComparison.Ordinal) ? "datetime(6)" : type == "bigint" ? "signed" : type;
    }

    [Fact]
    public async Task The_value_that_was_read_is_the_value_that_is_compared()
    {
        // What the engine keeps of a read it sends back with the next: nothing may be lost or rounded up on the way.
        var source = new DbSource(postgres.DataSource);
        const string sql = "select i as id, clock_timestamp() + i * interval '1 microsecond' as \"At\" from generate_series(1, 500) i";
        var before = await source.ReadAsync($"select max(\"At\") from ({sql}) x");

        var (rows, _) = await ReadAsync(source, Model.Sql($"select 1 as id, '{before.Rows[0][0].ToText()}'::timestamptz as \"At\""), "At", before.Rows[0][0]);

        Assert.Single(rows);
    }

    private static async Task CompareAsync(DbSource source, string sql, FieldValue from)
    {
        var all = await source.ReadAsync(sql);
        Assert.Equal(from, all.Rows[1][1]);

        var (rows, end) = await ReadAsync(source, Model.Sql(sql), "At", from);

        Assert.Equal(["2", "3"], rows);
        Assert.Equal(SourceReadEnd.Increment, end);
    }

    private static async Task<(List<string> Rows, SourceReadEnd? End)> ReadAsync(DbSource source, Model model, string column, FieldValue from)
    {
        await using var read = await source.OpenReadAsync(new() { Model = model, Cursor = new(column) { From = from } }, Reading.Cancellation);
        List<string> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
        {
            for (var i = 0; i < batch.Count; i++)
                rows.Add(batch[i].Values[0].ToText());
        }

        return (rows, read.End);
    }
}
