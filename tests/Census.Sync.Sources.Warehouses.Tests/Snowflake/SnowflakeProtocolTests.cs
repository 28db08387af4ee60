using System.Security.Cryptography;
using System.Text.Json;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Warehouses.Tests.Snowflake;

public sealed class SnowflakeProtocolTests : IAsyncLifetime
{
    private static readonly Model s_model = Model.Sql(Snowflakes.Query);
    private readonly SnowflakeEmulator _emulator = new();

    [Fact]
    public async Task A_result_of_many_partitions_is_read_whole_and_in_order()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1_000, partition: 300);
        _emulator.Polls = 3;
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model, batchSize: 7);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"Integer {i}"), rows.Select(row => row[0]));
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.Equal(4, _emulator.CallsOf("status").Count);
        Assert.Equal(3, _emulator.CallsOf("partition").Count);
        Assert.Equal(8, read.Cost!.Calls);
        Assert.NotNull(read.Cost.StatementId);
        Assert.InRange(read.Cost.BytesReceived, 10_000, 1_000_000);
    }

    [Fact]
    public async Task An_empty_result_has_a_schema_and_ends_complete()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(0);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Empty(rows);
        Assert.Equal(["ID", "NAME"], read.Schema.Select(field => field.Name));
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task What_is_sent_is_what_the_options_say()
    {
        _emulator.Results["select ?, ?"] = Snowflakes.People(1);
        using var source = new SnowflakeSource(
            new()
            {
                Account = "MYORG-ACCOUNT",
                Credential = SnowflakeCredential.OAuth(_ => new("oauth-token")),
                Address = _emulator.Address,
                Database = "ANALYTICS",
                Schema = "MART",
                Warehouse = "SYNC_WH",
                Role = "READER",
                StatementTimeout = TimeSpan.FromMinutes(5),
                QueryTag = "nightly",
            },
            timeProvider: Snowflakes.Clock());

        await source.ReadAllAsync(Model.Sql("select ?, ?").With("since", new DateOnly(2026, 1, 2)).With("plan", "a' or 1=1 --"));

        var call = Assert.Single(_emulator.CallsOf("submit"));
        Assert.Equal("Bearer oauth-token", call["authorization"]);
        Assert.Equal("OAUTH", call["x-snowflake-authorization-token-type"]);
        using var body = JsonDocument.Parse(call.Body);
        var root = body.RootElement;
        Assert.Equal("select ?, ?", root.GetProperty("statement").GetString());
        Assert.Equal("ANALYTICS MART SYNC_WH READER 300", string.Join(' ', root.GetProperty("database"), root.GetProperty("schema"), root.GetProperty("warehouse"), root.GetProperty("role"), root.GetProperty("timeout")));
        Assert.Equal("2026-01-02", root.GetProperty("bindings").GetProperty("1").GetProperty("value").GetString());
        Assert.Equal("a' or 1=1 --", root.GetProperty("bindings").GetProperty("2").GetProperty("value").GetString());
        Assert.Equal("nightly", root.GetProperty("parameters").GetProperty("QUERY_TAG").GetString());
        Assert.Equal("UTC", root.GetProperty("parameters").GetProperty("TIMEZONE").GetString());
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_is_repeated_as_one_and_runs_once()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(3);
        _emulator.FailAfter("submit", _ => ServiceReply.Cut, times: 2);
        using var source = _emulator.Source();

        var (rows, _) = await source.ReadAllAsync(s_model);

        Assert.Equal(3, rows.Count);
        Assert.Equal(1, _emulator.Executed);
        var submissions = _emulator.CallsOf("submit");
        Assert.Equal(3, submissions.Count);
        Assert.DoesNotContain("retry", submissions[0].Query);
        Assert.All(submissions.Skip(1), call => Assert.EndsWith("&retry=true", call.Query));
        Assert.Single(submissions.Select(call => call.Query.Replace("&retry=true", "")).Distinct());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(429)]
    public async Task A_partition_that_fails_is_fetched_again(int status)
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1_000, partition: 100);
        _emulator.Fail("partition", new(status, """{"code":"390505","message":"Too many requests."}"""), times: 2, after: 3);
        _emulator.FailAfter("partition", reply => reply with { CutAfter = 20 }, after: 6);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"Integer {i}"), rows.Select(row => row[0]));
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.Equal(12, _emulator.CallsOf("partition").Count);
    }

    [Fact]
    public async Task A_refusal_as_too_many_with_a_handle_is_of_a_statement_that_runs()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(3);
        _emulator.FailAfter("submit", reply => reply with { Status = 429 });
        using var source = _emulator.Source();

        var (rows, _) = await source.ReadAllAsync(s_model);

        Assert.Equal(3, rows.Count);
        Assert.Single(_emulator.CallsOf("submit"));
    }

    [Theory]
    [InlineData(0, 299)]
    [InlineData(2, 301)]
    public async Task A_partition_of_the_wrong_length_fails_the_read(int partition, int rows)
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1_000, partition: 300);
        var longer = new ServiceReply(200, "[" + string.Join(',', Enumerable.Range(0, rows).Select(_ => """["1","x"]""")) + "]");
        if (partition == 0)
            _emulator.FailAfter("status", reply => new(200, System.Text.Encoding.UTF8.GetString(reply.Body).Replace("""["7","name 7"],""", "")));
        else
            _emulator.Fail("partition", longer, after: partition - 1);
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains($"partition {partition} has {rows} rows and should have 300", failure.Message);
    }

    [Fact]
    public async Task A_total_that_does_not_add_up_fails_the_read()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(10) with { ToldRows = 11 };
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("delivered 10 rows and said there are 11", failure.Message);
    }

    [Fact]
    public async Task A_result_that_was_too_large_is_truncated_and_never_complete()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(10) with { ToldRows = 5_000, Code = "391908" };
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(s_model);

        Assert.Equal(10, rows.Count);
        Assert.False(read.End!.IsComplete);
        Assert.Contains("too large", read.End.Reason);
    }

    [Theory]
    [InlineData("""{"data":[["1"]]}""")]
    [InlineData("""{"data":[["1","a","b"]]}""")]
    [InlineData("""{"data":[["1","a"],["2","b"}""")]
    [InlineData("""{"data":[[1,"a"]]}""")]
    [InlineData("""{"data":[{"a":1}]}""")]
    [InlineData("""{"message":"no rows at all"}""")]
    [InlineData("<html>proxy</html>")]
    [InlineData("")]
    public async Task A_partition_that_is_something_else_fails_the_read_and_quotes_nothing(string body)
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(301, partition: 300);
        _emulator.Fail("partition", new(200, body));
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.DoesNotContain("proxy", failure.ToString());
        Assert.DoesNotContain("no rows at all", failure.ToString());
    }

    [Theory]
    [InlineData(408, """{"code":"000630","sqlState":"57014","message":"Statement reached its timeout"}""", "timeout", "000630")]
    [InlineData(422, """{"code":"000904","sqlState":"42000","message":"invalid identifier 'SECRET'"}""", "refused the statement", "000904")]
    [InlineData(400, """{"code":"390142","message":"Incoming request does not contain a valid payload."}""", "status 400", "390142")]
    [InlineData(403, "", "forbids", null)]
    [InlineData(404, "", "SQL API", null)]
    [InlineData(200, """{"code":"001003","sqlState":"42000","message":"SECRET","data":[]}""", "status 200", "001003")]
    public async Task A_refusal_is_told_with_what_to_do_and_not_repeated(int status, string body, string words, string? code)
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1);
        _emulator.Fail("submit", new(status, body));
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model));

        Assert.Contains(words, failure.Message);
        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain("SECRET", failure.ToString());
        Assert.Single(_emulator.CallsOf("submit"));
    }

    [Fact]
    public async Task What_Snowflake_said_is_quoted_on_request()
    {
        using var source = _emulator.Source(quote: true);

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(Model.Sql("select nonsense")));

        Assert.Contains("secret 'value of a row'", failure.Message);
    }

    [Fact]
    public async Task A_token_is_made_of_the_key_and_renewed_while_reading()
    {
        using var key = RSA.Create(2048);
        var time = Snowflakes.Clock();
        _emulator.PublicKey = key;
        _emulator.Time = time;
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1_000, partition: 50);
        _emulator.OnCall = call =>
        {
            if (call.Name == "partition")
                time.Advance(TimeSpan.FromMinutes(4));
        };
        using var source = _emulator.Source(SnowflakeCredential.KeyPair("reader", key.ExportPkcs8PrivateKeyPem()), time);

        var (rows, _) = await source.ReadAllAsync(s_model);

        Assert.Equal(1_000, rows.Count);
        Assert.Equal(19, _emulator.CallsOf("partition").Count);
        Assert.Equal(2, _emulator.Calls.Select(call => call["authorization"]).Distinct().Count());
    }

    [Fact]
    public async Task A_refused_token_is_made_anew_once()
    {
        using var key = RSA.Create(2048);
        var time = Snowflakes.Clock();
        _emulator.PublicKey = key;
        _emulator.Time = time;
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1);
        _emulator.Fail("submit", new(401, """{"code":"390144","message":"JWT token is invalid."}"""));
        _emulator.OnCall = _ => time.Advance(TimeSpan.FromSeconds(1));
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("open", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));
        using var source = _emulator.Source(SnowflakeCredential.KeyPair("reader", pem, "open"), time);

        Assert.Single((await source.ReadAllAsync(s_model)).Rows);

        _emulator.Fail("submit", new(401, """{"code":"390144","message":"JWT token is invalid."}"""), times: 10);
        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(s_model));
        Assert.Contains("KEYPAIR_JWT", failure.Message);
        Assert.Equal("390144", failure.Code);
    }

    [Theory]
    [InlineData("no key", null)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", null)]
    public void A_key_that_is_none_is_refused_and_not_shown(string pem, string? passphrase)
    {
        var failure = Assert.Throws<ArgumentException>(() => SnowflakeCredential.KeyPair("reader", pem, passphrase));

        Assert.DoesNotContain("AAAA", failure.ToString());
    }

    [Fact]
    public async Task A_read_that_is_cancelled_while_the_statement_runs_cancels_it_at_Snowflake()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1);
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
    public async Task The_schema_alone_reads_no_rows()
    {
        _emulator.Results["select * from PEOPLE;\n"] = Snowflakes.People(1_000);
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1_000);
        using var source = _emulator.Source();

        var schema = await source.GetSchemaAsync(new() { Model = Model.Sql("select * from PEOPLE;\n") }, Reading.Cancellation);

        Assert.Equal([FieldType.Integer, FieldType.String], schema.Select(field => field.Type));
        Assert.EndsWith("LIMIT 0", JsonDocument.Parse(_emulator.CallsOf("submit")[0].Body).RootElement.GetProperty("statement").GetString());
    }

    [Fact]
    public async Task Tables_and_views_are_listed_and_can_be_read_by_what_is_listed()
    {
        var source = _emulator.Source();
        await Assert.ThrowsAsync<WarehouseException>(async () => await source.ListModelsAsync(Reading.Cancellation));
        var sql = JsonDocument.Parse(_emulator.CallsOf("submit")[0].Body).RootElement.GetProperty("statement").GetString()!;
        _emulator.Results[sql] = new(
            [new("TABLE_SCHEMA", "text"), new("TABLE_NAME", "text"), new("TABLE_TYPE", "text")],
            [["MART", "COMPANIES", "BASE TABLE"], ["MART", "odd.name \"x\"", "VIEW"]]);
        _emulator.Results["SELECT * FROM \"MART\".\"odd.name \"\"x\"\"\""] = Snowflakes.People(2);

        var models = await source.ListModelsAsync(Reading.Cancellation);

        Assert.Equal([ModelKind.Table, ModelKind.View], models.Select(model => model.Kind));
        Assert.Equal(2, (await source.ReadAllAsync(models[1])).Rows.Count);
        source.Dispose();
    }

    [Fact]
    public async Task A_page_larger_than_allowed_is_not_read()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1_000);
        using var source = new SnowflakeSource(
            new() { Account = "A", Credential = SnowflakeCredential.AccessToken("t"), Address = _emulator.Address, MaximumPageBytes = 2_000 }, timeProvider: Snowflakes.Clock());

        var failure = await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("more than 2000 bytes", failure.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        _emulator.Results[Snowflakes.Query] = Snowflakes.People(1);
        _emulator.Fail("submit", new(302, "") { Headers = new Dictionary<string, string> { ["Location"] = "/api/v2/elsewhere" } });
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(s_model));

        Assert.Contains("another address", failure.Message);
        Assert.Single(_emulator.Calls);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        var good = new SnowflakeSourceOptions { Account = "A", Credential = SnowflakeCredential.AccessToken("t") };

        Assert.ThrowsAny<ArgumentException>(() => new SnowflakeSource(good with { Account = " " }));
        Assert.ThrowsAny<ArgumentException>(() => new SnowflakeSource(good with { Account = "evil.com/x?" }));
        Assert.ThrowsAny<ArgumentException>(() => new SnowflakeSource(good with { Address = new("http://example.com/") }));
        Assert.ThrowsAny<ArgumentException>(() => new SnowflakeSource(good with { StatementTimeout = TimeSpan.FromDays(8) }));
        Assert.DoesNotContain("secret-token", SnowflakeCredential.AccessToken("secret-token").ToString() + (good with { Credential = SnowflakeCredential.AccessToken("secret-token") }));
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }
}
