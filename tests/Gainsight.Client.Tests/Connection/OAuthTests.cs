using Census.Sync;
using Census.Sync.Emulators;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gainsight.Client.Tests.Connection;

public sealed class OAuthTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(GainsightTokenRequest.Form, GainsightTokenBody.Form)]
    [InlineData(GainsightTokenRequest.Empty, GainsightTokenBody.Empty)]
    public async Task A_token_is_fetched_once_and_sent_instead_of_a_key(GainsightTokenRequest sent, GainsightTokenBody wanted)
    {
        await using var tenant = await Tenant.StartAsync(options => options.TokenRequest = wanted);
        var client = tenant.CreateClient(options => UseOAuth(options).TokenRequest = sent);

        Assert.True((await client.TestConnectionAsync(Tenant.Token)).Succeeded);
        Assert.True((await client.Companies.UpsertAsync([new("Acme")], cancellationToken: Tenant.Token)).AllSucceeded);
        await client.People.UpsertAsync(new GainsightPerson("jo@acme.com"), Tenant.Token);

        Assert.Equal("token", tenant.Calls[0].Route);
        Assert.Single(tenant.Calls, call => call.Route == "token");
        Assert.All(tenant.Calls, call => Assert.Equal(200, call.Status));
    }

    [Fact]
    public async Task A_token_is_replaced_before_its_end_so_that_no_call_is_refused()
    {
        await using var tenant = await Tenant.StartAsync(options => options.TokenLifetime = Lifetime);
        var client = tenant.CreateClient(options => UseOAuth(options));

        for (var i = 0; i < 10; i++)
        {
            Assert.True((await client.TestConnectionAsync(Tenant.Token)).Succeeded);
            tenant.Time.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.Equal(4, tenant.Calls.Count(call => call.Route == "token"));
        Assert.DoesNotContain(tenant.Calls, call => call.Status == 401);
    }

    [Fact]
    public async Task Many_calls_at_once_fetch_one_token_and_one_more_when_it_is_refused()
    {
        await using var tenant = await Tenant.StartAsync();
        var client = tenant.CreateClient(options => UseOAuth(options));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.TestConnectionAsync(Tenant.Token)));
        Assert.Single(tenant.Calls, call => call.Route == "token");

        tenant.Emulator.RevokeTokens();
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.TestConnectionAsync(Tenant.Token)));

        Assert.All(results, result => Assert.True(result.Succeeded, result.Message));
        Assert.Equal(2, tenant.Calls.Count(call => call.Route == "token"));
    }

    [Fact]
    public async Task A_token_that_is_refused_again_ends_the_call_after_one_more_try()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Unauthorized(), when: call => call.Route != "token", count: null);
        var client = tenant.CreateClient(options => UseOAuth(options));

        var result = await client.TestConnectionAsync(Tenant.Token);

        Assert.Contains("client id", result.Message, StringComparison.Ordinal);
        Assert.Equal(["token", "metadata", "token", "metadata"], tenant.Calls.Select(call => call.Route));
    }

    [Theory]
    [InlineData("secret", "client secret")]
    [InlineData("form", "form of the request")]
    [InlineData("domain", "Use the domain")]
    [InlineData("address", "IP address")]
    [InlineData("quota", "quota")]
    [InlineData("server", "status 502")]
    [InlineData("unreachable", "No connection")]
    [InlineData("nonsense", "no token")]
    public async Task Why_there_is_no_token_is_told_apart(string what, string expected)
    {
        await using var tenant = await Tenant.StartAsync(options =>
        {
            options.RefuseCallerAddress = what == "address";
            options.TokenRequest = what == "form" ? GainsightTokenBody.Empty : GainsightTokenBody.Any;
        });
        var fault = what switch
        {
            "domain" => Fault.Reply(404, """{"result":false,"errorCode":"GS_APIG_1000","message":"canary"}"""),
            "quota" => Fault.TooManyRequests(TimeSpan.FromHours(1)),
            "server" => Fault.Html(),
            "nonsense" => Fault.Reply(200, """{"access_token":"two words canary"}"""),
            _ => null,
        };
        if (fault is not null)
            tenant.Emulator.Faults.Add(fault, count: null);
        var client = tenant.CreateClient(options =>
        {
            UseOAuth(options).ClientSecret = what == "secret" ? "wrong-canary" : GainsightEmulator.DefaultClientSecret;
            options.BaseAddress = what == "unreachable" ? new("http://nowhere.localhost/") : options.BaseAddress;
        });

        var result = await client.TestConnectionAsync(Tenant.Token);
        var error = await Assert.ThrowsAnyAsync<GainsightException>(() => client.Companies.InsertAsync([new("Acme")], Tenant.Token));

        Assert.Contains(expected, result.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Message + error, StringComparison.Ordinal);
        Assert.Equal(what != "secret", error is GainsightTransportException || error.IsTransient || what is "form" or "domain" or "address" or "nonsense");
        Assert.Equal(0, tenant.Emulator.Count("company"));
        Assert.All(tenant.Calls, call => Assert.Equal("token", call.Route));
    }

    [Fact]
    public async Task A_call_whose_token_ends_between_two_attempts_may_have_been_carried_out()
    {
        await using var tenant = await Tenant.StartAsync(options => options.TokenLifetime = Lifetime);
        tenant.SeedCompanies("Company 0");
        var destination = tenant.CreateDestination(options => UseOAuth(options));
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit(), method: "PUT");
        tenant.Emulator.Faults.Add(Fault.Html(503), "/oauth/token", count: null);
        tenant.Emulator.OnBeforeAnswer = (_, _) =>
        {
            tenant.Time.Advance(Lifetime);
            return default;
        };

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1, RecordKnowledge.Accepted));

        Assert.Equal(RecordOutcome.Unknown, results[0].Outcome);
        Assert.True(tenant.Calls.Single(call => call.IsWrite).Stored);
    }

    [Fact]
    public async Task No_secret_and_no_token_appears_in_logs_or_texts()
    {
        const string Secret = "canary-secret";
        await using var tenant = await Tenant.StartAsync(options => options.ClientSecret = Secret);
        var authorizations = new List<string>();
        var handler = new Spy(tenant.Emulator.CreateHandler(), authorizations);
        var client = tenant.CreateClient(options => UseOAuth(options).ClientSecret = Secret, handler);
        await client.TestConnectionAsync(Tenant.Token);
        tenant.Emulator.Faults.Add(Fault.Html(), count: 2);
        tenant.Emulator.RevokeTokens();
        tenant.Emulator.Faults.Add(Fault.Unauthorized(), count: null);

        var error = await Assert.ThrowsAnyAsync<GainsightException>(() => client.Companies.GetAsync("1P02", Tenant.Token));

        var texts = string.Join('\n', tenant.Recorded.Entries.Select(entry => entry.Text)) + error;
        Assert.True(authorizations.Count > 3 && tenant.Recorded.Entries.Count > 0);
        Assert.DoesNotContain(Secret, texts, StringComparison.Ordinal);
        Assert.DoesNotContain(authorizations, value => texts.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_options_bind_from_a_configuration()
    {
        await using var tenant = await Tenant.StartAsync();
        var provider = Provide(tenant, new()
        {
            ["G:BaseAddress"] = tenant.Emulator.BaseAddress.AbsoluteUri,
            ["G:OAuth:ClientId"] = GainsightEmulator.DefaultClientId,
            ["G:OAuth:ClientSecret"] = GainsightEmulator.DefaultClientSecret,
            ["G:OAuth:TokenRequest"] = "Empty",
        });
        await using var _ = provider;

        Assert.True((await provider.GetRequiredService<GainsightClient>().TestConnectionAsync(Tenant.Token)).Succeeded);
        Assert.Equal("", tenant.Calls[0].Body);
    }

    [Fact]
    public async Task A_wrong_configuration_is_told_with_its_path()
    {
        await using var tenant = await Tenant.StartAsync();
        await using var provider = Provide(tenant, new() { ["G:Domain"] = "acme", ["G:AccessKey"] = "key", ["G:OAuth:ClientId"] = "id" });

        var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<GainsightClient>);

        Assert.Contains("G:AccessKey:", error.Message, StringComparison.Ordinal);
        Assert.Contains("G:OAuth:ClientSecret:", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Provide(Tenant tenant, Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddGainsightClient(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("G"))
            .HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(tenant.Emulator.CreateHandler);
        services.AddSingleton<TimeProvider>(tenant.Time);
        return services.BuildServiceProvider();
    }

    private static GainsightOAuthOptions UseOAuth(GainsightClientOptions options)
    {
        options.AccessKey = null;
        return options.OAuth = new() { ClientId = GainsightEmulator.DefaultClientId, ClientSecret = GainsightEmulator.DefaultClientSecret };
    }

    private sealed class Spy(HttpMessageHandler inner, List<string> authorizations) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.NonValidated.TryGetValues("Authorization", out var values))
                authorizations.Add(values.ToString().Split(' ')[1]);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
