using Census.Sync.SourceEmulators.Google;
using Census.Sync.SourceSubjects;

namespace Census.Sync.Sources.Google.Tests;

public sealed class GarbageTests
{
    private static readonly string[] s_odd = [.. Garbage.Bodies, """{"tables":[{"type":"TABLE"}]}""", """{"jobComplete":true,"schema":{"fields":[{"type":"STRING"}]},"rows":[]}""", """{"jobComplete":true,"schema":{"fields":[null]}}"""];

    public static IEnumerable<TheoryDataRow<string, string>> BigQueryAnswers => Answers("query", "results", "tables");

    public static IEnumerable<TheoryDataRow<string, string>> SheetsAnswers => Answers("tabs", "values");

    [Theory]
    [MemberData(nameof(BigQueryAnswers))]
    public async Task BigQuery_answers_something_else(string call, string body)
    {
        await using var emulator = new BigQueryEmulator { Polls = 1 };
        emulator.Results["select 1"] = ("""[{"name":"a","type":"STRING"}]""", [.. Enumerable.Repeat("""{"f":[{"v":"secret"}]}""", 250)]);
        emulator.Tables.Add(("t", "TABLE"));
        using var source = emulator.Source(options => options with { DefaultDataset = "d" });

        await Garbage.AssertIsToldAsync(emulator, source, Model.Sql("select 1"), call, body);
    }

    [Theory]
    [MemberData(nameof(SheetsAnswers))]
    public async Task Sheets_answers_something_else(string call, string body)
    {
        await using var emulator = new SheetsEmulator();
        emulator.Tabs.Add(("T", 10, 2, ["""["a"]""", """["secret"]"""]));
        using var source = emulator.Source();

        await Garbage.AssertIsToldAsync(emulator, source, null, call, body);
    }

    private static IEnumerable<TheoryDataRow<string, string>> Answers(params string[] calls) =>
        from call in calls from body in s_odd select new TheoryDataRow<string, string>(call, body);
}
