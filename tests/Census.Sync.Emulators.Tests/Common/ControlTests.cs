using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task The_summary_counts_and_tells_no_key_that_somebody_chose()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { AccessKey = "chosen-secret" }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, "chosen-secret");
        await client.InsertAsync("company", """{"Name":"A"}""");
        await client.QueryAsync("company", """{"select":["Name"]}""");

        RawAnswer summary = await client.GetAsync("/_emulator/");

        Assert.Equal(("gainsight", 1, 2, 1), ((string?)summary.Json["emulator"], (int)summary.Json["objects"]!["company"]!, (int)summary.Json["calls"]!, (int)summary.Json["writeCalls"]!));
        Assert.Equal(100, (int)summary.Json["switches"]!["callsPerMinute"]!);
        Assert.DoesNotContain("chosen-secret", summary.Text);
    }

    [Fact]
    public async Task Contents_calls_fields_and_seeds_go_over_http_without_being_counted()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { CallsPerMinute = 1 }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        string fields = """[{"name":"Foo__gc","type":"STRING","length":255}]""";

        Assert.Equal(200, (await client.PostAsync("/_emulator/objects/company/fields", fields)).Status);
        Assert.Equal(200, (await client.PostAsync("/_emulator/objects/company/fields", fields)).Status);
        Assert.Equal(200, (await client.PostAsync("/_emulator/objects/usage__gc/fields", fields)).Status);
        Assert.Equal(1, (int)(await client.PostAsync("/_emulator/objects/gsuser", """[{"Name":"Jane","Email":"j@a.example"}]""")).Json["seeded"]!);
        await client.InsertAsync("company", """{"Name":"A","Foo__gc":"x"}""");

        Assert.Equal("x", (string?)Assert.Single((await client.GetAsync("/_emulator/objects/company")).Json.AsArray())!["Foo__gc"]);
        JsonNode call = Assert.Single((await client.GetAsync("/_emulator/calls")).Json.AsArray())!;
        Assert.Equal(("company", true, "A", 200), ((string?)call["route"], (bool)call["stored"]!, (string?)call["ids"]![0], (int)call["status"]!));
        Assert.Equal(0, emulator.Count("usage__gc"));
    }

    [Fact]
    public async Task Faults_holds_and_quota_can_be_steered_from_another_process()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        await client.PostAsync("/_emulator/faults", """{"kind":"html","status":504,"path":"company","count":1}""");
        await client.PostAsync("/_emulator/faults", """{"kind":"hang","afterCommit":true}""");

        Assert.Equal(504, (await client.InsertAsync("company", """{"Name":"A"}""")).Status);
        Task<RawAnswer> hanging = client.InsertAsync("company", """{"Name":"A"}""");
        JsonNode held = Assert.Single((await client.GetAsync("/_emulator/held?wait=60")).Json.AsArray())!;
        Assert.True((bool)held["stored"]!);
        await client.PostAsync("/_emulator/release", "");
        Assert.Equal(200, (await hanging).Status);
        Assert.Equal(2, (await client.GetAsync("/_emulator/faults")).Json["faults"]!.AsArray().Count);
        Assert.Empty((await client.DeleteAsync("/_emulator/faults")).Json["faults"]!.AsArray());
        await client.PostAsync("/_emulator/quota", """{"calls":100}""");
        Assert.Equal(429, (await client.InsertAsync("company", """{"Name":"A"}""")).Status);
        await client.PostAsync("/_emulator/reset", "");
        Assert.Equal((0, 0), (emulator.Count("company"), emulator.Calls.Count));
        Assert.Equal(200, (await client.InsertAsync("company", """{"Name":"A"}""")).Status);
    }

    [Theory]
    [InlineData("tooManyRequests")]
    [InlineData("html")]
    [InlineData("serverError")]
    [InlineData("unauthorized")]
    [InlineData("redirect")]
    [InlineData("custom")]
    [InlineData("cutBeforeCommit")]
    [InlineData("cutAfterCommit")]
    [InlineData("commitAfterCut")]
    [InlineData("cutInBody")]
    [InlineData("hang")]
    [InlineData("slowBody")]
    [InlineData("noAcknowledgement")]
    [InlineData("resultFalse")]
    [InlineData("malformedJson")]
    [InlineData("oversizedBody")]
    public async Task Every_kind_of_fault_can_be_named(string kind)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key: null);

        RawAnswer answer = await client.PostAsync("/_emulator/faults", $$"""{"kind":"{{kind}}","count":null,"probability":0.5,"nth":3}""");

        Assert.Equal((kind, 3), ((string?)answer.Json["faults"]![0]!["kind"], (int)answer.Json["faults"]![0]!["nth"]!));
        Assert.Equal(kind, emulator.Faults.Rules[0].Fault.Kind.ToString(), ignoreCase: true);
    }

    [Theory]
    [InlineData("GET", "/_emulator/nothing", "", 404)]
    [InlineData("GET", "/_emulator/objects/nothing", "", 404)]
    [InlineData("POST", "/_emulator/", "", 405)]
    [InlineData("DELETE", "/_emulator/calls", "", 405)]
    [InlineData("POST", "/_emulator/faults", "[]", 400)]
    [InlineData("POST", "/_emulator/faults", "nothing", 400)]
    [InlineData("POST", "/_emulator/faults", """{"kind":"bad luck"}""", 400)]
    [InlineData("POST", "/_emulator/faults", """{"kind":"html","colour":1}""", 400)]
    [InlineData("POST", "/_emulator/faults", """{"kind":"html","status":"x"}""", 400)]
    [InlineData("POST", "/_emulator/objects/company/fields", """{"name":"Foo__gc"}""", 400)]
    [InlineData("POST", "/_emulator/objects/company/fields", """[{"name":"Foo__gc"}]""", 400)]
    [InlineData("POST", "/_emulator/objects/company/fields", """[{"name":"Foo__gc","type":"TEXT"}]""", 400)]
    [InlineData("POST", "/_emulator/objects/nothing/fields", """[{"name":"Foo__gc","type":"STRING"}]""", 400)]
    [InlineData("POST", "/_emulator/objects/company", """[{"Nothing":1}]""", 400)]
    [InlineData("POST", "/_emulator/quota", """{"minutes":1}""", 400)]
    [InlineData("GET", "/_emulator/held?wait=soon", "", 400)]
    public async Task What_makes_no_sense_is_refused_with_a_reason(string method, string path, string body, int status)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.SendAsync(new HttpMethod(method), path, RawClient.Body(body));

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty((string)answer.Json["error"]!);
        Assert.Empty(emulator.Calls);
    }

    [Fact]
    public async Task Enterpret_shows_its_contents_by_kind()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
        await client.PostAsync("/webhook/users/custom", """{"users":[{"id":"1","attributes":{},"createdAt":1}]}""");

        Assert.Equal("1", (string?)(await client.GetAsync("/_emulator/objects/users")).Json[0]!["id"]);
        Assert.Empty((await client.GetAsync("/_emulator/objects/records")).Json.AsArray());
        Assert.Equal(1, (int)(await client.GetAsync("/_emulator/")).Json["objects"]!["users"]!);
        Assert.Equal(400, (await client.PostAsync("/_emulator/objects/users/fields", "[]")).Status);
    }
}
