using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Records;

/// <summary>What was not delivered, and what was logged, as a file that any reader of CSV reads as it was.</summary>
public sealed class RecordCsvTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset s_time = new(2026, 1, 5, 10, 17, 23, 450, TimeSpan.FromHours(2));

    public static TheoryData<string> Awkward => new("plain", "a,b", "say \"no\"", "two\nlines", "two\r\nlines", " spaces ", "", "\"", "ü 😀", ",", "=1+1", "\t", "'");

    [Theory, MemberData(nameof(Awkward))]
    public async Task Any_text_is_read_as_it_was_written(string text)
    {
        var issue = new RecordIssue(RecordIssueKind.Rejected, text, new(text, text + text, text), 3) { Since = s_time };

        var (header, row) = await ReadBackAsync(writer => RecordCsv.WriteAsync([issue], writer, cancellationToken: s_token));

        Assert.Equal(["status", "record_identifier", "error_code", "status_message", "field", "tries", "since", "last_tried_at", "retry_at"], header);
        Assert.Equal(["rejected", text, text, text + text, text, "3", "2026-01-05T08:17:23.450Z", "", ""], row);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    public async Task Formulas_can_be_prevented(string text, string expected)
    {
        var issue = new RecordIssue(RecordIssueKind.Parked, text, new("code", "message"));

        var (_, row) = await ReadBackAsync(writer => RecordCsv.WriteAsync([issue], writer, preventFormulas: true, s_token));

        Assert.Equal(expected, row[1]);
    }

    [Fact]
    public async Task A_log_has_the_columns_and_the_words_of_Census()
    {
        var entry = new LoggedRecord
        {
            Sync = "things", RunId = "run", Key = "k1", Operation = SyncOperation.Insert, Status = LoggedRecordStatus.Succeeded, BatchStartedAt = s_time, BatchEndedAt = s_time.AddSeconds(1),
            Payload = """{"Name":"a, \"b\""}""", Source = "warehouse", SourceObject = "MART.THINGS", Destination = "gainsight", DestinationObject = "Company",
        };

        var (header, row) = await ReadBackAsync(writer => RecordCsv.WriteAsync(new[] { entry }.ToAsyncEnumerable(), writer, cancellationToken: s_token));

        Assert.Equal(
            [
                "sync_id", "sync_run_id", "record_identifier", "operation", "status", "error_code", "status_message", "field", "batch_started_at", "batch_completed_at", "record_payload",
                "source_id", "source_object_id", "destination_id", "destination_object_id",
            ],
            header);
        Assert.Equal(
            [
                "things", "run", "k1", "create", "succeeded", "", "", "", "2026-01-05T08:17:23.450Z", "2026-01-05T08:17:24.450Z", entry.Payload, "warehouse", "MART.THINGS", "gainsight", "Company",
            ],
            row);
    }

    [Theory]
    [InlineData(SyncErrorCodes.NullKey, LoggedRecordStatus.Invalid, "NULL")]
    [InlineData(SyncErrorCodes.DuplicateKey, LoggedRecordStatus.Invalid, "DUPLICATE")]
    [InlineData(SyncErrorCodes.CastFailed, LoggedRecordStatus.Invalid, "invalid")]
    [InlineData(SyncErrorCodes.InDoubt, LoggedRecordStatus.InDoubt, "in_doubt")]
    [InlineData("E42", LoggedRecordStatus.Rejected, "rejected")]
    public async Task Statuses_are_those_of_Census_where_it_has_them(string code, LoggedRecordStatus status, string expected)
    {
        var entry = new LoggedRecord
        {
            Sync = "s", RunId = "r", Key = "k", Operation = SyncOperation.Upsert, Status = status, Problem = new(code, "why"), BatchStartedAt = s_time, BatchEndedAt = s_time,
        };

        var (_, row) = await ReadBackAsync(writer => RecordCsv.WriteAsync(new[] { entry }.ToAsyncEnumerable(), writer, cancellationToken: s_token));

        Assert.Equal((expected, code), (row[4], row[5]));
    }

    [Fact]
    public async Task What_a_run_refused_can_be_exported()
    {
        var sync = new TestSync().WithRows(2);
        sync.Source.Add("k1", "twice", 1m);
        sync.Destination.Refuses = _ => true;
        var run = await sync.RunCompletedAsync();
        using var writer = new StringWriter();

        await RecordCsv.WriteAsync(run.Issues, writer, cancellationToken: s_token);

        var lines = writer.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("rejected,k0,E42,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("invalid,k1,duplicate_key,", StringComparison.Ordinal));
    }

    // With the source that reads CSV files, and so with CsvHelper.
    private static async Task<(string[] Header, string[] Row)> ReadBackAsync(Func<TextWriter, Task> write)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "records.csv");
        await using (var writer = new StreamWriter(path))
            await write(writer);
        await using var read = await new CsvSource(path).OpenReadAsync(new(), s_token);
        string[] header = [.. Enumerable.Range(0, read.Schema.Count).Select(i => read.Schema[i].Name)];
        string[]? row = null;
        await foreach (var batch in read.Batches.WithCancellation(s_token))
            row = [.. batch[0].Values.ToArray().Select(value => value.HasValue ? value.ToText() : "")];
        return (header, row!);
    }
}
