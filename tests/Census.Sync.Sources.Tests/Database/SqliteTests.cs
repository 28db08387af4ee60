using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sources.Tests;

// One of them counts what the whole process allocates.
[Collection(nameof(Alone))]
public sealed class SqliteTests
{
    [Fact]
    public async Task Each_value_has_its_own_type_whatever_the_column_says()
    {
        using var database = new SqliteFile(
            "create table t(a integer, b text, c decimal)",
            "insert into t values (1, 'x', 1.5), ('notint', 2, '12345678901234567890.1234'), (null, null, x'01ff'), (2.5, '', 7)");

        var outcome = await database.Source().ReadAsync(Model.Table("t"));

        Assert.Equal(["1|x|1.5", "notint|2|12345678901234567000", "(null)|(null)|01ff", "2.5||7"], outcome.Texts.Select(text => text.Replace("1.2345678901234567E+19", "12345678901234567000", StringComparison.Ordinal)));
        Assert.Equal([FieldValueKind.Integer, FieldValueKind.String, FieldValueKind.Null, FieldValueKind.Float], outcome.Rows.Select(row => row[0].Kind));
        Assert.All(outcome.Schema, field => Assert.Equal(FieldType.Any, field.Type));
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("UTF-16le")]
    [InlineData("UTF-16be")]
    public async Task Values_are_the_same_whatever_the_encoding_of_the_file(string encoding)
    {
        using var database = new SqliteFile(
            $"pragma encoding = '{encoding}'",
            "create table t(a text, b, c blob)",
            $"insert into t values ('Größe 🙂', {long.MinValue}, x'00ff'), ('', -0.1, x''), (null, 1e300, null)");

        Assert.Equal(["Größe 🙂|-9223372036854775808|00ff", "|-0.1|", "(null)|1E+300|(null)"], (await database.Source().ReadAsync(Model.Table("t"))).Texts);
    }

    [Fact]
    public async Task Reading_allocates_text_only()
    {
        const int Rows = 100_000;
        using var database = new SqliteFile(
            "create table t(a integer, b real, c)",
            $"insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < {Rows}) select i, i / 7.0, case i % 2 when 0 then i end from n");
        await using var read = await database.Source().OpenReadAsync(new() { Model = Model.Table("t") }, Reading.Cancellation);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        long records = 0;
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
            records += batch.Count;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // A single boxed number a row would be 24 bytes. Other tests may run meanwhile.
        Assert.Equal(Rows, records);
        Assert.InRange(allocated, 0, Rows * 20);
    }

    [Fact]
    public async Task A_file_that_is_missing_damaged_or_without_the_table_is_told_apart()
    {
        using var database = new SqliteFile("create table t(a)");
        using var folder = new TestUtilities.TemporaryFolder();
        var text = folder.Write("text.db", new string('x', 4096));

        Assert.Equal(14, (await Failure("Data Source=/nowhere/at/all.db;Mode=ReadOnly")).ErrorNumber);
        Assert.Equal(26, (await Failure($"Data Source={text};Pooling=False")).ErrorNumber);
        var missing = await database.Source().DbFailureAsync("select * from nowhere");
        Assert.Equal(1, missing.ErrorNumber);
        Assert.Contains("names a table or column that does not exist", missing.Message, StringComparison.Ordinal);

        static Task<DbSourceException> Failure(string connectionString) =>
            new DbSource(SqliteFactory.Instance.CreateDataSource(connectionString)).DbFailureAsync("select * from t");
    }

    [Fact]
    public async Task An_error_in_the_middle_comes_after_the_rows_before_it()
    {
        using var database = new SqliteFile();

        // Adding to the largest number there is fails at row 50,000.
        var (failure, records) = await database.Source().ReadToFailureAsync<DbSourceException>(Model.Sql(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) "
            + "select i, case when i = 50000 then abs(-9223372036854775807 - 1) else i end as v from n"));

        Assert.Equal(49_000, records);
        Assert.Contains("after 49999 rows", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_returns_at_once_although_the_provider_cannot_stop_its_statement()
    {
        using var database = new SqliteFile();
        using var stop = new CancellationTokenSource();
        using var running = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        var source = new DbSource(database.DataSource, new()
        {
            // Stands for a statement that takes long: it holds the thread of the provider.
            ConfigureCommand = _ =>
            {
                running.Release();
                release.Wait();
            },
        });
        var opening = source.OpenReadAsync(new() { Model = Model.Sql("select 1 as a") }, stop.Token).AsTask();
        await running.WaitAsync(Reading.Cancellation);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        release.Release();
    }

    [Fact]
    public async Task Cancelling_interrupts_a_statement_that_would_never_end()
    {
        using var database = new SqliteFile();
        using var stop = new CancellationTokenSource();
        using var running = new SemaphoreSlim(0);
        await using var connection = new SqliteConnection(database.ConnectionString);
        connection.CreateFunction("note", () => running.Release() + 1);
        await using var dataSource = new OneConnection(connection);
        var opening = new DbSource(dataSource).OpenReadAsync(
            new() { Model = Model.Sql("with recursive n(i) as (select note() union all select i + 1 from n) select count(*) as c from n") }, stop.Token).AsTask();
        await running.WaitAsync(Reading.Cancellation);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Reading.Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (connection.State != ConnectionState.Closed)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_reader_sees_one_state_of_the_database_while_others_write()
    {
        using var database = new SqliteFile(
            "pragma journal_mode = wal",
            "create table t(a integer)",
            "insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i from n");
        await using var read = await database.Source().OpenReadAsync(new() { Model = Model.Table("t"), BatchSize = 10 }, Reading.Cancellation);

        await using (var writer = new SqliteConnection(database.ConnectionString))
        {
            await writer.OpenAsync(Reading.Cancellation);
            await using var delete = writer.CreateCommand();
            delete.CommandText = "delete from t";
            await delete.ExecuteNonQueryAsync(Reading.Cancellation);
        }

        var records = 0;
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
            records += batch.Count;
        Assert.Equal(5000, records);
    }

    [Fact]
    public async Task Session_statements_run_before_the_query()
    {
        using var database = new SqliteFile();
        var source = database.Source(new() { SessionSql = "create temp table session(a); insert into session values ('here')" });

        Assert.Equal(["here"], (await source.ReadAsync("select a from session")).Texts);
    }

    private sealed class OneConnection(SqliteConnection connection) : DbDataSource
    {
        public override string ConnectionString => connection.ConnectionString;

        protected override DbConnection CreateDbConnection() => connection;
    }
}
