using Census.Sync.SourceEmulators.Google;

namespace Census.Sync.Sources.Google.Tests;

public sealed class SheetsSourceTests : IAsyncLifetime
{
    private readonly SheetsEmulator _emulator = new();

    [Fact]
    public async Task Ragged_rows_are_filled_and_blank_ones_left_out()
    {
        Add("Contacts", 1_000, """["Email","Name","","Since","Active"]""", """["a@x.io","Ann",1,45351.5,true]""", """["b@x.io"]""", "[]", """["","","",""]""", """["c@x.io","","","",false]""", """["d@x.io","","","",true,"more than the header"]""");
        using var source = _emulator.Source(options => options with { Types = new Dictionary<string, FieldType> { ["Since"] = FieldType.LocalDateTime } });

        var (rows, read) = await source.ReadAllAsync();

        Assert.Equal(["Email", "Name", "column_3", "Since", "Active"], read.Schema.Select(field => field.Name));
        Assert.Equal(
            [
                "String a@x.io|String Ann|Integer 1|LocalTimestamp 2024-02-29T12:00:00|Boolean true",
                "String b@x.io|Null|Null|Null|Null",
                "String c@x.io|Null|Null|Null|Boolean false",
                "String d@x.io|Null|Null|Null|Boolean true",
            ],
            rows.Select(row => string.Join('|', row)));
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Theory]
    [InlineData(FieldType.LocalDateTime, "2.5", "LocalTimestamp 1900-01-01T12:00:00")]
    [InlineData(FieldType.LocalDateTime, "33.625", "LocalTimestamp 1900-02-01T15:00:00")]
    [InlineData(FieldType.LocalDateTime, "45351.52425925926", "LocalTimestamp 2024-02-29T12:34:56")]
    [InlineData(FieldType.Date, "45351.5", "Date 2024-02-29")]
    [InlineData(FieldType.Date, "\"2024-02-29\"", "String 2024-02-29")]
    [InlineData(FieldType.Time, "0.25", "Time 06:00:00")]
    [InlineData(FieldType.String, "123", "String 123")]
    [InlineData(FieldType.String, "\"00123\"", "String 00123")]
    [InlineData(FieldType.String, "true", "String TRUE")]
    [InlineData(FieldType.Any, "1.5", "Decimal 1.5")]
    [InlineData(FieldType.Any, "\"#hashtag\"", "String #hashtag")]
    [InlineData(FieldType.Any, "\"\"", "Null")]
    public async Task A_cell_has_the_value_that_is_declared(FieldType type, string cell, string expected)
    {
        Add("T", 10, """["K","C"]""", $"[1,{cell}]");
        using var source = _emulator.Source(options => options with { Types = new Dictionary<string, FieldType> { ["C"] = type } });

        var (rows, read) = await source.ReadAllAsync();

        Assert.Empty(read.Errors);
        Assert.Equal(expected, Assert.Single(rows)[1]);
    }

    [Theory]
    [InlineData("\"#REF!\"", "is the error #REF!")]
    [InlineData("\"#N/A\"", "is the error #N/A")]
    [InlineData("99999999", "stands for no date")]
    public async Task A_cell_that_cannot_be_read_makes_its_row_unreadable_and_no_other(string cell, string reason)
    {
        Add("T", 10, """["K","C"]""", "[1,1]", $"[2,{cell}]", "[3,3]");
        using var source = _emulator.Source(options => options with { Types = new Dictionary<string, FieldType> { ["C"] = FieldType.Date } });

        var (rows, read) = await source.ReadAllAsync();

        Assert.Equal(["Integer 1", "Integer 3"], rows.Select(row => row[0]));
        Assert.Contains(reason, Assert.Single(read.Errors).Reason);
    }

    [Fact]
    public async Task A_large_tab_is_read_in_parts_over_blank_blocks_and_is_never_complete()
    {
        List<string> rows = ["""["No"]"""];
        for (var i = 0; i < 1_000; i++)
            rows.Add(i is >= 200 and < 600 ? "[]" : $"[{i}]");
        _emulator.Tabs.Add(("T", 1_200, 2, rows));
        using var source = _emulator.Source(options => options with { MaximumCellsAtOnce = 200 });

        var (read, end) = await source.ReadAllAsync(batchSize: 7);

        Assert.Equal(Enumerable.Range(0, 1_000).Where(i => i is < 200 or >= 600).Select(i => $"Integer {i}"), read.Select(row => row[0]));
        Assert.False(end.End!.IsComplete);
        Assert.Equal(12, _emulator.CallsOf("values").Count);
    }

