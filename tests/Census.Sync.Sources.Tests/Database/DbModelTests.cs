using Census.Sync.Sources.Tests.Fake;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

public sealed class DbModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFile _database = new(
        "create table companies(name text, arr integer)",
        "insert into companies values ('Acme', 10), ('Beta', 20)",
        "create view big_companies as select name from companies where arr > 10",
        "create table \"odd \"\" name.x\"(a text)",
        "insert into \"odd \"\" name.x\" values ('found')");

    [Fact]
    public async Task A_query_a_table_and_a_view_are_read()
    {
        var source = _database.Source();

        Assert.Equal(["Acme|10", "Beta|20"], (await source.ReadAsync(Model.Table("companies"))).Texts);
        Assert.Equal(["Beta"], (await source.ReadAsync(Model.View("big_companies"))).Texts);
        Assert.Equal(["Beta"], (await source.ReadAsync("select name from companies where arr > 10")).Texts);
    }

    [Fact]
    public async Task A_table_may_be_named_with_its_schema()
    {
        Assert.Equal(["Acme|10", "Beta|20"], (await _database.Source().ReadAsync(Model.Table("main.companies"))).Texts);
    }

    [Fact]
    public async Task A_name_with_quotes_and_dots_is_one_name_when_it_is_quoted()
    {
        Assert.Equal(["found"], (await _database.Source().ReadAsync(Model.Table("\"odd \"\" name.x\""))).Texts);
    }

    [Fact]
    public async Task A_name_is_never_run_as_sql()
    {
        var failure = await _database.Source().FailureAsync(Model.Table("companies; drop table companies"));

        Assert.IsType<DbSourceException>(failure);
        Assert.Equal(2, (await _database.Source().ReadAsync(Model.Table("companies"))).Rows.Count);
    }

    [Theory]
    [InlineData("main.")]
    [InlineData("main..companies")]
    [InlineData("\"companies")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        var failure = await _database.Source().FailureAsync(Model.Table(name));

        Assert.Contains("is not the name of a table", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quoting_can_be_replaced()
    {
        List<string> quoted = [];
        var source = _database.Source(new() { QuoteIdentifier = name => { quoted.Add(name); return name; } });

        await source.ReadAsync(Model.Table("main.companies"));

        Assert.Equal(["main", "companies"], quoted);
    }

    [Theory]
    [InlineData(DatabaseKind.Postgres, "\"a\"\"`]\"")]
    [InlineData(DatabaseKind.Sqlite, "\"a\"\"`]\"")]
    [InlineData(DatabaseKind.Other, "\"a\"\"`]\"")]
    [InlineData(DatabaseKind.MySql, "`a\"``]`")]
    [InlineData(DatabaseKind.SqlServer, "[a\"`]]]")]
    [InlineData(DatabaseKind.SynapseServerless, "[a\"`]]]")]
    public async Task Each_database_has_its_quotes_and_doubles_those_inside_a_name(DatabaseKind kind, string quoted)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1));

        await new DbSource(database, new() { Database = kind }).ReadAsync(Model.Table("a\"`]"));

        Assert.Contains($"SELECT * FROM {quoted}", database.Statements);
    }

    [Fact]
    public async Task A_file_is_read_anew_on_each_run()
    {
        var path = _folder.Write("model.sql", "\uFEFFselect name from companies -- größer\n");
        var source = _database.Source();
        var before = await source.ReadAsync(Model.SqlFile(path));

        _folder.Write("model.sql", "select arr from companies");
        var after = await source.ReadAsync(Model.SqlFile(path));

        Assert.Equal(["Acme", "Beta"], before.Texts);
        Assert.Equal(["10", "20"], after.Texts);
    }

    [Fact]
    public async Task A_file_that_is_missing_empty_or_not_text_is_named()
    {
        var empty = _folder.Write("empty.sql", " \n");
        var latin = _folder.File("latin.sql");
        await File.WriteAllBytesAsync(latin, [.. "select '"u8, 0xE9, .. "' as a"u8], Reading.Cancellation);

        Assert.Contains("does not exist", (await _database.Source().FailureAsync(Model.SqlFile(_folder.File("none.sql")))).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", (await _database.Source().FailureAsync(Model.SqlFile(empty))).Message, StringComparison.Ordinal);
        Assert.Contains("is not UTF-8", (await _database.Source().FailureAsync(Model.SqlFile(latin))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", (await _database.Source().FailureAsync(Model.SqlFile(_folder.Path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_model_is_an_error_that_says_so()
    {
        Assert.Contains("needs a model", (await _database.Source().FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1 as a; select 2 as b", "more than one set of rows")]
    [InlineData("select 1 as a, 2 as a", "two columns 'a'")]
    [InlineData("create table other(a)", "returns no columns")]
    public async Task A_query_with_another_result_than_one_set_of_rows_is_refused(string sql, string reason)
    {
        Assert.Contains(reason, (await _database.Source().FailureAsync(Model.Sql(sql))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_semicolon_at_the_end_does_no_harm()
    {
        Assert.Equal(["Acme", "Beta"], (await _database.Source().ReadAsync("select name from companies;\n -- end")).Texts);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
