using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class PeopleTests
{
    private const string Current = "/v1/peoplemgmt/v1.0/people";
    private const string Older = "/v1.0/api/people";

    [Theory]
    [InlineData(Current)]
    [InlineData(Older)]
    [InlineData(Current + "?areaName=x")]
    public async Task A_person_is_created_then_updated_by_email_whatever_its_case(string path)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer created = await client.PutAsync(path, """{"Email":"jane@acme.example","FirstName":"Jane"}""");
        RawAnswer updated = await client.PutAsync(path, """{"Email":"JANE@acme.example","LastName":"Smith"}""");

        Assert.Equal((string?)created.Json["data"]!["Gsid"], (string?)updated.Json["data"]!["Gsid"]);
        JsonObject person = Assert.Single(emulator.Records("person"));
        Assert.Equal(("Jane", "Smith"), ((string?)person["FirstName"], (string?)person["LastName"]));
    }

    [Fact]
    public async Task Companies_of_a_person_are_found_by_person_and_company_and_one_is_primary()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        IReadOnlyList<string> companies = emulator.Seed("company", new JsonObject { ["Name"] = "A" }, new JsonObject { ["Name"] = "B" });
        using var client = RawClient.For(emulator);

        await client.PutAsync(Current, $$"""{"Email":"j@a.example","companies":[{"Company_ID":"{{companies[0]}}","Title":"VP","IsPrimaryCompany":true},{"Company_ID":"{{companies[1]}}"}]}""");
        await client.PutAsync(Current, $$"""{"Email":"j@a.example","companies":[{"Company_ID":"{{companies[1]}}","IsPrimaryCompany":true}]}""");

        IReadOnlyList<JsonObject> rows = emulator.Records("company_person");
        Assert.Equal(2, rows.Count);
        Assert.Equal([false, true], rows.Select(row => (bool)row["IsPrimaryCompany"]!));
        Assert.Equal("VP", (string?)rows[0]["Title"]);
        Assert.Equal(2, emulator.TimesSent("company_person", $"j@a.example|{companies[1]}"));
        Assert.Equal(2, emulator.TimesSent("person", "j@a.example"));
    }

    [Theory]
    [InlineData(GainsightRelationshipPersonShape.Both, true, 200)]
    [InlineData(GainsightRelationshipPersonShape.Both, false, 200)]
    [InlineData(GainsightRelationshipPersonShape.InsideCompany, true, 200)]
    [InlineData(GainsightRelationshipPersonShape.InsideCompany, false, 400)]
    [InlineData(GainsightRelationshipPersonShape.TopLevel, true, 400)]
    [InlineData(GainsightRelationshipPersonShape.TopLevel, false, 200)]
    public async Task Relationships_are_taken_inside_a_company_or_at_the_top_as_switched(GainsightRelationshipPersonShape shape, bool inside, int status)
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { RelationshipPersonShape = shape }, TestContext.Current.CancellationToken);
        string company = emulator.Seed("company", new JsonObject { ["Name"] = "A" })[0];
        string type = emulator.Seed("relationship_type", new JsonObject { ["Name"] = "T" })[0];
        string relationship = emulator.Seed("relationship", new JsonObject { ["Name"] = "R", ["CompanyId"] = company, ["TypeId"] = type })[0];
        using var client = RawClient.For(emulator);
        string list = $$""" "relationships":[{"Relationship_ID":"{{relationship}}","Role":"Sponsor"}] """;

        RawAnswer answer = await client.PutAsync(Current, inside
            ? $$"""{"Email":"j@a.example","companies":[{"Company_ID":"{{company}}",{{list}}}]}"""
            : $$"""{"Email":"j@a.example",{{list}}}""");

        Assert.Equal(status, answer.Status);
        if (status == 200)
        {
            JsonObject row = Assert.Single(emulator.Records("relationship_person"));
            JsonObject companyPerson = Assert.Single(emulator.Records("company_person"));
            Assert.Equal((relationship, company, type), ((string?)row["Relationship_ID"], (string?)row["Company_ID"], (string?)row["Relationship_Type_ID"]));
            Assert.Equal((string?)companyPerson["Gsid"], (string?)row["Company_Person_ID"]);
            Assert.Equal("Sponsor", (string?)row["Role"]);
        }
        else
        {
            Assert.Equal("GSOBJ_VCRUDR1002", answer.ErrorCode);
            Assert.Equal(0, emulator.Count("person"));
        }
    }

    [Theory]
    [InlineData("{}", "GSOBJ_VCRUDR1001")]
    [InlineData("null", "GSOBJ_VCRUDR1001")]
    [InlineData("""{"Name":"x"}""", "GSOBJ_VDTEMAIL1001")]
    [InlineData("""{"Email":"nobody"}""", "GSOBJ_VDTEMAIL1001")]
    [InlineData("""{"Email":null}""", "GSOBJ_VDTEMAIL1001")]
    [InlineData("""{"Email":"a@b.example","Nothing":1}""", "GSOBJ_VCRUDR1002")]
    [InlineData("""{"Email":"a@b.example","Gsid":"x"}""", "GSOBJ_VCRUDR1002")]
    [InlineData("""{"records":[{"Email":"a@b.example"}]}""", "GSOBJ_VCRUDR1002")]
    [InlineData("""{"Email":"a@b.example","FirstName":1}""", "GSOBJ_VDTBSTR1001")]
    [InlineData("""{"Email":"a@b.example","EmailOptOut":"no"}""", "GSOBJ_VDTBOOL1001")]
    [InlineData("""{"Email":"a@b.example","MasterAvatarTypeCode":"x"}""", "GSOBJ_VDTNUM1001")]
    [InlineData("""{"Email":"a@b.example","MasterAvatarTypeCode":1e99}""", "GSOBJ_VDTNUM1002")]
    [InlineData("""{"Email":"a@b.example","LinkedinUrl":"x"}""", "GSOBJ_VDTURL1001")]
    [InlineData("""{"Email":"a@b.example","Pay__gc":"x"}""", "GSOBJ_VDTCURREN1001")]
    [InlineData("""{"Email":"a@b.example","Pay__gc":"1,000"}""", "GSOBJ_VDTCURREN1002")]
    [InlineData("""{"Email":"a@b.example","Share__gc":"x"}""", "GSOBJ_VDTPERCENT1001")]
    [InlineData("""{"Email":"a@b.example","Seen__gc":"x"}""", "GSOBJ_VDTDATIME1001")]
    [InlineData("""{"Email":"a@b.example","Tier__gc":"x"}""", "GSOBJ_VDTPKLST1002")]
    [InlineData("""{"Email":"a@b.example","Sfdc__gc":"x"}""", "GSOBJ_VDTSFDCID1001")]
    [InlineData("""{"Email":"a@b.example","companies":[{"Title":"x"}]}""", "GSOBJ_VDTGSID1001")]
    [InlineData("""{"Email":"a@b.example","companies":[{"Company_ID":"1P02"}]}""", "GSOBJ_VDTGSID1001")]
    [InlineData("""{"Email":"a@b.example","companies":[{"Company_ID":"1P02AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}""", "GSOBJ_PEOPLE1001")]
    [InlineData("""{"Email":"a@b.example","relationships":[{"Relationship_ID":"1P05AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}""", "GSOBJ_PEOPLE1001")]
    public async Task A_bad_person_is_refused_with_its_code(string body, string code)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.DeclareField("person", new("Pay__gc", "CURRENCY"));
        emulator.DeclareField("person", new("Share__gc", "PERCENTAGE"));
        emulator.DeclareField("person", new("Seen__gc", "DATETIME"));
        emulator.DeclareField("person", new("Tier__gc", "PICKLIST") { Options = ["Gold"] });
        emulator.DeclareField("person", new("Sfdc__gc", "SFDCID"));
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PutAsync(Current, body);

        Assert.Equal((400, code), (answer.Status, answer.ErrorCode));
        Assert.Equal(0, emulator.Count("person"));
    }

    [Fact]
    public async Task A_relationship_inside_another_company_does_not_exist()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        IReadOnlyList<string> companies = emulator.Seed("company", new JsonObject { ["Name"] = "A" }, new JsonObject { ["Name"] = "B" });
        string relationship = emulator.Seed("relationship", new JsonObject { ["Name"] = "R", ["CompanyId"] = companies[0] })[0];
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PutAsync(Current, $$"""{"Email":"j@a.example","companies":[{"Company_ID":"{{companies[1]}}","relationships":[{"Relationship_ID":"{{relationship}}"}]}]}""");

        Assert.Equal("GSOBJ_PEOPLE1001", answer.ErrorCode);
    }

    [Fact]
    public async Task A_person_is_read_by_email_or_gsid_and_the_bare_address_is_a_ping()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        string gsid = emulator.Seed("person", new JsonObject { ["Email"] = "j@a.example" })[0];
        using var client = RawClient.For(emulator);

        Assert.True((bool)(await client.GetAsync(Older)).Json["result"]!);
        Assert.Equal("GSOBJ_VQP1001", (await client.GetAsync(Current + "?email=")).ErrorCode);
        Assert.Equal(gsid, (string?)(await client.GetAsync(Current + "?email=j@a.example")).Json["data"]!["Gsid"]);
        Assert.Equal("j@a.example", (string?)(await client.GetAsync($"{Current}/{gsid}")).Json["data"]!["Email"]);
        Assert.Equal("GSOBJ_PEOPLE1001", (await client.GetAsync(Current + "?email=x@a.example")).ErrorCode);
    }

    [Fact]
    public async Task An_asynchronous_call_completes_later_and_keeps_the_good_rows()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer accepted = await client.PutAsync(Current + "/async", """{"records":[{"Email":"a@b.example"},{"Email":"bad"},{"Email":"c@b.example"}]}""");
        string status = $"{Current}/async/{(string)accepted.Json["data"]!["statusId"]!}";

        Assert.Equal("INIT", (string?)(await client.GetAsync(status)).Json["data"]!["status"]);
        Assert.Equal(0, emulator.Count("person"));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("INPROGRESS", (string?)(await client.GetAsync(status)).Json["data"]!["status"]);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, emulator.Count("person"));
        JsonNode done = (await client.GetAsync(status)).Json["data"]!;
        Assert.Equal(("COMPLETED", 2), ((string?)done["status"], (int)done["count"]!));
        JsonNode error = Assert.Single(done["errors"]!.AsArray())!;
        Assert.Equal((2, "Email", "GSOBJ_VDTEMAIL1001"), ((int)error["rowNumber"]!, (string?)error["fieldName"], (string?)error["errorCode"]));
    }

    [Fact]
    public async Task Asynchronous_calls_have_their_own_limits()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time, AsyncCallsPerHour = 1 }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        string body = """{"records":[{"Email":"a@b.example"}]}""";
        string many = $$"""{"records":[{{string.Join(',', Enumerable.Range(0, 51).Select(i => $$"""{"Email":"p{{i}}@b.example"}"""))}}]}""";

        Assert.Equal(200, (await client.PutAsync(Current + "/async", body)).Status);
        Assert.Equal(429, (await client.PutAsync(Current + "/async", body)).Status);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(400, (await client.PutAsync(Current + "/async", many)).Status);
    }

    [Fact]
    public async Task The_answer_may_hold_no_data()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { EmptyPersonAnswer = true }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PutAsync(Current, """{"Email":"a@b.example"}""");

        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Json["data"]);
        Assert.Equal(1, emulator.Count("person"));
    }
}
