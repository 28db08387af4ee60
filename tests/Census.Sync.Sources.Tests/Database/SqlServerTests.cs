using System.Data.SqlTypes;
using Census.Sync.Sources.Tests.Fake;

namespace Census.Sync.Sources.Tests;

/// <summary>SQL Server and Synapse, played by a provider that behaves as section 7 of the specification of the sources says.</summary>
public sealed class SqlServerTests
{
    private const string Query = "select v from t";
    private const string Snapshot = "SET TRANSACTION ISOLATION LEVEL SNAPSHOT";
    private const string ReadCommitted = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    public static TheoryData<string, object, FieldType, FieldValueKind, string> Types { get; } = new()
    {
        { "bit", true, FieldType.Boolean, FieldValueKind.Boolean, "true" },
        { "tinyint", (byte)255, FieldType.Integer, FieldValueKind.Integer, "255" },
        { "smallint", (short)-7, FieldType.Integer, FieldValueKind.Integer, "-7" },
        { "int", 7, FieldType.Integer, FieldValueKind.Integer, "7" },
        { "bigint", long.MinValue, FieldType.Integer, FieldValueKind.Integer, "-9223372036854775808" },
        { "decimal", 12.50m, FieldType.Decimal, FieldValueKind.Decimal, "12.5" },
        { "money", 922337203685477.5807m, FieldType.Decimal, FieldValueKind.Decimal, "922337203685477.5807" },
        { "real", 0.1f, FieldType.Float, FieldValueKind.Float, "0.1" },
        { "float", 1e300, FieldType.Float, FieldValueKind.Float, "1E+300" },
        { "nvarchar", "Größe", FieldType.String, FieldValueKind.String, "Größe" },
        { "xml", "<a/>", FieldType.String, FieldValueKind.String, "<a/>" },
        { "uniqueidentifier", new Guid("6F9619FF-8B86-D011-B42D-00CF4FC964FF"), FieldType.String, FieldValueKind.String, "6f9619ff-8b86-d011-b42d-00cf4fc964ff" },
        { "date", new DateTime(2026, 2, 28), FieldType.Date, FieldValueKind.Date, "2026-02-28" },
        { "time", new TimeSpan(0, 3, 4, 5, 6), FieldType.Time, FieldValueKind.Time, "03:04:05.006" },
        { "datetime", new DateTime(2026, 2, 28, 3, 4, 5, 7), FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2026-02-28T03:04:05.007" },
        { "datetime2", new DateTime(2026, 2, 28, 3, 4, 5).AddTicks(1), FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2026-02-28T03:04:05.0000001" },
        { "smalldatetime", new DateTime(2026, 2, 28, 3, 4, 0), FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2026-02-28T03:04:00" },
        { "datetimeoffset", new DateTimeOffset(2026, 2, 28, 3, 4, 5, TimeSpan.FromHours(5)), FieldType.DateTime, FieldValueKind.Instant, "2026-02-27T22:04:05Z" },
        { "timestamp", new byte[] { 0, 0, 0, 0, 0, 0, 7, 0xD1 }, FieldType.Bytes, FieldValueKind.Bytes, "00000000000007d1" },
        { "varbinary", new byte[] { 1, 255 }, FieldType.Bytes, FieldValueKind.Bytes, "01ff" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Each_type_keeps_its_value(string typeName, object value, FieldType type, FieldValueKind kind, string text)
    {
        var database = new FakeDatabase(sql => sql == Query ? FakeResult.Of(value, typeName) : FakeResult.Empty);

        var (field, read) = await new DbSource(database).ReadValueAsync(Query);

        Assert.Equal((type, kind, text), (field.Type, read.Kind, read.ToText()));
    }

    [Theory]
    [InlineData("12345678901234567890123456789012345678")]
    [InlineData("-0.00000000000000000000000000000000000001")]
    [InlineData("1234567890123456789.5")]
    public async Task Decimals_of_38_digits_are_exact(string number)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(SqlDecimal.Parse(number), "decimal", typeof(decimal), precision: 38));

        var (field, value) = await new DbSource(database).ReadValueAsync(Query);

        Assert.Equal((FieldType.Decimal, number), (field.Type, value.ToText()));
    }

    [Fact]
    public async Task A_variant_has_the_type_of_each_value()
    {
        var database = new FakeDatabase(_ => new([new("v", "sql_variant", typeof(object))], [[1], ["x"], [2.5m], [new DateTime(2026, 2, 28)], [null]]));

        var outcome = await new DbSource(database).ReadAsync(Query);

        Assert.Equal(["1", "x", "2.5", "2026-02-28T00:00:00", "(null)"], outcome.Texts);
    }

    [Fact]
    public async Task Columns_whose_assembly_is_missing_are_named_with_what_to_do()
    {
        var database = new FakeDatabase(_ => new([new("id", "int", typeof(int)), new("place", "shop.sys.geography", null), new("node", "shop.sys.hierarchyid", null)], []));

        var failure = await new DbSource(database).FailureAsync(Model.Sql(Query));

        Assert.Contains("'place' (shop.sys.geography), 'node' (shop.sys.hierarchyid)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Cast them in the query", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, database.OpenConnections);
    }

    [Fact]
    public async Task A_read_is_one_of_a_snapshot_and_the_session_is_put_back()
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1));

        var outcome = await new DbSource(database).ReadAsync(Query);

        Assert.Equal(SourceReadEnd.Complete, outcome.End);
        Assert.Equal([Snapshot, Query, ReadCommitted], database.Statements);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, false)]
    public async Task Without_snapshots_a_read_is_complete_only_if_its_statement_sees_one_state(bool? hasStatementSnapshots, bool isComplete)
    {
        var outcome = await new DbSource(WithoutSnapshots(hasStatementSnapshots)).ReadAsync(Query);

        Assert.Equal(isComplete, outcome.End!.IsComplete);
        Assert.Equal(["1"], outcome.Texts);
        if (!isComplete)
            Assert.Contains("ALLOW_SNAPSHOT_ISOLATION", outcome.End.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_without_snapshots_can_be_taken_for_complete()
    {
        var outcome = await new DbSource(WithoutSnapshots(false), new() { AllowInconsistentReads = true }).ReadAsync(Query);

        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    [Theory]
    [InlineData("shop.sql.azuresynapse.net", false, false)]
    [InlineData("tcp:shop.sql.azuresynapse.net,1433", true, true)]
    [InlineData("shop-ondemand.sql.azuresynapse.net", false, true)]
    public async Task Pools_of_Synapse_are_told_by_their_address_and_know_no_snapshots_of_a_transaction(string address, bool hasStatementSnapshots, bool isComplete)
    {
        var database = new FakeDatabase(sql => sql.Contains("is_read_committed_snapshot_on", StringComparison.Ordinal) ? FakeResult.Of(hasStatementSnapshots) : FakeResult.Of(1))
        {
            Address = address,
        };

        var outcome = await new DbSource(database).ReadAsync(Query);

        Assert.Equal(isComplete, outcome.End!.IsComplete);
        Assert.DoesNotContain(database.Statements, sql => sql.Contains("ISOLATION LEVEL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tables_and_views_are_listed()
    {
        var database = new FakeDatabase(sql => sql.Contains("sys.objects", StringComparison.Ordinal)
            ? new([new("table_schema", "sysname", typeof(string)), new("table_name", "sysname", typeof(string)), new("table_type", "varchar", typeof(string))],
                [["dbo", "odd ] name", "TABLE"], ["mart", "companies", "VIEW"]])
            : FakeResult.Empty);

        var models = await new DbSource(database).ListModelsAsync(Reading.Cancellation);

        Assert.Equal([(ModelKind.Table, "[dbo].[odd ]] name]"), (ModelKind.View, "[mart].[companies]")], models.Select(model => (model.Kind, model.Text)));
    }

    [Fact]
    public async Task A_read_that_is_left_early_is_cancelled_and_not_drained()
    {
        var database = new FakeDatabase(_ => new([new("v", "int", typeof(int))], Enumerable.Range(0, 1_000_000).Select(i => new object?[] { i })));
        var read = await new DbSource(database).OpenReadAsync(new() { Model = Model.Sql(Query) }, Reading.Cancellation);
        await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
            break;

        await read.DisposeAsync();

        Assert.Equal((1, 0, 0), (database.Cancelled, database.Drained, database.OpenConnections));
    }

    [Theory]
    [InlineData(208, "a table or view it names does not exist", false)]
    [InlineData(229, "may not read", false)]
    [InlineData(102, "a syntax error", false)]
    [InlineData(103010, "a syntax error", false)]
    [InlineData(1205, "another transaction was in the way", true)]
    [InlineData(42108, "the SQL pool is paused", true)]
    public async Task What_the_server_says_is_told_by_its_number(int number, string meaning, bool isTransient)
    {
        var database = new FakeDatabase(sql => sql == Query ? throw new FakeDbException(number) : FakeResult.Empty);

        var failure = await new DbSource(database, new() { MaximumAttempts = 1 }).DbFailureAsync(Query);

        Assert.Equal((number, isTransient), (failure.ErrorNumber, failure.IsTransient));
        Assert.Contains(meaning, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    private static FakeDatabase WithoutSnapshots(bool? hasStatementSnapshots)
    {
        var isSnapshot = false;
        return new(sql =>
        {
            isSnapshot = sql == Snapshot || sql != ReadCommitted && isSnapshot;
            return sql switch
            {
                Query when isSnapshot => throw new FakeDbException(3952),
                Query => FakeResult.Of(1),
                _ when sql.Contains("is_read_committed_snapshot_on", StringComparison.Ordinal) =>
                    hasStatementSnapshots is null ? throw new FakeDbException(229) : FakeResult.Of(hasStatementSnapshots),
                _ => FakeResult.Empty,
            };
        });
    }
}
