using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class QueryTests
{
    [Theory]
    [InlineData("Name", "EQ", "[\"Beta\"]", "Beta")]
    [InlineData("Name", "NE", "[\"Beta\"]", "Alpha Gamma Delta")]
    [InlineData("Name", "IN", "[\"Beta\",\"Delta\",\"Omega\"]", "Beta Delta")]
    [InlineData("Name", "LT", "[\"Beta\"]", "Alpha")]
    [InlineData("Name", "LTE", "[\"Beta\"]", "Alpha Beta")]
    [InlineData("Name", "GT", "[\"Beta\"]", "Gamma Delta")]
    [InlineData("Name", "GTE", "[\"Beta\"]", "Beta Gamma Delta")]
    [InlineData("Name", "CONTAINS", "[\"amm\"]", "Gamma")]
    [InlineData("Name", "DOES_NOT_CONTAINS", "[\"lpha\"]", "Beta Gamma Delta")]
    [InlineData("Name", "STARTS_WITH", "[\"De\"]", "Delta")]
    [InlineData("Name", "ENDS_WITH", "[\"ta\"]", "Beta Delta")]
    [InlineData("Employees", "EQ", "[20]", "Beta")]
    [InlineData("Employees", "GT", "[10]", "Beta Gamma")]
    [InlineData("Employees", "BTW", "[10,20]", "Alpha Beta")]
    [InlineData("Employees", "IN", "[10,30]", "Alpha Gamma")]
    [InlineData("Employees", "NE", "[10]", "Beta Gamma")]
    [InlineData("Employees", "IS_NULL", "[]", "Delta")]
    [InlineData("Employees", "IS_NOT_NULL", "[]", "Alpha Beta Gamma")]
    [InlineData("Stage", "EQ", "[\"Launched\"]", "Alpha")]
    [InlineData("Stage", "NE", "[\"Launched\"]", "Beta")]
    [InlineData("Stage", "IN", "[\"Launched\",\"Churn\"]", "Alpha Beta")]
    [InlineData("Stage", "CONTAINS", "[\"aunch\"]", "Alpha")]
    [InlineData("Tags", "INCLUDES", "[\"Beta\"]", "Alpha")]
    [InlineData("Tags", "EXCLUDES", "[\"Reference\"]", "Alpha")]
    [InlineData("RenewalDate", "EQ", "[\"2026-03-01\"]", "Alpha")]
    [InlineData("RenewalDate", "BTW", "[\"03-01-2026\",\"04-30-2026\"]", "Alpha Beta")]
    [InlineData("RenewalDate", "GT", "[\"2026-03-01T00:00:00+00:00\"]", "Beta Gamma")]
    [InlineData("RenewalDate", "LT", "[\"2026-04-01T00:00:00Z\"]", "Alpha")]
    [InlineData("Csm__gr.Email", "EQ", "[\"jane@acme.example\"]", "Alpha")]
    [InlineData("csm__gr.name", "IS_NULL", "[]", "Beta Gamma Delta")]
    public async Task Each_operator_finds_its_rows(string field, string @operator, string value, string expected)
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("Company", $$"""
            {"select":["Name"],"where":{"conditions":[{"name":"{{field}}","alias":"A","value":{{value}},"operator":"{{@operator}}"}],"expression":"A"} }
            """);

        Assert.Equal(expected, Names(answer));
    }

    [Theory]
    [InlineData("A OR B AND C", "Alpha Beta")]
    [InlineData("(A OR B) AND C", "Beta")]
    [InlineData("A AND C OR B", "Beta Gamma")]
    [InlineData("((A)) OR (B and C)", "Alpha Beta")]
    public async Task And_binds_closer_than_or_and_parentheses_group(string expression, string expected)
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);

        // A: Alpha. B: Beta or Gamma. C: Beta or Delta.
        RawAnswer answer = await client.QueryAsync("company", $$"""
            {"select":["Name"],"where":{"conditions":[
              {"name":"Name","alias":"A","value":["Alpha"],"operator":"EQ"},
              {"name":"Employees","alias":"B","value":[10],"operator":"GT"},
              {"name":"Name","alias":"C","value":["ta"],"operator":"ENDS_WITH"}],"expression":"{{expression}}"} }
            """);

        Assert.Equal(expected, Names(answer));
    }

    [Theory]
    [InlineData("""{"select":[]}""")]
    [InlineData("""{"where":{}}""")]
    [InlineData("""{"select":["Nothing"]}""")]
    [InlineData("""{"select":["Csm__gr"]}""")]
    [InlineData("""{"select":["Csm.Email"]}""")]
    [InlineData("""{"select":["Name"],"includeNulls":true}""")]
    [InlineData("""{"select":["Name"],"limit":5001}""")]
    [InlineData("""{"select":["Name"],"offset":-1}""")]
    [InlineData("""{"select":["Name"],"orderBy":["Name"]}""")]
    [InlineData("""{"select":["Name"],"orderBy":{"Name":"up"}}""")]
    [InlineData("""{"select":["Name"],"orderBy":{"Tags":"asc"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":"x","operator":"EQ"}],"expression":"A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":["x","y"],"operator":"EQ"}],"expression":"A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":["x"],"operator":"LIKE"}],"expression":"A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":["x"],"operator":"EQ"}],"expression":"B"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":["x"],"operator":"EQ"}],"expression":"(A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Employees","alias":"A","value":["x"],"operator":"EQ"}],"expression":"A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Employees","alias":"A","value":["1"],"operator":"CONTAINS"}],"expression":"A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":[],"operator":"EQ"}],"expression":"A"}}""")]
    [InlineData("""{"select":["Name"],"where":{"conditions":[{"name":"Name","alias":"A","value":["x"],"operator":"IS_NULL"}],"expression":"A"}}""")]
    public async Task A_query_that_makes_no_sense_is_1002(string query)
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("company", query);

        Assert.Equal((400, "GSOBJ_1002"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task Rows_are_ordered_limited_and_skipped()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);

        Assert.Equal("Gamma Beta Alpha Delta", Names(await client.QueryAsync("company", """{"select":["Name"],"orderBy":{"Employees":"desc"}}""")));
        Assert.Equal("Alpha Beta Delta Gamma", Names(await client.QueryAsync("company", """{"select":["Name"],"orderBy":{"Name":"asc"}}""")));
        Assert.Equal("Beta Delta", Names(await client.QueryAsync("company", """{"select":["Name"],"orderBy":{"Name":"asc"},"limit":2,"offset":1}""")));
        Assert.Equal("", Names(await client.QueryAsync("company", """{"select":["Name"],"offset":4}""")));
    }

    [Fact]
    public async Task Offset_may_count_from_one_and_a_limit_be_cut()
    {
        await using var emulator = await StartAsync(new() { OffsetCountsFromOne = true, CutReadLimit = true });
        using var client = RawClient.For(emulator);

        Assert.Equal("Alpha", Names(await client.QueryAsync("company", """{"select":["Name"],"limit":1,"offset":1}""")));
        Assert.Equal("Alpha Beta Gamma Delta", Names(await client.QueryAsync("company", """{"select":["Name"],"limit":9999}""")));
    }

    [Fact]
    public async Task Answers_repeat_the_requested_spelling_and_read_nulls_dates_and_items_as_the_vendor_does()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("company", """
            {"select":["name","ARR","csm__gr.email","RenewalDate","OriginalContractDate","Stage","Tags","Industry"],"limit":1}
            """);

        var record = answer.Records[0]!.AsObject();
        Assert.Equal(["name", "ARR", "csm__gr.email", "RenewalDate", "OriginalContractDate", "Stage", "Tags", "Industry"], record.Select(pair => pair.Key));
        Assert.Equal("jane@acme.example", (string?)record["csm__gr.email"]);
        Assert.Equal("2026-03-01", (string?)record["RenewalDate"]);
        Assert.Equal("", (string?)record["OriginalContractDate"]);
        Assert.Null(record["Industry"]);
        Assert.Matches("^1I00[A-Z0-9]{32}$", (string?)record["Stage"]);
        Assert.Equal(2, ((string)record["Tags"]!).Split(';').Length);
    }

    [Fact]
    public async Task Switches_read_as_list_epoch_null_dates_and_labels()
    {
        await using var emulator = await StartAsync(new() { ReadAsList = true, ReadDatesAsEpoch = true, ReadMissingDatesAsNull = true, ReadPicklistsAsLabels = true });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("company", """{"select":["RenewalDate","OriginalContractDate","Stage","Tags"],"limit":1}""");

        JsonNode record = answer.Json["data"]![0]!;
        Assert.Equal(1772323200000, (long)record["RenewalDate"]!);
        Assert.Null(record["OriginalContractDate"]);
        Assert.Equal(("Launched", "Beta;At Risk"), ((string?)record["Stage"], (string?)record["Tags"]));
    }

    [Theory]
    [InlineData(GainsightEmptyRead.NoRecords, 200, null)]
    [InlineData(GainsightEmptyRead.NoDataFound, 200, "GSOBJ_1XXX")]
    [InlineData(GainsightEmptyRead.NoEntityMatches, 400, "GSOBJ_1011")]
    public async Task Nothing_found_has_three_forms(GainsightEmptyRead form, int status, string? code)
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { EmptyRead = form }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("company", """{"select":["Name"]}""");

        Assert.Equal((status, code, code is null), (answer.Status, answer.ErrorCode, (bool)answer.Json["result"]!));
    }

    [Fact]
    public async Task Negations_leave_null_out_unless_switched()
    {
        await using var emulator = await StartAsync(new() { NegationsMatchNull = true });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("company", """
            {"select":["Name"],"where":{"conditions":[{"name":"Employees","alias":"A","value":[10],"operator":"NE"}],"expression":"A"}}
            """);

        Assert.Equal("Beta Gamma Delta", Names(answer));
    }

    [Fact]
    public async Task Paging_by_gsid_sees_every_row_once()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { CallsPerMinute = int.MaxValue }, TestContext.Current.CancellationToken);
        emulator.Seed("company", Enumerable.Range(0, 250).Select(i => new JsonObject { ["Name"] = "c" + i }));
        using var client = RawClient.For(emulator);

        var seen = new List<string>();
        string last = "";
        while (true)
        {
            RawAnswer page = await client.QueryAsync("company", $$"""
                {"select":["Gsid","Name"],"where":{"conditions":[{"name":"Gsid","alias":"A","value":["{{last}}"],"operator":"GT"}],"expression":"A"},"orderBy":{"Gsid":"asc"},"limit":40}
                """);
            if (page.Records.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Records.Select(record => (string)record!["Name"]!));
            last = (string)page.Records[^1]!["Gsid"]!;
        }

        Assert.Equal(250, seen.Count);
        Assert.Equal(250, seen.Distinct().Count());
    }

    [Fact]
    public async Task Get_reads_one_record_with_all_fields()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator);
        string gsid = (string)emulator.Find("company", "Name", "Alpha")!["Gsid"]!;

        RawAnswer found = await client.GetAsync($"/v1/data/objects/company/{gsid}");
        RawAnswer missing = await client.GetAsync("/v1/data/objects/company/none");

        Assert.Equal("Alpha", (string?)found.Records[0]!["Name"]);
        Assert.Null(found.Records[0]!["Industry"]);
        Assert.Equal("GSOBJ_1011", missing.ErrorCode);
    }

    private static string Names(RawAnswer answer) => string.Join(' ', answer.Records.Select(record => (string)record!["Name"]!));

    private static async Task<GainsightEmulator> StartAsync(GainsightEmulatorOptions? options = null)
    {
        GainsightEmulator emulator = await GainsightEmulator.StartAsync(options, TestContext.Current.CancellationToken);
        string csm = emulator.Seed("gsuser", new JsonObject { ["Name"] = "Jane", ["Email"] = "jane@acme.example" })[0];
        emulator.Seed(
            "company",
            new JsonObject { ["Name"] = "Alpha", ["Employees"] = 10, ["Stage"] = "Launched", ["RenewalDate"] = "2026-03-01", ["Csm"] = csm, ["Tags"] = new JsonArray("Beta", "At Risk") },
            new JsonObject { ["Name"] = "Beta", ["Employees"] = 20, ["Stage"] = "Churn", ["RenewalDate"] = "2026-04-15", ["Tags"] = new JsonArray("Reference") },
            new JsonObject { ["Name"] = "Gamma", ["Employees"] = 30, ["RenewalDate"] = "2026-06-01" },
            new JsonObject { ["Name"] = "Delta" });
        return emulator;
    }
}
