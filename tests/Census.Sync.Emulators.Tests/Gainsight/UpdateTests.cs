using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class UpdateTests
{
    [Fact]
    public async Task Update_by_name_changes_what_was_sent_and_null_clears()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string gsid = emulator.Seed("company", new JsonObject { ["Name"] = "A", ["Industry"] = "Steel", ["Arr"] = 5, ["Employees"] = 3 })[0];
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.UpdateAsync("company", "Name", """{"Name":"A","Arr":7.25,"Industry":null}""");

        Assert.Equal(gsid, (string?)answer.Records[0]!["Gsid"]);
        JsonObject stored = emulator.Find("company", "Name", "A")!;
        Assert.Equal(7.25m, (decimal)stored["Arr"]!);
        Assert.False(stored.ContainsKey("Industry"));
        Assert.Equal(3, (int)stored["Employees"]!);
    }

    [Fact]
    public async Task Update_by_gsid_may_rename()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string gsid = emulator.Seed("company", new JsonObject { ["Name"] = "A" })[0];
        using var client = RawClient.For(emulator);

        Assert.Equal(200, (await client.UpdateAsync("company", "Gsid", $$"""{"Gsid":"{{gsid}}","Name":"B"}""")).Status);

        Assert.Null(emulator.Find("company", "Name", "A"));
        Assert.Equal(gsid, (string?)emulator.Find("company", "Name", "B")!["Gsid"]);
    }

    [Theory]
    [InlineData("Name,Industry,Employees", 200)]
    [InlineData("Name,Industry,Employees,Users", 400)]
    [InlineData("", 400)]
    [InlineData("Csm", 400)]
    [InlineData("Stage", 400)]
    [InlineData("NoSuchField", 400)]
    [InlineData("TickerSymbol", 400)]
    public async Task Keys_are_at_most_three_of_text_gsid_number_or_email_and_in_each_row(string keys, int status)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.Seed("company", new JsonObject { ["Name"] = "A", ["Industry"] = "Steel", ["Employees"] = 3, ["Users"] = 1 });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.UpdateAsync("company", keys, """{"Name":"A","Industry":"Steel","Employees":3,"Users":1,"Arr":1}""");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? null : "GSOBJ_1002", answer.ErrorCode);
    }

    [Fact]
    public async Task Keys_are_anded()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.Seed("company", new JsonObject { ["Name"] = "A", ["Industry"] = "Steel" }, new JsonObject { ["Name"] = "A", ["Industry"] = "Wood" });
        using var client = RawClient.For(emulator);

        await client.UpdateAsync("company", "Name,Industry", """{"Name":"A","Industry":"Wood","Arr":1}""");

        Assert.Equal([null, 1m], emulator.Records("company").Select(company => (decimal?)company["Arr"]));
    }

    [Fact]
    public async Task A_row_without_a_match_fails_the_call_and_is_not_named()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.Seed("company", new JsonObject { ["Name"] = "A" });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.UpdateAsync("company", "Name", """{"Name":"A","Arr":1}""", """{"Name":"B","Arr":1}""");

        Assert.Equal((400, "GSOBJ_1011"), (answer.Status, answer.ErrorCode));
        Assert.Null(answer.Json["data"]!["errors"]);
        Assert.False(emulator.Find("company", "Name", "A")!.ContainsKey("Arr"));
    }

    [Fact]
    public async Task Switches_update_the_other_rows_or_name_the_unmatched_one()
    {
        await using var others = await GainsightEmulator.StartAsync(new() { NoMatch = GainsightNoMatch.UpdateOthers }, TestContext.Current.CancellationToken);
        await using var naming = await GainsightEmulator.StartAsync(new() { NameUnmatchedKeys = true }, TestContext.Current.CancellationToken);
        others.Seed("company", new JsonObject { ["Name"] = "A" });
        naming.Seed("company", new JsonObject { ["Name"] = "A" });
        using var othersClient = RawClient.For(others);
        using var namingClient = RawClient.For(naming);
        string[] rows = ["""{"Name":"A","Arr":1}""", """{"Name":"B","Arr":1}"""];

        RawAnswer updated = await othersClient.UpdateAsync("company", "Name", rows);
        RawAnswer named = await namingClient.UpdateAsync("company", "Name", rows);
        RawAnswer none = await othersClient.UpdateAsync("company", "Name", rows[1]);

        Assert.Equal(200, updated.Status);
        Assert.Single(updated.Records);
        Assert.Equal(1m, (decimal)others.Find("company", "Name", "A")!["Arr"]!);
        Assert.Equal("B", (string?)named.Json["data"]!["errors"]![0]![0]!["errors"]![0]!["invalidValue"]);
        Assert.Equal("GSOBJ_1011", none.ErrorCode);
    }

    [Theory]
    [InlineData(GainsightNoMatch.FailCall, 400, false)]
    [InlineData(GainsightNoMatch.UpdateOthers, 200, true)]
    public async Task What_a_row_without_a_match_does_is_its_own_switch(GainsightNoMatch noMatch, int status, bool isUpdated)
    {
        await using var emulator = await GainsightEmulator.StartAsync(
            new() { NoMatch = noMatch, RowFailure = GainsightRowFailure.WriteOthers }, TestContext.Current.CancellationToken);
        emulator.Seed("company", new JsonObject { ["Name"] = "A" });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.UpdateAsync("company", "Name", """{"Name":"A","Arr":1}""", """{"Name":"B","Arr":1}""", """{"Name":"A","Arr":"no number"}""");

        Assert.Equal(status, answer.Status);
        Assert.Equal(isUpdated, emulator.Find("company", "Name", "A")!.ContainsKey("Arr"));
    }

    [Theory]
    [InlineData(GainsightMultiMatch.UpdateAll, 200, 2)]
    [InlineData(GainsightMultiMatch.UpdateFirst, 200, 1)]
    [InlineData(GainsightMultiMatch.FailCall, 400, 0)]
    public async Task Several_matches_do_as_switched(GainsightMultiMatch multiMatch, int status, int changed)
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { MultiMatch = multiMatch }, TestContext.Current.CancellationToken);
        emulator.Seed("company", new JsonObject { ["Name"] = "A" }, new JsonObject { ["Name"] = "A" });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.UpdateAsync("company", "Name", """{"Name":"A","Arr":1}""");

        Assert.Equal(status, answer.Status);
        Assert.Equal(changed, emulator.Records("company").Count(company => company.ContainsKey("Arr")));
        if (status == 200)
        {
            Assert.Equal(changed, (int)answer.Json["data"]!["count"]!);
            Assert.Single(answer.Records);
        }
    }

    [Fact]
    public async Task A_blank_gsid_is_1004_and_null_for_the_name_is_1007()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string gsid = emulator.Seed("company", new JsonObject { ["Name"] = "A" })[0];
        using var client = RawClient.For(emulator);

        Assert.Equal("GSOBJ_1004", (await client.UpdateAsync("company", "Gsid", """{"Gsid":"","Name":"B"}""")).ErrorCode);
        Assert.Equal("GSOBJ_1004", (await client.UpdateAsync("company", "Gsid", """{"Name":"B"}""")).ErrorCode);
        Assert.Equal("GSOBJ_1007", (await client.UpdateAsync("company", "Gsid", $$"""{"Gsid":"{{gsid}}","Name":null}""")).ErrorCode);
    }

    [Fact]
    public async Task Text_keys_compare_by_case_unless_switched()
    {
        await using var exact = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var loose = await GainsightEmulator.StartAsync(new() { IgnoreCaseInText = true }, TestContext.Current.CancellationToken);
        exact.Seed("company", new JsonObject { ["Name"] = "Acme" });
        loose.Seed("company", new JsonObject { ["Name"] = "Acme" });
        using var exactClient = RawClient.For(exact);
        using var looseClient = RawClient.For(loose);

        Assert.Equal(400, (await exactClient.UpdateAsync("company", "Name", """{"Name":"ACME","Arr":1}""")).Status);
        Assert.Equal(200, (await looseClient.UpdateAsync("company", "Name", """{"Name":"ACME","Arr":1}""")).Status);
    }

    [Fact]
    public async Task Custom_objects_are_inserted_updated_and_deleted_like_companies()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.DeclareObject(new GainsightEmulatorObject("usage__gc") { Fields = [new("External_Id__gc", "STRING") { Required = true }, new("Hits__gc", "NUMBER")] });
        using var client = RawClient.For(emulator);

        RawAnswer inserted = await client.InsertAsync("Usage__gc", """{"External_Id__gc":"x","Hits__gc":1}""");
        RawAnswer updated = await client.UpdateAsync("usage__gc", "External_Id__gc", """{"External_Id__gc":"x","Hits__gc":2}""");
        RawAnswer incomplete = await client.InsertAsync("usage__gc", """{"Hits__gc":1}""");

        string gsid = (string)inserted.Records[0]!["Gsid"]!;
        Assert.StartsWith("1Z02", gsid);
        Assert.Equal(200, updated.Status);
        Assert.Equal("GSOBJ_1007", incomplete.ErrorCode);
        Assert.Equal(2m, (decimal)Assert.Single(emulator.Records("usage__gc"))["Hits__gc"]!);
        Assert.Equal(2, emulator.TimesSent("usage__gc", "x"));
        Assert.Equal(200, (await client.DeleteAsync($"/v1/data/objects/usage__gc/{gsid}")).Status);
        Assert.Empty(emulator.Records("usage__gc"));
    }

    [Fact]
    public async Task Delete_answers_no_data_logs_the_record_and_does_not_know_it_twice()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string gsid = emulator.Seed("company", new JsonObject { ["Name"] = "A" })[0];
        using var client = RawClient.For(emulator);

        RawAnswer first = await client.DeleteAsync($"/v1/data/objects/Company/{gsid}");
        RawAnswer second = await client.DeleteAsync($"/v1/data/objects/Company/{gsid}");
        RawAnswer log = await client.QueryAsync("record_delete_log", """{"select":["RecordId","DeletedOn","ObjectName"]}""");

        Assert.True((bool)first.Json["result"]!);
        Assert.Null(first.Json["data"]);
        Assert.Equal((400, "GSOBJ_1004"), (second.Status, second.ErrorCode));
        Assert.Equal((gsid, "company"), ((string?)log.Records[0]!["RecordId"], (string?)log.Records[0]!["ObjectName"]));
    }

    [Fact]
    public async Task Bulk_delete_is_1023_unless_allowed()
    {
        await using var closed = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var open = await GainsightEmulator.StartAsync(new() { AllowBulkDelete = true }, TestContext.Current.CancellationToken);
        string gsid = open.Seed("company", new JsonObject { ["Name"] = "A" })[0];
        using var closedClient = RawClient.For(closed);
        using var openClient = RawClient.For(open);
        string body = $$"""{"records":[{"Gsid":"{{gsid}}"}]}""";

        Assert.Equal("GSOBJ_1023", (await closedClient.SendAsync(HttpMethod.Delete, "/v1/data/objects/company?keys=Gsid", RawClient.Body(body))).ErrorCode);
        Assert.Equal(200, (await openClient.SendAsync(HttpMethod.Delete, "/v1/data/objects/company?keys=Gsid", RawClient.Body(body))).Status);
        Assert.Equal(0, open.Count("company"));
    }
}
