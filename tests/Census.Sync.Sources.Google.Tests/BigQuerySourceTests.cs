using System.Text.Json;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Google;
using Census.Sync.TestUtilities;
using Google.Apis.Auth.OAuth2;

namespace Census.Sync.Sources.Google.Tests;

public sealed class BigQuerySourceTests : IAsyncLifetime
{
    private const string Query = "select * from people";
    private static readonly Model s_model = Model.Sql(Query);
    private readonly BigQueryEmulator _emulator = new();

    [Fact]
    public async Task A_result_of_many_pages_is_read_whole_and_in_order()
    {
        AddPeople(1_000);
        _emulator.Polls = 2;
        _emulator.LargestPage = 70;
        _emulator.EmptyPage = 4;
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model, batchSize: 7);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"Integer {i}|String name {i}"), rows.Select(row => string.Join('|', row)));
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.StartsWith("job_", read.Cost!.StatementId);
        Assert.Equal(4096, read.Cost.BytesBilled);
        Assert.Equal(_emulator.Calls.Count(call => call.Name != "token"), read.Cost.Calls);
        Assert.Single(_emulator.CallsOf("token"));
    }

    [Theory]
    [InlineData("INT64", "\"9223372036854775807\"", "Integer 9223372036854775807")]
    [InlineData("FLOAT", "\"3.14\"", "Float 3.14")]
    [InlineData("FLOAT64", "\"NaN\"", "Float NaN")]
    [InlineData("FLOAT64", "\"-Infinity\"", "Float -Infinity")]
    [InlineData("NUMERIC", "\"99999999999999999999999999999.999999999\"", "BigDecimal 99999999999999999999999999999.999999999")]
    [InlineData("BIGNUMERIC", "\"1.10\"", "Decimal 1.1")]
    [InlineData("BOOL", "\"true\"", "Boolean true")]
    [InlineData("STRING", "\"\"", "String ")]
    [InlineData("GEOGRAPHY", "\"POINT(1 2)\"", "String POINT(1 2)")]
    [InlineData("JSON", "\"{\\\"a\\\":[1]}\"", "Json {\"a\":[1]}")]
    [InlineData("BYTES", "\"3q2+7w==\"", "Bytes deadbeef")]
    [InlineData("DATE", "\"2026-02-28\"", "Date 2026-02-28")]
    [InlineData("TIME", "\"23:59:59.999999\"", "Time 23:59:59.999999")]
    [InlineData("DATETIME", "\"2026-02-28T03:04:05.5\"", "LocalTimestamp 2026-02-28T03:04:05.5")]
    [InlineData("TIMESTAMP", "\"1611871777123456\"", "Instant 2021-01-28T22:09:37.123456Z")]
    [InlineData("TIMESTAMP", "\"-1\"", "Instant 1969-12-31T23:59:59.999999Z")]
    [InlineData("TIMESTAMP", "\"-62135596800000000\"", "Instant 0001-01-01T00:00:00Z")]
    [InlineData("TIMESTAMP", "\"253402300799999999\"", "Instant 9999-12-31T23:59:59.999999Z")]
    [InlineData("INTERVAL", "\"1-2 3 4:5:6\"", "String 1-2 3 4:5:6")]
    [InlineData("STRING", "null", "Null")]
    public async Task A_cell_has_the_value_that_its_column_says(string type, string cell, string expected)
    {
        _emulator.Results[Query] = ($$"""[{"name":"C","type":"{{type}}"}]""", [$$$"""{"f":[{"v":{{{cell}}}}]}"""]);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal([[expected]], rows);
        Assert.Empty(read.Errors);
    }

    [Fact]
    public async Task Lists_and_records_are_read_as_somebody_would_expect()
    {
        _emulator.Results[Query] = (
            """
            [{"name":"tags","type":"STRING","mode":"REPEATED"},{"name":"numbers","type":"INTEGER","mode":"REPEATED"},
             {"name":"addr","type":"RECORD","mode":"NULLABLE","fields":[{"name":"city","type":"STRING"},{"name":"zip","type":"INTEGER"},{"name":"since","type":"TIMESTAMP"}]},
             {"name":"orders","type":"RECORD","mode":"REPEATED","fields":[{"name":"no","type":"INTEGER"},{"name":"items","type":"RECORD","mode":"REPEATED","fields":[{"name":"sku","type":"STRING"}]}]}]
            """,
            [
                """{"f":[{"v":[{"v":"a"},{"v":"b"}]},{"v":[{"v":"1"}]},{"v":{"f":[{"v":"Oslo"},{"v":"123"},{"v":"0"}]}},{"v":[{"v":{"f":[{"v":"7"},{"v":[{"v":{"f":[{"v":"x"}]}}]}]}}]}]}""",
                """{"f":[{"v":[]},{"v":[]},{"v":null},{"v":[]}]}""",
            ]);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Empty(read.Errors);
        Assert.Equal(
            ["Array [\"a\",\"b\"]", "Array [1]", "Json {\"city\":\"Oslo\",\"zip\":123,\"since\":\"1970-01-01T00:00:00Z\"}", "Json [{\"no\":7,\"items\":[{\"sku\":\"x\"}]}]"], rows[0]);
        Assert.Equal(["Array []", "Array []", "Null", "Json []"], rows[1]);
        Assert.Equal([true, true, false, false], read.Schema.Select(field => field.IsArray));
    }

    [Fact]
    public async Task Points_in_time_of_picoseconds_are_asked_for_as_text_and_cut_below_100_nanoseconds()
    {
        _emulator.Results[Query] = (
            """
            [{"name":"fine","type":"TIMESTAMP","timestampPrecision":"12"},{"name":"plain","type":"TIMESTAMP"},
             {"name":"inner","type":"RECORD","fields":[{"name":"at","type":"TIMESTAMP","timestampPrecision":12}]}]
            """,
            [.. Enumerable.Repeat("""{"f":[{"v":"2023-01-01T12:00:00.123456789999Z"},{"v":"1969-12-31T23:59:59.999999Z"},{"v":{"f":[{"v":"2023-01-01T12:00:00.000000199999Z"}]}}]}""", 250)]);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal(250, rows.Count);
        Assert.All(rows, row => Assert.Equal(["Instant 2023-01-01T12:00:00.1234567Z", "Instant 1969-12-31T23:59:59.999999Z", "Json {\"at\":\"2023-01-01T12:00:00.0000001Z\"}"], row));
        Assert.Equal((SourceReadEnd.Complete, 1), (read.End, _emulator.Executed));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05.123456Z", null)]
    [InlineData("2026-01-02T03:04:05.1234567Z", "12")]
    public async Task A_value_beside_the_query_keeps_all_its_digits(string moment, string? precision)
    {
        AddPeople(1);
        using var source = _emulator.Source();

        await source.ReadAllAsync(s_model.With("since", DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

        using var body = JsonDocument.Parse(Assert.Single(_emulator.CallsOf("query")).Body);
        var parameter = body.RootElement.GetProperty("queryParameters")[0];
        Assert.Equal(moment, parameter.GetProperty("parameterValue").GetProperty("value").GetString());
        Assert.Equal(precision, parameter.GetProperty("parameterType").TryGetProperty("timestampPrecision", out var told) ? told.GetString() : null);
    }

    [Fact]
    public async Task Answers_with_indentation_are_not_asked_for_and_read_all_the_same()
    {
        AddPeople(250);
        _emulator.Results[Query].Rows.Add("""{"f":[{"v":null},{"v":"a \"quoted\" \\ \n Gr\u00F6\u00dfe \ud83d\ude42"}]}""");
        using var source = _emulator.Source();
        var (rows, _) = await source.ReadAllAsync(s_model);
        Assert.All(_emulator.CallsOf("query").Concat(_emulator.CallsOf("results")), call => Assert.Contains("prettyPrint=false", call.Query, StringComparison.Ordinal));

        _emulator.AlwaysIndents = true;
        var (indented, _) = await source.ReadAllAsync(s_model);

        Assert.Equal(rows, indented);
        Assert.Equal(["Null", "String a \"quoted\" \\ \n Größe 🙂"], rows[^1]);
    }

    // The fault is in the second page, which nobody has gone through before.
    [Theory]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret"}]""")]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret"}}]}""")]
    [InlineData("""{"f":[{"v":"1"} {"v":"secret"}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"w":"secret"}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret","w":1}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"v":true}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"v":nul}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"v":["secret"]}]}""")]
    [InlineData("""{"f":[{"v":"1"}]}""")]
    [InlineData("{\"f\":[{\"v\":\"1\"},{\"v\":\"secret\n\"}]}")]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret\x"}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret\ud83d"}]}""")]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret""")]
    [InlineData("""{"f":[{"v":"1"},{"v":"secret\""")]
    public async Task A_page_whose_rows_are_none_fails_the_read(string row)
    {
        AddPeople(250);
        _emulator.FailAfter("results", _ => new(200, $$"""{"pageToken":"100","rows":[{"f":[{"v":"100"},{"v":"a"}]},{{row}}]}"""));
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("delivered 101 rows and then a result of which page 2 is not what it should be", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_is_no_utf8_fails_the_read()
    {
        AddPeople(250);
        _emulator.FailAfter("results", _ => new(200, [.. """{"pageToken":"100","rows":[{"f":[{"v":"100"},{"v":"secret"""u8, 0xC3, .. "\"}]}]}"u8]));
        using var source = _emulator.Source();

        Assert.DoesNotContain("secret", (await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model))).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INTEGER", "1x")]
    [InlineData("DATE", "2026-02-30")]
    [InlineData("TIMESTAMP", "1.611871777123456E9")]
    [InlineData("TIME", "24:00:00")]
    [InlineData("BYTES", "***")]
    [InlineData("JSON", "{")]
    public async Task A_cell_that_is_not_what_its_column_says_makes_its_row_unreadable_and_no_other(string type, string cell)
    {
        _emulator.Results[Query] = ($$"""[{"name":"C","type":"{{type}}"}]""", ["""{"f":[{"v":null}]}""", $$$"""{"f":[{"v":"{{{cell}}}"}]}""", """{"f":[{"v":null}]}"""]);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal(2, rows.Count);
        Assert.Equal("row 2", Assert.Single(read.Errors).Position);
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task What_is_sent_is_what_the_options_say()
    {
        AddPeople(1);
        _emulator.Results["select @since, @plan"] = _emulator.Results[Query];
        using var source = _emulator.Source(options => options with { DefaultDataset = "other.d", Location = "EU", MaximumBytesBilled = 1_000_000 });

        await source.ReadAllAsync(Model.Sql("select @since, @plan").With("since", new DateOnly(2026, 1, 2)).With("plan", "a' or 1=1 --"));

        using var body = JsonDocument.Parse(Assert.Single(_emulator.CallsOf("query")).Body);
        var root = body.RootElement;
        Assert.Equal("other d EU 1000000 NAMED", string.Join(' ', root.GetProperty("defaultDataset").GetProperty("projectId"), root.GetProperty("defaultDataset").GetProperty("datasetId"), root.GetProperty("location"), root.GetProperty("maximumBytesBilled"), root.GetProperty("parameterMode")));
        Assert.Equal(
            ["since DATE 2026-01-02", "plan STRING a' or 1=1 --"],
            root.GetProperty("queryParameters").EnumerateArray().Select(p => $"{p.GetProperty("name")} {p.GetProperty("parameterType").GetProperty("type")} {p.GetProperty("parameterValue").GetProperty("value")}"));
    }

    [Theory]
    [InlineData(403, "rateLimitExceeded")]
    [InlineData(503, "backendError")]
    [InlineData(500, "internalError")]
    [InlineData(429, "rateLimitExceeded")]
    public async Task A_page_that_fails_is_fetched_again(int status, string reason)
    {
        AddPeople(1_000);
        _emulator.Fail("results", new(status, $$$"""{"error":{"code":{{{status}}},"errors":[{"reason":"{{{reason}}}"}]}}"""), times: 2, after: 3);
        _emulator.FailAfter("results", reply => reply with { CutAfter = 20 }, after: 6);
        using var source = _emulator.Source();

        Assert.Equal(1_000, (await source.ReadAllAsync(s_model)).Rows.Count);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_runs_once()
    {
        AddPeople(3);
        _emulator.FailAfter("query", _ => ServiceReply.Cut, times: 2);
        using var source = _emulator.Source();

        Assert.Equal(3, (await source.ReadAllAsync(s_model)).Rows.Count);
        Assert.Equal(1, _emulator.Executed);
    }

    [Theory]
    [InlineData(400, "jobRateLimitExceeded", 2, true)]
    [InlineData(400, "jobBackendError", 3, true)]
    [InlineData(400, "jobInternalError", 4, false)]
    [InlineData(400, "resourcesExceeded", 1, false)]
    [InlineData(403, "quotaExceeded", 1, false)]
    [InlineData(403, "accessDenied", 1, false)]
    [InlineData(403, "responseTooLarge", 1, false)]
    public async Task A_job_that_failed_for_a_reason_that_passes_is_run_again_as_another(int status, string reason, int times, bool succeeds)
    {
        AddPeople(3);
        for (var i = 0; i < times; i++)
            _emulator.Ends.Enqueue((status, reason));
        using var source = _emulator.Source();

        if (succeeds)
        {
            Assert.Equal(3, (await source.ReadAllAsync(s_model)).Rows.Count);
            Assert.Equal(times + 1, _emulator.Executed);
            return;
        }

        var failure = await Assert.ThrowsAsync<GoogleSourceException>(() => source.ReadAllAsync(s_model));
        Assert.Equal(reason, failure.Reason);
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task A_total_that_does_not_add_up_and_an_answer_that_is_none_fail_the_read()
    {
        AddPeople(10);
        _emulator.ToldRows = 11;
        using var source = _emulator.Source();
        Assert.Contains("delivered 10 rows and said there are 11", (await Assert.ThrowsAsync<GoogleSourceException>(() => source.ReadAllAsync(s_model))).Message);

        _emulator.Fail("query", new(200, "<html>"));
        Assert.Contains("not what it should be", (await Assert.ThrowsAsync<GoogleSourceException>(() => source.ReadAllAsync(s_model))).Message);
        _emulator.Fail("query", new(200, """{"jobComplete":true,"schema":{"fields":[{"name":"a","type":"STRING"}]},"totalRows":"1","rows":[{"f":[{"v":"secret"},{"v":"x"}]}]}"""));
        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Fact]
    public async Task A_read_that_is_cancelled_while_the_job_runs_cancels_it()
    {
        AddPeople(1);
        _emulator.Polls = int.MaxValue;
        using var stop = new CancellationTokenSource();
        _emulator.OnCall = call =>
        {
            if (call.Name == "results")
                stop.Cancel();
        };
        using var source = _emulator.Source();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.OpenReadAsync(new() { Model = s_model }, stop.Token));

        Assert.Single(_emulator.Cancelled);
    }

    [Fact]
    public async Task The_schema_alone_runs_nothing_and_tables_are_listed()
    {
        AddPeople(1_000);
        _emulator.Tables.AddRange([("a", "TABLE"), ("b", "VIEW"), ("odd`name", "TABLE")]);
        using var source = _emulator.Source(options => options with { DefaultDataset = "d" });

        var schema = await source.GetSchemaAsync(new() { Model = s_model }, Reading.Cancellation);

        Assert.Equal([FieldType.Integer, FieldType.String], schema.Select(field => field.Type));
        Assert.Equal(0, _emulator.Executed);
        Assert.Equal(["Table `p`.`d`.`a`", "View `p`.`d`.`b`", "Table `p`.`d`.`odd\\`name`"], (await source.ListModelsAsync(Reading.Cancellation)).Select(model => model.ToString()));
    }

    [Fact]
    public async Task A_token_that_ends_while_reading_is_replaced_once()
    {
        AddPeople(1_000);
        var pages = 0;
        _emulator.OnCall = call =>
        {
            if (call.Name == "results" && ++pages == 3)
                _emulator.Token = "another";
        };
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal((1_000, SourceReadEnd.Complete), (rows.Count, read.End));
        Assert.Equal(2, _emulator.CallsOf("token").Count);
    }

    [Fact]
    public async Task A_query_may_be_in_a_file()
    {
        AddPeople(3);
        using var folder = new TemporaryFolder();
        using var source = _emulator.Source();

        Assert.Equal(3, (await source.ReadAllAsync(Model.SqlFile(folder.Write("people.sql", Query)))).Rows.Count);
        Assert.Contains("does not exist", (await source.TestConnectionAsync(new() { Model = Model.SqlFile(folder.File("none.sql")) }, Reading.Cancellation)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "authError", "refused the credential")]
    [InlineData(403, "accessDenied", "bigquery.jobs.create")]
    [InlineData(403, "billingNotEnabled", "no billing")]
    [InlineData(404, "notFound", "check project, dataset and location")]
    [InlineData(400, "invalidQuery", "refused the query")]
    public async Task A_connection_that_does_not_work_is_told_with_what_to_do(int status, string reason, string words)
    {
        AddPeople(3);
        _emulator.Fail("query", new(status, $$$"""{"error":{"code":{{{status}}},"message":"secret","errors":[{"message":"secret","reason":"{{{reason}}}"}]}}"""), times: 2);
        using var source = _emulator.Source();

        var test = await source.TestConnectionAsync(new() { Model = s_model }, Reading.Cancellation);

        Assert.False(test.Succeeded);
        Assert.Contains(words, test.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_is_refused_is_told_without_its_key()
    {
        AddPeople(1);
        await using var other = new BigQueryEmulator();
        other.ChangeKey();
        var stolen = other.KeyFile.Replace(other.Address.ToString(), _emulator.Address.ToString());
        using var source = _emulator.Source(options => options with { Credential = CredentialFactory.FromJson<ServiceAccountCredential>(stolen).ToGoogleCredential() });

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("credential", failure.Message);
        Assert.DoesNotContain("PRIVATE KEY", failure.ToString());
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        var good = new BigQuerySourceOptions { ProjectId = "p" };

        Assert.ThrowsAny<ArgumentException>(() => new BigQuerySource(good with { ProjectId = " " }));
        Assert.ThrowsAny<ArgumentException>(() => new BigQuerySource(good with { Address = new("http://example.com/") }));
        Assert.ThrowsAny<ArgumentException>(() => new BigQuerySource(good with { PageSize = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => new BigQuerySource(good with { MaximumBytesBilled = 0 }));
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }

    private void AddPeople(int count) => _emulator.Results[Query] = (
        """[{"name":"no","type":"INTEGER","mode":"NULLABLE"},{"name":"name","type":"STRING","mode":"NULLABLE"}]""",
        [.. Enumerable.Range(0, count).Select(i => $$$"""{"f":[{"v":"{{{i}}}"},{"v":"name {{{i}}}"}]}""")]);
}
