using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class InsertTests
{
    [Fact]
    public async Task Insert_answers_the_envelope_with_one_gsid_per_row_in_order()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.InsertAsync("Company", """{"Name":"A","Arr":1.5,"Employees":7}""", """{"Name":"B","Stage":"Launched"}""");

        Assert.Equal(200, answer.Status);
        Assert.True((bool)answer.Json["result"]!);
        Assert.Equal(2, (int)answer.Json["data"]!["count"]!);
        Assert.Null(answer.Json["data"]!["errors"]);
        string[] gsids = [.. answer.Records.Select(record => (string)record!["Gsid"]!)];
        Assert.Equal(emulator.Records("company").Select(record => (string)record["Gsid"]!), gsids);
        Assert.All(gsids, gsid => Assert.Matches("^1P02[A-Z0-9]{32}$", gsid));
        Assert.Equal("Launched", (string?)emulator.Find("company", "Name", "B")!["Stage"]);
        Assert.True(Guid.TryParse((string?)answer.Json["requestId"], out _));
    }

    [Theory]
    [InlineData("Name", "12", "GSOBJ_1002")]
    [InlineData("NoSuchField", "1", "GSOBJ_1002")]
    [InlineData("name", "\"x\"", "GSOBJ_1002")]
    [InlineData("Nps", "5", "GSOBJ_1002")]
    [InlineData("Gsid", "\"1P02\"", "GSOBJ_1002")]
    [InlineData("CreatedDate", "\"2026-01-01T00:00:00Z\"", "GSOBJ_1002")]
    [InlineData("Csm", "\"nobody\"", "GSOBJ_1002")]
    [InlineData("Seen__gc", "\"yesterday\"", "GSOBJ_1005")]
    [InlineData("Seen__gc", "\"2026-01-01\"", "GSOBJ_1005")]
    [InlineData("RenewalDate", "210318", "GSOBJ_1006")]
    [InlineData("RenewalDate", "\"31.12.2026\"", "GSOBJ_1006")]
    [InlineData("Name", "null", "GSOBJ_1007")]
    [InlineData("Fixed__gc", "null", "GSOBJ_1007")]
    [InlineData("Arr", "\"1,000\"", "GSOBJ_1008")]
    [InlineData("Share__gc", "\"x\"", "GSOBJ_1008")]
    [InlineData("Flag__gc", "\"yes\"", "GSOBJ_1008")]
    [InlineData("Mail__gc", "\"nobody\"", "GSOBJ_1008")]
    [InlineData("Web__gc", "\"nowhere\"", "GSOBJ_1008")]
    [InlineData("SfdcAccountId", "\"short\"", "GSOBJ_1008")]
    [InlineData("Stage", "\"xyz\"", "GSOBJ_1012")]
    [InlineData("Old__gc", "\"Gone\"", "GSOBJ_1012")]
    [InlineData("Tags", "[\"Beta\",\"xyz\"]", "GSOBJ_1012")]
    public async Task A_bad_value_fails_the_whole_call_with_its_code(string field, string value, string code)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        DeclareAll(emulator);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.InsertAsync("Company", """{"Name":"good"}""", field == "Name" ? $$"""{"Name":{{value}}}""" : $$"""{"Name":"bad","{{field}}":{{value}}}""");

        Assert.Equal(400, answer.Status);
        Assert.Equal(code, answer.ErrorCode);
        JsonNode error = answer.Json["data"]!["errors"]![0]![0]!["errors"]![0]!;
        Assert.Equal(code, (string?)error["errorCode"]);
        Assert.Equal(field, (string?)error["fieldName"]);
        Assert.Equal(0, emulator.Count("company"));
    }

    [Fact]
    public async Task A_text_longer_than_the_described_length_is_1001()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.DeclareField("company", new GainsightEmulatorField("Short__gc", "STRING") { Length = 3 });
        using var client = RawClient.For(emulator);

        Assert.Equal(200, (await client.InsertAsync("Company", """{"Name":"a","Short__gc":"abc"}""")).Status);
        Assert.Equal("GSOBJ_1001", (await client.InsertAsync("Company", """{"Name":"b","Short__gc":"abcd"}""")).ErrorCode);
    }

    [Fact]
    public async Task The_description_names_field_and_value_and_a_picklist_value_comes_back_in_an_array()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer date = await client.InsertAsync("Company", """{"Name":"x","RenewalDate":210318}""");
        RawAnswer stage = await client.InsertAsync("Company", """{"Name":"x","Stage":"xyz"}""");

        Assert.Equal("Invalid dateTime format (RenewalDate = 210318).", (string?)date.Json["errorDesc"]);
        Assert.Equal(210318, (int)date.Json["data"]!["errors"]![0]![0]!["errors"]![0]!["invalidValue"]!);
        Assert.Equal("Invalid/Inactive value provided for picklist. (Stage = xyz).", (string?)stage.Json["errorDesc"]);
        Assert.Equal("xyz", (string?)stage.Json["data"]!["errors"]![0]![0]!["errors"]![0]!["invalidValue"]![0]);
    }

    [Fact]
    public async Task Errors_are_flat_or_absent_when_switched_so()
    {
        await using var flat = await GainsightEmulator.StartAsync(new() { ErrorDetail = GainsightErrorDetail.Flat }, TestContext.Current.CancellationToken);
        await using var none = await GainsightEmulator.StartAsync(new() { ErrorDetail = GainsightErrorDetail.None }, TestContext.Current.CancellationToken);
        using var flatClient = RawClient.For(flat);
        using var noneClient = RawClient.For(none);

        RawAnswer flatAnswer = await flatClient.InsertAsync("Company", """{"Name":"x","Stage":"a"}""", """{"Name":"y","Stage":"b"}""");
        RawAnswer noneAnswer = await noneClient.InsertAsync("Company", """{"Name":"x","Stage":"a"}""");

        Assert.Equal(2, flatAnswer.Json["data"]!["errors"]!.AsArray().Count);
        Assert.Equal("Stage", (string?)flatAnswer.Json["data"]!["errors"]![1]!["errors"]![0]!["fieldName"]);
        Assert.Equal("GSOBJ_1012", noneAnswer.ErrorCode);
        Assert.Null(noneAnswer.Json["data"]!["errors"]);
    }

    [Fact]
    public async Task Good_rows_are_written_and_bad_ones_listed_when_partial_success_is_on()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { RowFailure = GainsightRowFailure.WriteOthers }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.InsertAsync("Company", """{"Name":"good"}""", """{"Name":"bad","Stage":"xyz"}""");

        Assert.Equal(200, answer.Status);
        Assert.True((bool)answer.Json["result"]!);
        Assert.Single(answer.Records);
        Assert.Single(answer.Json["data"]!["errors"]!.AsArray());
        Assert.Equal("good", (string?)Assert.Single(emulator.Records("company"))["Name"]);
    }

    [Fact]
    public async Task Fifty_records_are_the_most_and_none_is_too_few()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        string[] rows = [.. Enumerable.Range(0, 51).Select(i => $$"""{"Name":"c{{i}}"}""")];

        Assert.Equal(200, (await client.InsertAsync("Company", rows[..50])).Status);
        Assert.Equal("GSOBJ_1002", (await client.InsertAsync("Company", rows)).ErrorCode);
        Assert.Equal(400, (await client.InsertAsync("Company")).Status);
        Assert.Equal(50, emulator.Count("company"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"records":{}}""")]
    [InlineData("""{"records":[{"Name":"x"}],"extra":1}""")]
    [InlineData("""{"records":[1]}""")]
    public async Task A_body_of_another_shape_is_refused(string body)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PostAsync("/v1/data/objects/Company", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal("GSOBJ_1002", answer.ErrorCode);
        Assert.Equal(0, emulator.Count("company"));
    }

    [Fact]
    public async Task Dropdown_items_are_written_by_label_or_gsid_and_several_as_array_or_text()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        JsonNode describe = (await client.GetAsync("/v1/meta/services/objects/company/describe")).Json;
        JsonNode stage = describe["data"]![0]!["fields"]!.AsArray().Single(field => (string?)field!["fieldName"] == "Stage")!;
        string gsid = (string)stage["options"]!.AsArray().Single(option => (string?)option!["label"] == "Adopting")!["value"]!;

        await client.InsertAsync("Company", $$"""{"Name":"a","Stage":"{{gsid}}","Tags":["Beta","At Risk"]}""", """{"Name":"b","Tags":"Beta;Reference"}""");

        Assert.Equal("Adopting", (string?)emulator.Find("company", "Name", "a")!["Stage"]);
        Assert.Equal("""["Beta","At Risk"]""", emulator.Find("company", "Name", "a")!["Tags"]!.ToJsonString());
        Assert.Equal("""["Beta","Reference"]""", emulator.Find("company", "Name", "b")!["Tags"]!.ToJsonString());
    }

    [Fact]
    public async Task Equal_company_names_are_allowed_unless_switched_off()
    {
        await using var open = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var strict = await GainsightEmulator.StartAsync(new() { RefuseDuplicateCompanyNames = true }, TestContext.Current.CancellationToken);
        using var openClient = RawClient.For(open);
        using var strictClient = RawClient.For(strict);

        Assert.Equal(200, (await openClient.InsertAsync("Company", """{"Name":"A"}""", """{"Name":"A"}""")).Status);
        Assert.Equal(200, (await strictClient.InsertAsync("Company", """{"Name":"A"}""")).Status);
        Assert.Equal("GSOBJ_1002", (await strictClient.InsertAsync("Company", """{"Name":"A"}""")).ErrorCode);
    }

    [Fact]
    public async Task Switches_loosen_field_names_epoch_dates_dangling_lookups_and_echo()
    {
        await using var emulator = await GainsightEmulator.StartAsync(
            new() { IgnoreCaseInFieldNames = true, AcceptEpochDates = true, AcceptDanglingLookups = true, EchoWrittenFields = true }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        string nobody = "1P01" + new string('X', 32);

        RawAnswer answer = await client.InsertAsync("Company", $$"""{"NAME":"A","RenewalDate":1672531200000,"Csm":"{{nobody}}"}""");

        Assert.Equal("A", (string?)answer.Records[0]!["NAME"]);
        JsonObject stored = emulator.Find("company", "Name", "A")!;
        Assert.Equal("2023-01-01", (string?)stored["RenewalDate"]);
        Assert.Equal(nobody, (string?)stored["Csm"]);
    }

    [Theory]
    [InlineData("person")]
    [InlineData("company_person")]
    [InlineData("gsuser")]
    [InlineData("relationship_type")]
    [InlineData("Huge__gc")]
    [InlineData("Frozen__gc")]
    [InlineData("Missing__gc")]
    public async Task Objects_that_the_data_api_cannot_write_are_1023(string objectName)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.DeclareObject(new GainsightEmulatorObject("Huge__gc") { LowVolume = false, Fields = [new("Name__gc", "STRING")] });
        emulator.DeclareObject(new GainsightEmulatorObject("Frozen__gc") { DataEditable = false, Fields = [new("Name__gc", "STRING")] });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.InsertAsync(objectName, """{"Name":"x"}""");

        Assert.Equal((400, "GSOBJ_1023"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task A_relationship_needs_name_company_and_type()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string company = emulator.Seed("company", new JsonObject { ["Name"] = "Acme" })[0];
        string type = emulator.Seed("relationship_type", new JsonObject { ["Name"] = "Product" })[0];
        using var client = RawClient.For(emulator);

        Assert.Equal(200, (await client.InsertAsync("relationship", $$"""{"Name":"R","CompanyId":"{{company}}","TypeId":"{{type}}"}""")).Status);
        Assert.Equal("GSOBJ_1007", (await client.InsertAsync("relationship", $$"""{"Name":"R","CompanyId":"{{company}}"}""")).ErrorCode);
    }

    private static void DeclareAll(GainsightEmulator emulator)
    {
        emulator.DeclareField("company", new("Seen__gc", "DATETIME"));
        emulator.DeclareField("company", new("Fixed__gc", "STRING") { Nillable = false });
        emulator.DeclareField("company", new("Share__gc", "PERCENTAGE"));
        emulator.DeclareField("company", new("Flag__gc", "BOOLEAN"));
        emulator.DeclareField("company", new("Mail__gc", "EMAIL"));
        emulator.DeclareField("company", new("Web__gc", "URL"));
        emulator.DeclareField("company", new("Old__gc", "PICKLIST") { Options = ["Here", new GainsightEmulatorOption("Gone") { Active = false }] });
    }
}
