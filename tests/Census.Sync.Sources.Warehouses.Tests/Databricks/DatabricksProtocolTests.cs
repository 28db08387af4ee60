using System.Text.Json;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Databricks;

namespace Census.Sync.Sources.Warehouses.Tests.Databricks;

public sealed class DatabricksProtocolTests : IAsyncLifetime
{
    private static readonly Model s_model = Model.Sql(Bricks.Query);
    private readonly DatabricksEmulator _emulator = new();

    [Theory]
    [InlineData(false, 4, 3)]
    [InlineData(true, 0, 3)]
    public async Task A_result_of_many_chunks_is_read_whole_and_in_order(bool inline, int downloads, int chunks)
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1_000, chunk: 300);
        _emulator.Polls = 3;
        using var source = _emulator.Source(inline: inline);

        var (rows, read) = await source.ReadAllAsync(s_model, batchSize: 7);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"Integer {i}"), rows.Select(row => row[0]));
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.Equal(downloads, _emulator.CallsOf("download").Count);
        Assert.Equal(chunks, _emulator.CallsOf("chunk").Count);
        Assert.StartsWith("01ef", read.Cost!.StatementId);
        Assert.Equal(_emulator.Calls.Count, read.Cost.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_result_has_a_schema_and_ends_complete(bool inline)
    {
        _emulator.Results[Bricks.Query] = Bricks.People(0);
        using var source = _emulator.Source(inline: inline);

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Empty(rows);
        Assert.Equal(["id", "name"], read.Schema.Select(field => field.Name));
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task Links_that_have_ended_are_asked_for_anew()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1_000, chunk: 100);
        _emulator.EndedLinks = 3;
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal(1_000, rows.Count);
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.Equal(13, _emulator.CallsOf("download").Count);
    }

    [Fact]
    public async Task A_storage_that_refuses_every_link_fails_the_read_and_shows_no_link()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(10);
        _emulator.EndedLinks = int.MaxValue;
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("status 403", failure.Message);
        Assert.DoesNotContain("signature", failure.ToString());
        Assert.DoesNotContain("storage/", failure.ToString());
    }

    [Theory]
    [InlineData("download", 503)]
    [InlineData("download", 429)]
    [InlineData("chunk", 500)]
    [InlineData("chunk", 429)]
    public async Task A_chunk_that_fails_is_fetched_again(string call, int status)
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1_000, chunk: 100);
        _emulator.Fail(call, new(status, """{"error_code":"RESOURCE_EXHAUSTED","message":"busy"}"""), times: 2, after: 3);
        _emulator.FailAfter("chunk", reply => reply with { CutAfter = 20 }, after: 7);
        using var source = _emulator.Source();

        var (rows, _) = await source.ReadAllAsync(s_model);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"Integer {i}"), rows.Select(row => row[0]));
    }

    [Fact]
    public async Task What_is_sent_is_what_the_options_say()
    {
        _emulator.Results["select :since, :plan, :none"] = Bricks.People(1);
        using var source = new DatabricksSource(
            new()
            {
                Workspace = _emulator.Address,
                WarehouseId = "w9",
                Credential = DatabricksCredential.Token(_ => new("entra-token")),
                Catalog = "main",
                Schema = "mart",
            },
            timeProvider: Bricks.Clock());

        await source.ReadAllAsync(Model.Sql("select :since, :plan, :none").With("since", new DateOnly(2026, 1, 2)).With("plan", "a' or 1=1 --").With("none", FieldValue.Null));

        var call = Assert.Single(_emulator.CallsOf("submit"));
        Assert.Equal("Bearer entra-token", call["authorization"]);
        using var body = JsonDocument.Parse(call.Body);
        var root = body.RootElement;
        Assert.Equal("select :since, :plan, :none w9 main mart EXTERNAL_LINKS", string.Join(' ', root.GetProperty("statement"), root.GetProperty("warehouse_id"), root.GetProperty("catalog"), root.GetProperty("schema"), root.GetProperty("disposition")));
        Assert.Equal(
            ["since 2026-01-02 DATE", "plan a' or 1=1 -- STRING", "none  STRING"],
            root.GetProperty("parameters").EnumerateArray().Select(p => $"{p.GetProperty("name")} {(p.TryGetProperty("value", out var v) ? v.GetString() : "")} {p.GetProperty("type")}"));
    }

    [Fact]
    public async Task A_service_principal_gets_tokens_and_another_while_reading()
    {
        var time = Bricks.Clock();
        _emulator.Application = ("app", "s3cret");
        _emulator.Results[Bricks.Query] = Bricks.People(1_000, chunk: 100);
        _emulator.OnCall = call =>
        {
            if (call.Name == "chunk")
                time.Advance(TimeSpan.FromMinutes(10));
        };
        using var source = _emulator.Source(DatabricksCredential.ServicePrincipal("app", "s3cret"), time);

        var (rows, _) = await source.ReadAllAsync(s_model);

        Assert.Equal(1_000, rows.Count);
        Assert.Equal(2, _emulator.CallsOf("token").Count);
    }

    [Fact]
    public async Task A_service_principal_that_is_refused_is_told_without_its_secret()
    {
        _emulator.Application = ("app", "s3cret");
        using var source = _emulator.Source(DatabricksCredential.ServicePrincipal("app", "wrong-s3cret"));

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("gave no token", failure.Message);
        Assert.DoesNotContain("s3cret", failure.ToString());
    }

    [Theory]
    [InlineData("TEMPORARILY_UNAVAILABLE", 3, true)]
    [InlineData("RESOURCE_EXHAUSTED", 3, true)]
    [InlineData("INTERNAL_ERROR", 1, true)]
    [InlineData("INTERNAL_ERROR", 2, false)]
    [InlineData("TEMPORARILY_UNAVAILABLE", 4, false)]
    [InlineData("BAD_REQUEST", 1, false)]
    public async Task A_statement_that_failed_for_a_reason_that_passes_is_run_again(string code, int times, bool succeeds)
    {
        _emulator.Results[Bricks.Query] = Bricks.People(3);
        for (var i = 0; i < times; i++)
            _emulator.Ends.Enqueue($$$"""{"state":"FAILED","error":{"error_code":"{{{code}}}","message":"secret"}}""");
        using var source = _emulator.Source();

        if (succeeds)
        {
            Assert.Equal(3, (await source.ReadAllAsync(s_model)).Rows.Count);
            return;
        }

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model));
        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain("secret", failure.ToString());
    }

    [Theory]
    [InlineData("""{"state":"CLOSED"}""", "result is gone")]
    [InlineData("""{"state":"CANCELED"}""", "ended as CANCELED")]
    [InlineData("""{"state":"FAILED","sql_state":"42P01","error":{"error_code":"BAD_REQUEST","message":"Inline byte limit exceeded."}}""", "BAD_REQUEST, SQL state 42P01")]
    public async Task A_statement_that_did_not_succeed_is_told_though_its_status_is_200(string end, string words)
    {
        _emulator.Results[Bricks.Query] = Bricks.People(3);
        _emulator.Ends.Enqueue(end);
        using var source = _emulator.Source();

        Assert.Contains(words, (await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model))).Message);
    }

    [Fact]
    public async Task What_Databricks_said_is_quoted_on_request()
    {
        using var source = _emulator.Source(quote: true);

        Assert.Contains("TABLE_OR_VIEW_NOT_FOUND", (await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model))).Message);
    }

    [Fact]
    public async Task A_result_that_is_gone_fails_the_read_and_is_never_no_rows()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1_000, chunk: 300);
        _emulator.Fail("chunk", new(404, """{"error_code":"NOT_FOUND","message":"The statement was not found."}"""), times: 100);
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("kept for an hour", failure.Message);
    }

    [Fact]
    public async Task A_cut_result_is_truncated_and_never_complete()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(10) with { Truncated = true };
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal(10, rows.Count);
        Assert.False(read.End!.IsComplete);
        Assert.NotNull(read.End.Reason);
    }

    [Fact]
    public async Task A_chunk_of_the_wrong_length_and_a_wrong_total_fail_the_read()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(10);
        _emulator.FailAfter("download", _ => new(200, """[["1","a"]]"""));
        using var source = _emulator.Source();
        Assert.Contains("chunk 0 has 1 rows and should have 10", (await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model))).Message);

        _emulator.Results[Bricks.Query] = Bricks.People(10) with { ToldRows = 12 };
        Assert.Contains("delivered 10 rows and said there are 12", (await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model))).Message);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_while_the_statement_runs_cancels_it()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1);
        _emulator.Polls = int.MaxValue;
        using var stop = new CancellationTokenSource();
        _emulator.OnCall = call =>
        {
            if (call.Name == "status")
                stop.Cancel();
        };
        using var source = _emulator.Source();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.OpenReadAsync(new() { Model = s_model }, stop.Token));

        Assert.Single(_emulator.Cancelled);
    }

    [Fact]
    public async Task A_statement_that_runs_too_long_is_cancelled()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1);
        _emulator.Polls = int.MaxValue;
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(async () => await source.OpenReadAsync(new() { Model = s_model }, Reading.Cancellation));

        Assert.Contains("01:00:00", failure.Message);
        Assert.Single(_emulator.Cancelled);
    }

    [Fact]
    public async Task The_schema_alone_reads_no_rows_and_tables_are_listed()
    {
        _emulator.Results[Bricks.Query] = Bricks.People(1_000);
        using var source = _emulator.Source();

        var schema = await source.GetSchemaAsync(new() { Model = Model.Sql(Bricks.Query + " ;") }, Reading.Cancellation);

        Assert.Equal([FieldType.Integer, FieldType.String], schema.Select(field => field.Type));
        Assert.Empty(_emulator.CallsOf("download"));

        await Assert.ThrowsAsync<WarehouseException>(async () => await source.ListModelsAsync(Reading.Cancellation));
        var sql = JsonDocument.Parse(_emulator.CallsOf("submit")[^1].Body).RootElement.GetProperty("statement").GetString()!;
        _emulator.Results[sql] = new(
            [new("table_schema", "STRING"), new("table_name", "STRING"), new("table_type", "STRING")], [["mart", "companies", "MANAGED"], ["mart", "odd`name", "VIEW"]]);
        var models = await source.ListModelsAsync(Reading.Cancellation);
        Assert.Equal(["Table `mart`.`companies`", "View `mart`.`odd``name`"], models.Select(model => model.ToString()));
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_and_show_no_secret()
    {
        var good = new DatabricksSourceOptions { Workspace = new("https://x.cloud.databricks.com"), WarehouseId = "w", Credential = DatabricksCredential.AccessToken("secret-token") };

        Assert.ThrowsAny<ArgumentException>(() => new DatabricksSource(good with { WarehouseId = "" }));
        Assert.ThrowsAny<ArgumentException>(() => new DatabricksSource(good with { Workspace = new("http://x.cloud.databricks.com") }));
        Assert.ThrowsAny<ArgumentException>(() => new DatabricksSource(good with { StatementTimeout = TimeSpan.Zero }));
        Assert.ThrowsAny<ArgumentException>(() => DatabricksCredential.ServicePrincipal("", "x"));
        Assert.DoesNotContain("secret-token", good.ToString());
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }
}
