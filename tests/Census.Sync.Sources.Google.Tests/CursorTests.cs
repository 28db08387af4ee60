using System.Text.Json;
using Census.Sync.SourceEmulators.Google;

namespace Census.Sync.Sources.Google.Tests;

public sealed class CursorTests
{
    public static TheoryData<FieldValue, string, string> Kinds => new()
    {
        { new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(10), "TIMESTAMP", "2026-03-01T10:00:00.000001Z" },
        { FieldValue.From(new DateTime(2026, 3, 1, 10, 0, 0, DateTimeKind.Unspecified)), "DATETIME", "2026-03-01T10:00:00" },
        { new DateOnly(2026, 3, 1), "DATE", "2026-03-01" },
        { 17, "INT64", "17" },
        { 0.5m, "BIGNUMERIC", "0.5" },
        { "' or 1=1 --", "STRING", "' or 1=1 --" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task BigQuery_is_told_the_value_as_a_parameter(FieldValue from, string type, string text)
    {
        await using var emulator = new BigQueryEmulator();
        emulator.Results["SELECT * FROM (\nselect * from d.people where x = @x\n) census_model WHERE `odd \"c\" \\`c\\`` >= @census_cursor"] = ("""[{"name":"ID","type":"INT64"}]""", ["""{"f":[{"v":"1"}]}"""]);
        using var source = emulator.Source();

        await using var read = await source.OpenReadAsync(
            new() { Model = Model.Sql("select * from d.people where x = @x;\n").With("x", 1), Cursor = new("odd \"c\" `c`") { From = from } }, TestContext.Current.CancellationToken);
        await foreach (var _ in read.Batches.WithCancellation(TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(SourceReadEnd.Increment, read.End);
        Assert.Empty(emulator.Violations);
        using var body = JsonDocument.Parse(Assert.Single(emulator.CallsOf("query")).Body);
        Assert.Equal(
            ["x INT64 1", $"census_cursor {type} {text}"],
            body.RootElement.GetProperty("queryParameters").EnumerateArray()
                .Select(p => $"{p.GetProperty("name")} {p.GetProperty("parameterType").GetProperty("type")} {p.GetProperty("parameterValue").GetProperty("value")}"));
    }

    [Fact]
    public async Task A_spreadsheet_is_read_to_its_end_in_any_case_and_refuses_a_cursor()
    {
        await using var emulator = new SheetsEmulator();
        using var source = emulator.Source();

        var failure = await Assert.ThrowsAsync<SyncSourceException>(async () => await source.OpenReadAsync(new() { Cursor = new("at") }, TestContext.Current.CancellationToken));

        Assert.Equal("A spreadsheet is read to its end in any case and has no use for the cursor column 'at', which would only leave records out. Leave the cursor out.", failure.Message);
        Assert.Empty(emulator.Calls);
    }
}
