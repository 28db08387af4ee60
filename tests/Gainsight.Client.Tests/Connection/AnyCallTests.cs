using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Connection;

public sealed partial class AnyCallTests
{
    private const string Query = "v1/data/objects/query/company";
    private static readonly JsonElement AllNames = JsonElement.Parse("""{"select":["Name"]}""");

    [Fact]
    public async Task A_call_gives_its_data_as_json_or_as_a_type()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme");
        var client = tenant.CreateClient();

        var json = await client.SendAsync(HttpMethod.Post, "/" + Query, AllNames, cancellationToken: Tenant.Token);
        var typed = await client.SendAsync(HttpMethod.Post, Query, Json.Default.Found, AllNames, cancellationToken: Tenant.Token);
        var nothing = await client.SendAsync(
            HttpMethod.Delete, $"v1/data/objects/company/{tenant.Emulator.Records("company")[0]["Gsid"]}", cancellationToken: Tenant.Token);

        Assert.Equal("Acme", json.GetProperty("records")[0].GetProperty("Name").GetString());
        Assert.Equal("Acme", typed!.Records[0].Name);
        Assert.Equal(JsonValueKind.Null, nothing.ValueKind);
        Assert.Equal(0, tenant.Emulator.Count("company"));
    }

    [Theory]
    [InlineData("https://evil.example.com/v1/x")]
    [InlineData("//evil.example.com/v1/x")]
    [InlineData("///evil.example.com")]
    [InlineData("\\\\evil.example.com\\x")]
    [InlineData("http:v1/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("v1/../../x")]
    [InlineData("v1/%2e%2e/%2E%2E/x")]
    [InlineData("v1/x#fragment")]
    [InlineData("v1/x y")]
    [InlineData("v1/x\r\nHost: evil")]
    [InlineData("/")]
    public async Task A_path_that_leads_elsewhere_is_refused_before_any_call(string path)
    {
        await using var tenant = await Tenant.StartAsync();
        var client = tenant.CreateClient(options => options.BaseAddress = new(tenant.Emulator.BaseAddress, "prefix/"));

        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(HttpMethod.Get, path, cancellationToken: Tenant.Token));

        Assert.Empty(tenant.Calls);
    }

    [Theory]
    [InlineData("POST", null, 1)]
    [InlineData("POST", RepeatRule.Never, 1)]
    [InlineData("POST", RepeatRule.Safe, 2)]
    [InlineData("GET", null, 2)]
    [InlineData("GET", RepeatRule.Never, 1)]
    public async Task A_call_is_repeated_only_as_it_is_told(string method, RepeatRule? repeat, int times)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Html(), count: 1);
        var client = tenant.CreateClient();
        Task Send() => client.SendAsync(
            new(method), method == "GET" ? "v1/meta/services/objects/list" : Query, method == "GET" ? null : AllNames, repeat, Tenant.Token);

        if (times == 1)
            Assert.Equal(HttpStatusCode.BadGateway, (await Assert.ThrowsAsync<GainsightApiException>(Send)).StatusCode);
        else
            await Send();

        Assert.Equal(times, tenant.Calls.Count);
    }

    [Fact]
    public async Task A_call_that_was_one_too_many_is_always_repeated()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.TooManyRequests(), count: 2);

        await tenant.CreateClient().SendAsync(HttpMethod.Post, Query, AllNames, cancellationToken: Tenant.Token);

        Assert.Equal([429, 429, 200], tenant.Calls.Select(call => call.Status));
    }

    [Fact]
    public async Task An_error_says_its_code_and_no_value()
    {
        await using var tenant = await Tenant.StartAsync();
        var body = JsonElement.Parse("""{"select":["canary"]}""");

        var error = await Assert.ThrowsAsync<GainsightApiException>(
            () => tenant.CreateClient().SendAsync(HttpMethod.Post, Query, body, cancellationToken: Tenant.Token));

        Assert.Equal(GainsightErrorCode.InvalidField, error.ErrorCode);
        Assert.False(string.IsNullOrEmpty(error.RequestId));
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_for_users_have_a_limit_of_their_own()
    {
        await using var tenant = await Tenant.StartAsync(options => options.UserCallsPerHour = 4);
        var users = tenant.Emulator.Seed("gsuser", new System.Text.Json.Nodes.JsonObject { ["Name"] = "Jo" });
        var client = tenant.CreateClient(options => (options.UserCallsPerHour, options.MaximumQuotaWait) = (4, TimeSpan.FromHours(2)));
        var body = JsonSerializer.SerializeToElement([users[0]], Json.Default.StringArray);

        for (var i = 0; i < 3; i++)
            await client.SendAsync(HttpMethod.Put, "v1/users/services/status?status=false", body, cancellationToken: Tenant.Token);
        await client.SendAsync(HttpMethod.Put, "v1/x/../users/services/status?status=false", body, cancellationToken: Tenant.Token);
        await client.TestConnectionAsync(Tenant.Token);

        // Half of the four calls of an hour are this client's; other calls are not held up.
        Assert.All(tenant.Calls, call => Assert.Equal(200, call.Status));
        Assert.True(tenant.Calls[2].Time - tenant.Calls[1].Time >= TimeSpan.FromMinutes(59));
        Assert.True(tenant.Calls[2].Time - tenant.Calls[0].Time >= TimeSpan.FromHours(1));
        Assert.Equal(4, tenant.Calls.Count(call => call.Route == "users"));
    }

    internal sealed record Found([property: JsonPropertyName("records")] IReadOnlyList<FoundCompany> Records);

    internal sealed record FoundCompany(string Name);

    [JsonSerializable(typeof(Found))]
    [JsonSerializable(typeof(string[]))]
    internal sealed partial class Json : JsonSerializerContext;
}
