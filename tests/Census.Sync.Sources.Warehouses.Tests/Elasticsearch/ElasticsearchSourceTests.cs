using System.Text;
using System.Text.Json;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Elasticsearch;

namespace Census.Sync.Sources.Warehouses.Tests.Elasticsearch;

public sealed class ElasticsearchSourceTests : IAsyncLifetime
{
    private readonly ElasticsearchEmulator _emulator = new();

    [Theory]
    [InlineData("7.10.2", false, null, "scroll")]
    [InlineData("7.10.2", false, "no", "search")]
    [InlineData("7.17.0", false, null, "search")]
    [InlineData("8.15.0", false, null, "search")]
    [InlineData("9.0.0-SNAPSHOT", false, null, "search")]
    [InlineData("1.3.0", true, null, "scroll")]
    [InlineData("2.11.0", true, null, "scroll")]
    [InlineData("2.11.0", true, "no", "search")]
    [InlineData("3.3.0", true, null, "search")]
    public async Task Every_version_is_read_whole_and_in_order_and_nothing_stays_open(string version, bool openSearch, string? uniqueField, string paging)
    {
        _emulator.AddPeople(1_050);
        (_emulator.Version, _emulator.IsOpenSearch) = (version.Split('-')[0], openSearch);
        using var source = _emulator.Source(options => options with { UniqueField = uniqueField });

        var (rows, read) = await source.ReadAllAsync(Searches.People, batchSize: 7);

        Assert.Equal(Enumerable.Range(0, 1_050).Select(i => $"String id-{i}|String name {i}|Integer {i}"), rows.Select(row => string.Join('|', row)));
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.True(_emulator.CallsOf(paging).Count >= 10);
        Assert.Equal(0, _emulator.Open);
    }

    [Fact]
    public async Task An_index_without_documents_has_a_schema_and_ends_complete()
    {
        _emulator.AddPeople(0);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(Searches.People);

        Assert.Empty(rows);
        Assert.Equal(["_id", "name", "no"], read.Schema.Select(field => field.Name));
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    [Fact]
    public async Task A_cluster_that_is_too_old_is_refused_with_the_version_that_it_needs()
    {
        _emulator.AddPeople(3);
        _emulator.Version = "7.9.3";
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(Searches.People));
        var test = await source.TestConnectionAsync(new() { Model = Searches.People }, Reading.Cancellation);

        Assert.Contains("Elasticsearch 7.10", failure.Message);
        Assert.Equal(failure.Message, test.Message);
        Assert.Empty(_emulator.CallsOf("search"));
    }

