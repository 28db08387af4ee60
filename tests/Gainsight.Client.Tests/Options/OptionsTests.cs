using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Options;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("acme", "https://acme.gainsightcloud.com/")]
    [InlineData("acme.gainsightcloud.com", "https://acme.gainsightcloud.com/")]
    [InlineData("https://acme.gainsightcloud.com/", "https://acme.gainsightcloud.com/")]
    [InlineData("  HTTPS://Acme.GainsightCloud.com//  ", "https://acme.gainsightcloud.com/")]
    [InlineData("https://acme", "https://acme.gainsightcloud.com/")]
    [InlineData("\tacme-eu/ \r\n", "https://acme-eu.gainsightcloud.com/")]
    [InlineData("123", "https://123.gainsightcloud.com/")]
    [InlineData("companyapi.yourcompany.com", "https://companyapi.yourcompany.com/")]
    public void A_domain_is_understood_in_every_form_people_paste(string domain, string address)
    {
        using var client = new GainsightClient(new() { Domain = domain, AccessKey = "key" });

        Assert.Equal(address, client.Api.Address.AbsoluteUri);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("http://acme.gainsightcloud.com")]
    [InlineData("https://acme.gainsightcloud.com/v1/ui/home")]
    [InlineData("acme.gainsightcloud.com:8443")]
    [InlineData("user:secret@acme.gainsightcloud.com")]
    [InlineData("acme.gainsightcloud.com?x=1")]
    [InlineData("acme gainsight")]
    [InlineData("acme..com")]
    [InlineData("ftp://acme.com")]
    [InlineData("acme.gainsightcloud.com.")]
    [InlineData("acme.")]
    [InlineData(".gainsightcloud.com")]
    [InlineData("gainsightcloud.com")]
    [InlineData("10.0.0.1")]
    [InlineData("1.2")]
    [InlineData("0x7f.1")]
    [InlineData("[::1]")]
    [InlineData("acme.gainsightcloud.com%2Fv1")]
    [InlineData("acme\\.gainsightcloud.com")]
    [InlineData("acme\n.gainsightcloud.com")]
    [InlineData("https://https://acme.gainsightcloud.com")]
    [InlineData("http:/acme.gainsightcloud.com")]
    [InlineData("https:acme.gainsightcloud.com")]
    [InlineData("//acme.gainsightcloud.com")]
    [InlineData("-acme.com")]
    [InlineData("acme#frag")]
    public void Any_other_domain_is_refused(string? domain)
    {
        var error = Assert.Throws<ArgumentException>(() => new GainsightClient(new() { Domain = domain, AccessKey = "key" }));

        Assert.Contains("Domain:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://gateway.example.com/gainsight", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://gainsight.localhost/", true)]
    [InlineData("http://gainsight.localhost.example.com/", false)]
    [InlineData("http://acme.gainsightcloud.com/", false)]
    public void Another_address_must_be_safe_for_the_key(string address, bool isAllowed)
    {
        GainsightClientOptions options = new() { BaseAddress = new(address), AccessKey = "key" };

        Assert.Equal(isAllowed, GainsightClientOptionsValidator.FindErrors(options).Count == 0);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_and_no_key()
    {
        GainsightClientOptions options = new()
        {
            AccessKey = "hunter2\n",
            CallsPerMinute = 0,
            CallsPerDay = 0,
            UserCallsPerHour = 0,
            UserCallsPerDay = 0,
            QuotaShare = 1.5,
            MaximumAttempts = 0,
            MaximumParallelBatches = 0,
            AttemptTimeout = TimeSpan.Zero,
            TotalTimeout = TimeSpan.FromHours(2),
            MaximumQuotaWait = TimeSpan.FromSeconds(-1),
            FieldsLifetime = TimeSpan.FromSeconds(-1),
            KnownKeysLifetime = TimeSpan.FromSeconds(-1),
            CompanyKeyComparison = (Census.Sync.KeyComparison)9,
            MultipleMatches = (GainsightMultipleMatches)9,
            Lookups = null!,
        };

        var errors = GainsightClientOptionsValidator.FindErrors(options);

        string[] expected =
        [
            "Domain", "AccessKey", "CallsPerMinute", "CallsPerDay", "UserCallsPerHour", "UserCallsPerDay", "MaximumAttempts", "MaximumParallelBatches", "QuotaShare", "AttemptTimeout", "TotalTimeout",
            "MaximumQuotaWait", "FieldsLifetime", "KnownKeysLifetime", "CompanyKeyComparison", "MultipleMatches", "Lookups",
        ];
        Assert.Equal(expected, errors.Select(error => error.Split(':')[0]));
        Assert.DoesNotContain(errors, error => error.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_or_a_provider_is_needed_and_not_both()
    {
        Assert.Single(GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme" }));
        Assert.Single(GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", AccessKey = "key", AccessKeyProvider = _ => new("key") }));
        Assert.Empty(GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", AccessKeyProvider = _ => new("key") }));
        GainsightOAuthOptions oauth = new() { ClientId = "id", ClientSecret = "secret" };
        Assert.Empty(GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", OAuth = oauth }));
        Assert.Single(GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", OAuth = oauth, AccessKey = "key" }));
        Assert.Single(GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", OAuth = oauth, AccessKeyProvider = _ => new("key") }));
    }

    [Fact]
    public void What_is_wrong_with_an_oauth_key_is_told_without_showing_it()
    {
        GainsightOAuthOptions oauth = new() { ClientId = "hunter:2", ClientSecret = "hunter 2", TokenRequest = (GainsightTokenRequest)9 };

        var errors = GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", OAuth = oauth });
        var missing = GainsightClientOptionsValidator.FindErrors(new() { Domain = "acme", OAuth = new() });

        string[] expected = ["OAuth:ClientId", "OAuth:ClientSecret", "OAuth:TokenRequest"];
        Assert.Equal(expected, errors.Select(error => error.Split(": ")[0]));
        Assert.Equal(expected[..2], missing.Select(error => error.Split(": ")[0]));
        Assert.DoesNotContain([.. errors, oauth.ToString()], text => text.Contains("hunter", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_are_copied_and_show_no_key()
    {
        GainsightClientOptions options = new() { Domain = "acme", AccessKey = "hunter2" };
        using var client = new GainsightClient(options);

        options.Domain = "other";

        Assert.Equal("acme.gainsightcloud.com", client.Api.Address.Host);
        Assert.DoesNotContain("hunter2", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_works_takes_one_call()
    {
        await using var tenant = await Tenant.StartAsync();

        var result = await tenant.CreateClient().TestConnectionAsync(Tenant.Token);

        Assert.True(result.Succeeded);
        Assert.Equal(["GET metadata"], tenant.Shorthand);
    }

    [Theory]
    [InlineData("key", "access key")]
    [InlineData("address", "IP address")]
    [InlineData("domain", "Use the domain")]
    [InlineData("redirect", "Use the domain")]
    [InlineData("quota", "quota")]
    [InlineData("unreachable", "No connection")]
    [InlineData("server", "status 502")]
    [InlineData("page", "not one of Gainsight's API")]
    [InlineData("firewall", "a firewall or proxy")]
    [InlineData("proxy", "refused the call with status 407")]
    [InlineData("provider", "key provider")]
    public async Task What_is_wrong_with_a_connection_is_told_apart(string what, string expected)
    {
        await using var tenant = await Tenant.StartAsync(options => options.RefuseCallerAddress = what == "address");
        var fault = what switch
        {
            "domain" => Fault.Reply(404, """{"result":false,"errorCode":"GS_APIG_1000","message":"canary"}"""),
            "redirect" => Fault.Redirect(new("https://login.example.com/")),
            "quota" => Fault.TooManyRequests(TimeSpan.FromHours(1)),
            "server" => Fault.Html(),
            "page" => Fault.Reply(200, "<html>canary: log in</html>", "text/html"),
            "firewall" => Fault.Reply(403, "<html>canary</html>", "text/html"),
            "proxy" => Fault.Reply(407, ""),
            _ => null,
        };
        if (fault is not null)
            tenant.Emulator.Faults.Add(fault, count: null);
        var client = tenant.CreateClient(options =>
        {
            options.AccessKey = what switch { "key" => "wrong-canary", "provider" => null, _ => options.AccessKey };
            options.AccessKeyProvider = what == "provider" ? _ => new("two words") : null;
            options.BaseAddress = what == "unreachable" ? new("http://nowhere.localhost/") : options.BaseAddress;
        });

        var result = await client.TestConnectionAsync(Tenant.Token);

        Assert.False(result.Succeeded);
        Assert.Contains(expected, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "name is not known")]
    [InlineData(HttpRequestError.ConnectionError, "nothing answers there")]
    [InlineData(HttpRequestError.SecureConnectionError, "not secure")]
    [InlineData(HttpRequestError.ProxyTunnelError, "the proxy refuses")]
    public async Task Why_there_is_no_connection_is_told(HttpRequestError error, string expected)
    {
        await using var tenant = await Tenant.StartAsync();

        var result = await tenant.CreateClient(handler: new Unconnected(error)).TestConnectionAsync(Tenant.Token);

        Assert.Contains("No connection to gainsight.localhost can be made", result.Message, StringComparison.Ordinal);
        Assert.Contains(expected, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(200)]
    public async Task That_calls_are_too_many_is_told_at_once(int status)
    {
        await using var tenant = await Tenant.StartAsync(options => (options.CallsPerDay, options.ThrottleStatus) = (1, status));
        tenant.Emulator.ConsumeQuota(1);
        var began = tenant.Time.GetUtcNow();

        var result = await tenant.CreateClient().TestConnectionAsync(Tenant.Token);

        Assert.Contains("quota", result.Message, StringComparison.Ordinal);
        Assert.Single(tenant.Calls);
        Assert.Equal(began, tenant.Time.GetUtcNow());
    }

    private sealed class Unconnected(HttpRequestError error) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(error, "canary");
    }
}
