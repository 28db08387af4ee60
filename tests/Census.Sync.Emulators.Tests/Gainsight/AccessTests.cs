using System.Text;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class AccessTests
{
    private const string Query = """{"select":["Name"]}""";

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_missing_or_wrong_key_is_401_from_the_gateway_without_data(string? key)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key);

        RawAnswer answer = await client.QueryAsync("company", Query);

        Assert.Equal((401, "GS_APIG_2401", "Unauthorized"), (answer.Status, answer.ErrorCode, (string?)answer.Json["message"]));
        Assert.False(answer.Json.AsObject().ContainsKey("data"));
    }

    [Fact]
    public async Task A_regenerated_key_ends_the_old_one()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var old = RawClient.For(emulator);
        emulator.RegenerateAccessKey("fresh");
        using var fresh = RawClient.For(emulator, "fresh");

        Assert.Equal(401, (await old.QueryAsync("company", Query)).Status);
        Assert.Equal(200, (await fresh.QueryAsync("company", Query)).Status);
    }

    [Fact]
    public async Task A_caller_may_be_refused_for_its_address()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { RefuseCallerAddress = true }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.QueryAsync("company", Query);

        Assert.Equal((403, "GS_APIG_2402"), (answer.Status, answer.ErrorCode));
    }

    [Theory]
    [InlineData("POST", "/", 404, "GS_APIG_1000")]
    [InlineData("POST", "/v2/data/objects/company", 404, "GS_APIG_1000")]
    [InlineData("PUT", "/v1/peoplemgmt/v1.0/people/a/b", 404, "GS_APIG_1000")]
    [InlineData("PATCH", "/v1/data/objects/company", 400, "GSOBJ_1023")]
    [InlineData("PUT", "/v1/data/objects/query/company", 400, "GSOBJ_1023")]
    [InlineData("POST", "/v1/data/objects/query/company?x=1", 400, "GSOBJ_1023")]
    [InlineData("POST", "/v1/data/objects/company?keys=Name", 400, "GSOBJ_1023")]
    [InlineData("POST", "/v1/peoplemgmt/v1.0/people", 400, "GSOBJ_1023")]
    [InlineData("POST", "/v1/data/objects/query/nothing", 400, "GSOBJ_1023")]
    public async Task Unknown_routes_verbs_and_parameters_fail(string method, string path, int status, string code)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.SendAsync(new HttpMethod(method), path, RawClient.Body(Query));

        Assert.Equal((status, code), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task A_header_that_has_no_business_here_fails_unless_allowed()
    {
        await using var strict = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var loose = await GainsightEmulator.StartAsync(new() { RejectUnknownHeaders = false }, TestContext.Current.CancellationToken);
        using var strictClient = RawClient.For(strict);
        using var looseClient = RawClient.For(loose);

        RawAnswer refused = await strictClient.SendAsync(HttpMethod.Post, "/v1/data/objects/query/company", RawClient.Body(Query), ("X-Mine", "1"));
        RawAnswer traced = await strictClient.SendAsync(HttpMethod.Post, "/v1/data/objects/query/company", RawClient.Body(Query), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        RawAnswer allowed = await looseClient.SendAsync(HttpMethod.Post, "/v1/data/objects/query/company", RawClient.Body(Query), ("X-Mine", "1"));

        Assert.Equal((400, "GSOBJ_1024"), (refused.Status, refused.ErrorCode));
        Assert.Equal((200, 200), (traced.Status, allowed.Status));
    }

    [Fact]
    public async Task A_body_that_is_not_said_to_be_json_or_too_large_fails()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { MaxBodyBytes = 1_000 }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer text = await client.SendAsync(HttpMethod.Post, "/v1/data/objects/query/company", new StringContent(Query, Encoding.UTF8, "text/plain"));
        RawAnswer large = await client.QueryAsync("company", Query + new string(' ', 1_000));

        Assert.Equal("GSOBJ_1023", text.ErrorCode);
        Assert.Equal(413, large.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("grant_type=client_credentials")]
    public async Task A_token_is_issued_for_basic_credentials_and_accepted_until_it_expires(string form)
    {
        var time = new ManualTimeProvider();
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key: null);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(GainsightEmulator.DefaultClientId + ":" + GainsightEmulator.DefaultClientSecret));
        HttpContent body = new StringContent(form, Encoding.UTF8, form.Length > 0 ? "application/x-www-form-urlencoded" : "application/json");

        RawAnswer issued = await client.SendAsync(HttpMethod.Post, "/v1/users/m2m/oauth/token", body, ("Authorization", "Basic " + basic));
        string bearer = "Bearer " + (string)issued.Json["access_token"]!;

        Assert.Equal(("Bearer", 86_400), ((string?)issued.Json["token_type"], (int)issued.Json["expires_in"]!));
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, "/v1/data/objects/query/company", RawClient.Body(Query), ("Authorization", bearer))).Status);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Get, "/v1/meta/services/objects/list", null, ("Authorization", bearer))).Status);
        time.Advance(TimeSpan.FromSeconds(86_400));
        Assert.Equal(401, (await client.SendAsync(HttpMethod.Get, "/v1/meta/services/objects/list", null, ("Authorization", bearer))).Status);
        Assert.Equal(401, (await client.SendAsync(HttpMethod.Post, "/v1/users/m2m/oauth/token", null, ("Authorization", "Basic eDp5"))).Status);
    }

    [Theory]
    [InlineData(GainsightTokenBody.Form, "", 400)]
    [InlineData(GainsightTokenBody.Form, "grant_type=client_credentials", 200)]
    [InlineData(GainsightTokenBody.Empty, "", 200)]
    [InlineData(GainsightTokenBody.Empty, "grant_type=client_credentials", 400)]
    public async Task The_body_of_a_token_request_can_be_prescribed(GainsightTokenBody wanted, string form, int status)
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { TokenRequest = wanted }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key: null);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(GainsightEmulator.DefaultClientId + ":" + GainsightEmulator.DefaultClientSecret));
        HttpContent body = new StringContent(form, Encoding.UTF8, form.Length > 0 ? "application/x-www-form-urlencoded" : "application/json");

        Assert.Equal(status, (await client.SendAsync(HttpMethod.Post, "/v1/users/m2m/oauth/token", body, ("Authorization", "Basic " + basic))).Status);
    }

    [Fact]
    public async Task Users_are_made_inactive_within_a_limit_of_their_own()
    {
        await using var emulator = await GainsightEmulator.StartAsync(
            new() { UserCallsPerHour = 1, CallsPerMinute = 1, ThrottleCode = "GU_2400" }, TestContext.Current.CancellationToken);
        string gsid = emulator.Seed("gsuser", new System.Text.Json.Nodes.JsonObject { ["Name"] = "Jo", ["IsActiveUser"] = true })[0];
        using var client = RawClient.For(emulator);

        RawAnswer[] answers =
        [
            await client.SendAsync(HttpMethod.Put, "/v1/users/services/status?status=false", RawClient.Body($"[\"{gsid}\"]")),
            await client.SendAsync(HttpMethod.Put, "/v1/users/services/status?status=true", RawClient.Body($"[\"{gsid}\"]")),
            await client.QueryAsync("company", Query),
        ];

        Assert.Equal([200, 429, 200], answers.Select(answer => answer.Status));
        Assert.Equal("GU_2400", answers[1].ErrorCode);
        Assert.False((bool)emulator.Find("gsuser", "Gsid", gsid)!["IsActiveUser"]!);
    }
}