    [Fact]
    public async Task A_value_is_what_the_mapping_says()
    {
        _emulator.Mappings["t"] = """
            {"a_long":{"type":"long"},"b_unsigned":{"type":"unsigned_long"},"c_double":{"type":"double"},"d_scaled":{"type":"scaled_float"},"e_flag":{"type":"boolean"},
             "f_date":{"type":"date"},"g_nanos":{"type":"date_nanos"},"h_bytes":{"type":"binary"},"i_many":{"type":"keyword"},"j_none":{"type":"keyword"},
             "k":{"properties":{"city":{"type":"text","fields":{"raw":{"type":"keyword"}}}}},"l_place":{"type":"geo_point"},"m_flat":{"type":"flattened"},"n_nested":{"type":"nested","properties":{"x":{"type":"long"}}},
             "o_vector":{"type":"dense_vector"},"p_range":{"type":"integer_range"},"q_ip":{"type":"ip"}}
            """;
        _emulator.Documents["t"] = [("1", """
            {"a_long":[9223372036854775807],"b_unsigned":[18446744073709551615],"c_double":[1.5],"d_scaled":[12.345],"e_flag":[false],
             "f_date":["2026-01-02T03:04:05.000Z"],"g_nanos":["2026-01-02T03:04:05.123456789Z"],"h_bytes":["3q2+7w=="],"i_many":["a","b \"c\""],
             "k.city":["Köln"],"l_place":[{"coordinates":[1,2],"type":"Point"}],"m_flat":[{"x":"1"}],"n_nested":[{"x":[1]},{"x":[2]}],"p_range":[{"gte":1}],"q_ip":["::1"]}
            """)];
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(Model.Table("t"));

        Assert.Empty(read.Errors);
        Assert.Equal(
            [
                "_id String 1", "a_long Integer 9223372036854775807", "b_unsigned Decimal 18446744073709551615", "c_double Float 1.5", "d_scaled Decimal 12.345", "e_flag Boolean false",
                "f_date Instant 2026-01-02T03:04:05Z", "g_nanos Instant 2026-01-02T03:04:05.1234567Z", "h_bytes Bytes deadbeef", "i_many Array [\"a\",\"b \\u0022c\\u0022\"]", "j_none Null",
                "k.city String Köln", "l_place Json {\"coordinates\":[1,2],\"type\":\"Point\"}", "m_flat Json {\"x\":\"1\"}", "n_nested Json [{\"x\":[1]},{\"x\":[2]}]", "p_range Json {\"gte\":1}", "q_ip String ::1",
            ],
            read.Schema.Zip(Assert.Single(rows), (field, value) => $"{field.Name} {value}"));
        var fields = JsonDocument.Parse(_emulator.CallsOf("search")[0].Body).RootElement.GetProperty("fields").EnumerateArray().Select(field => field.GetRawText()).ToList();
        Assert.Contains("""{"field":"g_nanos","format":"strict_date_optional_time_nanos"}""", fields);
        Assert.Contains("\"n_nested.*\"", fields);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_makes_its_document_unreadable_and_no_other()
    {
        _emulator.Mappings["t"] = """{"at":{"type":"date"}}""";
        _emulator.Documents["t"] = [("1", """{"at":["2026-01-01T00:00:00Z"]}"""), ("2", """{"at":["secret"]}"""), ("3", "{}")];
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(Model.Table("t"));

        Assert.Equal(["String 1", "String 3"], rows.Select(row => row[0]));
        Assert.Equal("row 2", Assert.Single(read.Errors).Position);
        Assert.DoesNotContain("secret", read.Errors[0].Reason);
    }

    [Fact]
    public async Task Indices_of_a_pattern_are_read_together_and_a_field_they_disagree_on_has_no_type()
    {
        _emulator.Mappings["logs-1"] = """{"n":{"type":"long"},"only1":{"type":"keyword"}}""";
        _emulator.Mappings["logs-2"] = """{"n":{"type":"keyword"}}""";
        _emulator.Documents["logs-*"] = [("1", """{"n":[1]}"""), ("2", """{"n":["x"]}""")];
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(Model.Table("logs-*"));

        Assert.Equal(["_id", "n", "only1"], read.Schema.Select(field => field.Name));
        Assert.Equal(FieldType.Any, read.Schema[1].Type);
        Assert.Equal(["Integer 1", "String x"], rows.Select(row => row[1]));
    }

    [Fact]
    public async Task Only_the_fields_and_documents_that_were_asked_for_are_asked_for()
    {
        _emulator.AddPeople(3);
        using var source = _emulator.Source(options => options with { Fields = ["no"], Query = """{"term":{"no":1}}""" });

        var (_, read) = await source.ReadAllAsync(Searches.People);

        Assert.Equal(["_id", "no"], read.Schema.Select(field => field.Name));
        Assert.Contains("""{"term":{"no":1}}""", _emulator.CallsOf("search")[0].Text);
        using var wrong = _emulator.Source(options => options with { Fields = ["nope"] });
        Assert.Contains("no field 'nope'", (await Assert.ThrowsAsync<SyncSourceException>(() => wrong.ReadAllAsync(Searches.People))).Message);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_page_that_was_lost_is_asked_for_again_in_the_same_point_in_time(int status)
    {
        _emulator.AddPeople(1_000);
        _emulator.Fail("search", new(status, """{"error":{"type":"es_rejected_execution_exception","reason":"busy"},"status":429}"""), times: 2, after: 3);
        using var source = _emulator.Source();

        var (rows, _) = await source.ReadAllAsync(Searches.People);

        Assert.Equal(1_000, rows.Distinct().Count());
        Assert.Single(_emulator.CallsOf("open"));
    }

    [Fact]
    public async Task A_page_of_a_scroll_that_was_lost_fails_the_read_instead_of_being_left_out()
    {
        _emulator.AddPeople(1_000);
        (_emulator.Version, _emulator.IsOpenSearch) = ("1.3.0", true);
        _emulator.FailAfter("scroll", _ => ServiceReply.Cut, after: 3);
        using var source = _emulator.Source();

        await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(Searches.People));

        Assert.Equal(0, _emulator.Open);
    }

    [Fact]
    public async Task A_page_that_is_too_much_for_the_cluster_is_halved()
    {
        _emulator.AddPeople(500);
        _emulator.LargestPage = 60;
        using var source = _emulator.Source(options => options with { PageSize = 400 });

        var (rows, _) = await source.ReadAllAsync(Searches.People);

        Assert.Equal(500, rows.Count);
        Assert.Equal([400, 200, 100, 50, 50], _emulator.CallsOf("search").Take(5).Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("size").GetInt32()));
    }