    [Fact]
    public async Task A_tab_is_found_by_its_title_whatever_is_in_it()
    {
        Add("First", 10, """["a"]""", "[1]");
        Add("Ann's A1!B", 10, """["b"]""", "[2]");
        using var source = _emulator.Source();

        Assert.Equal("Integer 1", (await source.ReadAllAsync()).Rows[0][0]);
        Assert.Equal("Integer 2", (await source.ReadAllAsync(Model.Table("Ann's A1!B"))).Rows[0][0]);
        Assert.Equal(["Table First", "Table Ann's A1!B"], (await source.ListModelsAsync(Reading.Cancellation)).Select(model => model.ToString()));
        Assert.Contains("It has: First", (await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(Model.Table("None")))).Message);
        Assert.Contains("no queries", (await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(Model.Sql("select 1")))).Message);
    }

    [Fact]
    public async Task A_header_alone_is_a_schema_and_no_rows()
    {
        Add("T", 10, "[]", "[]", """["a","b"]""");
        using var source = _emulator.Source(options => options with { HeaderRow = 3 });

        var (rows, read) = await source.ReadAllAsync();

        Assert.Empty(rows);
        Assert.Equal(["a", "b"], read.Schema.Select(field => field.Name));
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task A_header_that_cannot_be_is_told()
    {
        Add("Twice", 10, """["a","a"]""");
        Add("Empty", 10);
        Add("Typed", 10, """["a"]""");
        using var source = _emulator.Source();
        using var typed = _emulator.Source(options => options with { Types = new Dictionary<string, FieldType> { ["b"] = FieldType.Date } });
        using var below = _emulator.Source(options => options with { HeaderRow = 11 });

        Assert.Contains("two columns 'a'", (await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(Model.Table("Twice")))).Message);
        Assert.Contains("nothing in row 1", (await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(Model.Table("Empty")))).Message);
        Assert.Contains("'b'", (await Assert.ThrowsAsync<SyncSourceException>(() => typed.ReadAllAsync(Model.Table("Typed")))).Message);
        Assert.Contains("has 10 rows", (await Assert.ThrowsAsync<SyncSourceException>(() => below.ReadAllAsync(Model.Table("Typed")))).Message);
    }

    [Theory]
    [InlineData(403, "PERMISSION_DENIED", "share the spreadsheet")]
    [InlineData(400, "FAILED_PRECONDITION", "file of Office")]
    [InlineData(404, "NOT_FOUND", "no spreadsheet")]
    public async Task A_refusal_is_told_with_what_to_do(int status, string code, string words)
    {
        Add("T", 10, """["a"]""");
        _emulator.Fail("tabs", new(status, $$$"""{"error":{"code":{{{status}}},"message":"secret","status":"{{{code}}}"}}"""));
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<GoogleSourceException>(() => source.ReadAllAsync());

        Assert.Contains(words, failure.Message);
        Assert.Equal(code, failure.Reason);
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task A_call_too_many_waits_and_a_failure_is_repeated()
    {
        Add("T", 10, """["a"]""", "[1]");
        _emulator.Fail("values", new(429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}"""), times: 2);
        _emulator.Fail("values", new(503, ""), times: 1);
        using var source = _emulator.Source();

        Assert.Single((await source.ReadAllAsync()).Rows);
    }

    [Fact]
    public async Task A_public_spreadsheet_is_read_with_a_key_and_no_token()
    {
        Add("T", 10, """["a"]""", "[1]");
        _emulator.ApiKey = "k3y";
        using var source = _emulator.Source(options => options with { Credential = null, ApiKey = "k3y" });

        Assert.Single((await source.ReadAllAsync()).Rows);
        Assert.DoesNotContain("k3y", new SheetsSourceOptions { SpreadsheetId = "s", ApiKey = "k3y" }.ToString());
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        var good = new SheetsSourceOptions { SpreadsheetId = "s", ApiKey = "k" };

        Assert.ThrowsAny<ArgumentException>(() => new SheetsSource(good with { SpreadsheetId = "" }));
        Assert.ThrowsAny<ArgumentException>(() => new SheetsSource(good with { HeaderRow = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => new SheetsSource(good with { Types = new Dictionary<string, FieldType> { ["a"] = FieldType.DateTime } }));
        Assert.ThrowsAny<ArgumentException>(() => new SheetsSource(good with { Address = new("http://example.com/") }));
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }

    private void Add(string title, int rows, params string[] values) => _emulator.Tabs.Add((title, rows, 26, [.. values]));
}