    [Theory]
    [InlineData("\"failed\":0", "\"failed\":1", "shards")]
    [InlineData("\"timed_out\":false", "\"timed_out\":true", "gave up")]
    [InlineData("\"value\":1000", "\"value\":1001", "said there are 1001")]
    [InlineData("\"hits\":[", "\"hits\":[7,", "not what it should be")]
    [InlineData("\"hits\":", "\"other\":", "not what it should be")]
    public async Task An_answer_that_is_not_whole_fails_the_read(string from, string to, string words)
    {
        _emulator.AddPeople(1_000);
        _emulator.FailAfter("search", reply => reply with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(reply.Body).Replace(from, to)) });
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(Searches.People));

        Assert.Contains(words, failure.Message);
    }

    [Fact]
    public async Task A_snapshot_that_is_gone_fails_the_read_and_is_not_begun_anew()
    {
        _emulator.AddPeople(1_000);
        _emulator.Fail("search", new(404, """{"error":{"root_cause":[{"type":"search_context_missing_exception","reason":"secret"}],"type":"x"},"status":404}"""), after: 4);
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(Searches.People));

        Assert.Equal("search_context_missing_exception", failure.Code);
        Assert.DoesNotContain("secret", failure.ToString());
        Assert.Single(_emulator.CallsOf("open"));
        Assert.Equal(0, _emulator.Open);
    }

    [Fact]
    public async Task A_read_that_is_left_early_closes_its_point_in_time()
    {
        _emulator.AddPeople(1_000);
        using var source = _emulator.Source();

        await using (var read = await source.OpenReadAsync(new() { Model = Searches.People, BatchSize = 10 }, Reading.Cancellation))
        {
            await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
                break;
        }

        Assert.Equal(0, _emulator.Open);
    }

    [Fact]
    public async Task Each_credential_is_sent_as_it_must_be()
    {
        _emulator.AddPeople(1);
        foreach (var (credential, expected) in new (ElasticsearchCredential, string)[]
        {
            (ElasticsearchCredential.ApiKey("id", "key"), "ApiKey aWQ6a2V5"),
            (ElasticsearchCredential.ApiKey("aWQ6a2V5"), "ApiKey aWQ6a2V5"),
            (ElasticsearchCredential.Basic("user", "pass"), "Basic dXNlcjpwYXNz"),
            (ElasticsearchCredential.Bearer(_ => new("token")), "Bearer token"),
        })
        {
            _emulator.Authorization = expected;
            using var source = _emulator.Source(options => options with { Credential = credential });
            Assert.Single((await source.ReadAllAsync(Searches.People)).Rows);
        }

        using var wrong = _emulator.Source(options => options with { Credential = ElasticsearchCredential.Basic("user", "s3cret") });
        var failure = await Assert.ThrowsAsync<WarehouseException>(() => wrong.ReadAllAsync(Searches.People));
        Assert.Contains("refused the credential (Basic)", failure.Message);
        Assert.DoesNotContain("s3cret", failure.ToString());
    }

    [Theory]
    [InlineData("x:dXMtZWFzdC0xLmF3cy5mb3VuZC5pbyRhYmMxMjMkZGVmNDU2", "https://abc123.us-east-1.aws.found.io/")]
    [InlineData("x:ZXUuZXhhbXBsZS5uZXQ6OTI0MyRlcy11dWlkJGtiLXV1aWQ=", "https://es-uuid.eu.example.net:9243/")]
    public void A_cloud_id_names_an_address(string cloudId, string address)
    {
        Assert.Equal(address, ElasticsearchCluster.AddressOf(cloudId)!.AbsoluteUri);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        var good = new ElasticsearchSourceOptions { Address = new("https://localhost:9200") };

        Assert.Throws<ArgumentException>(() => new ElasticsearchSource(new()));
        Assert.Throws<ArgumentException>(() => new ElasticsearchSource(new() { CloudId = "nonsense" }));
        Assert.Throws<ArgumentException>(() => new ElasticsearchSource(good with { Address = new("http://example.com") }));
        Assert.Throws<ArgumentException>(() => new ElasticsearchSource(good with { Query = "match_all" }));
        Assert.ThrowsAny<ArgumentException>(() => new ElasticsearchSource(good with { PageSize = 0 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_query_of_sql_is_read_page_by_page_with_its_values(bool openSearch)
    {
        const string sql = "SELECT no, at FROM people WHERE no > ?";
        _emulator.IsOpenSearch = openSearch;
        _emulator.Version = "3.3.0";
        if (!openSearch)
            _emulator.Version = "8.15.0";
        _emulator.Queries[sql] = ("""[{"name":"no","type":"long"},{"name":"at","type":"datetime"}]""", [.. Enumerable.Range(0, 250).Select(i => $"[{i},\"2026-01-02T03:04:05Z\"]")]);
        using var source = _emulator.Source();

        var (rows, read) = await source.ReadAllAsync(Model.Sql(sql).With("no", 7));

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"Integer {i}|Instant 2026-01-02T03:04:05Z"), rows.Select(row => string.Join('|', row)));
        Assert.Equal(SourceReadEnd.Complete, read.End);
        Assert.Equal(3, _emulator.CallsOf("sql").Count);
        Assert.Contains(openSearch ? "\"parameters\":[{\"type\":\"long\",\"value\":7}]" : "\"params\":[7]", _emulator.CallsOf("sql")[0].Text);
        await using (await source.OpenReadAsync(new() { Model = Model.Sql(sql) }, Reading.Cancellation))
        {
        }

        Assert.Equal(0, _emulator.Open);
    }

    [Fact]
    public async Task A_page_of_a_query_that_was_lost_fails_the_read()
    {
        const string sql = "SELECT no FROM people";
        _emulator.Queries[sql] = ("""[{"name":"no","type":"long"}]""", [.. Enumerable.Range(0, 250).Select(i => $"[{i}]")]);
        _emulator.FailAfter("sql", _ => ServiceReply.Cut, after: 1);
        using var source = _emulator.Source();

        await Assert.ThrowsAnyAsync<SyncSourceException>(() => source.ReadAllAsync(Model.Sql(sql)));
    }

    [Fact]
    public async Task Indices_are_listed_without_those_of_the_system()
    {
        _emulator.Documents["people"] = [];
        _emulator.Documents[".security"] = [];
        using var source = _emulator.Source();

        Assert.Equal(["Table people"], (await source.ListModelsAsync(Reading.Cancellation)).Select(model => model.ToString()));
    }

    [Fact]
    public async Task An_index_that_is_not_there_and_an_address_that_is_no_cluster_are_told()
    {
        using var source = _emulator.Source();
        Assert.Contains("no such index", (await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(Model.Table("none")))).Message);

        _emulator.Fail("info", new(200, "<html>") { ContentType = "text/html" });
        Assert.Contains("no JSON", (await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(Searches.People))).Message);
        _emulator.Fail("info", new(200, "{}"));
        Assert.Contains("neither", (await Assert.ThrowsAsync<WarehouseException>(() => source.ReadAllAsync(Searches.People))).Message);
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }
}
