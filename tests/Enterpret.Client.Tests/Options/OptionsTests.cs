using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterpret.Client.Tests.Options;

public class OptionsTests
{
    public static TheoryData<string, Action<EnterpretClientOptions>> Mistakes() => new()
    {
        { "at least one key", options => options.UsersApiKey = null },
        { "UsersApiKey: The key holds white space", options => options.UsersApiKey = "canary\n" },
        { "AccountsApiKey: The key is empty", options => options.AccountsApiKey = "" },
        { "Feedback:ApiKey: a key and a key provider", options => (options.Feedback.ApiKey, options.Feedback.ApiKeyProvider) = ("canary", _ => new("canary")) },
        { "Feedback:FileId", options => options.Feedback.FileId = " " },
        { "Feedback:Limits:RequestsPerMinute: 0", options => options.Feedback.Limits = new() { RequestsPerMinute = 0 } },
        { "Feedback:Limits:MaximumRecords: -1", options => options.Feedback.Limits = new() { MaximumRecords = -1 } },
        { "Feedback:Limits:MaximumBytes: 10", options => options.Feedback.Limits = new() { MaximumBytes = 10 } },
        { "Feedback:Limits: limits", options => options.Feedback.Limits = null! },
        { "Feedback: the options", options => options.Feedback = null! },
        { "BaseAddress: The address must begin with https", options => options.BaseAddress = new("http://api.enterpret.com") },
        { "BaseAddress: The address must begin with https", options => options.BaseAddress = new("/webhook", UriKind.Relative) },
        { "BaseAddress: an address", options => options.BaseAddress = null! },
        { "EntityRequestsPerMinute: 0", options => options.EntityRequestsPerMinute = 0 },
        { "PrivacyApiKey: The key is empty", options => options.PrivacyApiKey = "" },
        { "PrivacyRequestsPerMinute: 0", options => options.PrivacyRequestsPerMinute = 0 },
        { "CoalescingTime: -00:00:01", options => options.CoalescingTime = TimeSpan.FromSeconds(-1) },
        { "CoalescingTime: 00:00:11", options => options.CoalescingTime = TimeSpan.FromSeconds(11) },
        { "MaximumAttempts: 0", options => options.MaximumAttempts = 0 },
        { "QuotaShare: 0", options => options.QuotaShare = 0 },
        { "QuotaShare: 1.5", options => options.QuotaShare = 1.5 },
        { "QuotaShare: NaN", options => options.QuotaShare = double.NaN },
        { "MaximumQuotaWait", options => options.MaximumQuotaWait = TimeSpan.FromSeconds(-1) },
        { "AttemptTimeout: 00:00:00", options => options.AttemptTimeout = TimeSpan.Zero },
        { "TotalTimeout: 00:00:10 is not between AttemptTimeout (00:00:35)", options => options.TotalTimeout = TimeSpan.FromSeconds(10) },
        { "MetadataShape: 7", options => options.MetadataShape = (EnterpretMetadataShape)7 },
        { "Dates: 7", options => options.Dates = (EnterpretDateEncoding)7 },
        { "UnknownKeys: 7", options => options.UnknownKeys = (EnterpretUnknownKeys)7 },
    };

    [Theory, MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_named_without_the_key(string mistake, Action<EnterpretClientOptions> make)
    {
        var options = new EnterpretClientOptions { UsersApiKey = "key" };
        make(options);

        var error = Assert.Throws<ArgumentException>(() => new EnterpretClient(options));

        Assert.Contains(Environment.NewLine + mistake, error.Message.Replace("UsersApiKey, AccountsApiKey, Feedback:ApiKey or PrivacyApiKey: ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var options = new EnterpretClientOptions { EntityRequestsPerMinute = 0, QuotaShare = 2, BaseAddress = new("ftp://x") };

        var error = Assert.Throws<ArgumentException>(() => new EnterpretClient(options));

        Assert.Equal(5, error.Message.Split(Environment.NewLine).Length);
    }

    [Theory]
    [InlineData("https://eu.example.com/enterpret/")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://enterpret.localhost/")]
    public void An_address_where_nobody_reads_along_is_fine(string address) =>
        Assert.Empty(EnterpretClientOptionsValidator.FindErrors(new() { UsersApiKey = "key", BaseAddress = new(address) }));

    [Theory]
    [InlineData("http://enterpret.localhost.example.com/")]
    [InlineData("http://other.emulator/")]
    [InlineData("http://10.0.0.1/")]
    public void An_address_where_somebody_may_read_along_is_not(string address) =>
        Assert.Single(EnterpretClientOptionsValidator.FindErrors(new() { UsersApiKey = "key", BaseAddress = new(address) }));

    [Fact]
    public async Task Options_are_copied()
    {
        await using var workspace = await Workspace.StartAsync();
        EnterpretClientOptions? options = null;
        var client = workspace.CreateClient(own => options = own);

        (options!.UsersApiKey, options.BaseAddress, options.Feedback.FileId, options.Feedback.Limits) = ("other", new("https://other"), "other", new() { MaximumRecords = 1 });
        await client.Users.UpsertAsync(Make.User(1), Workspace.Token);
        await client.Feedback.SendAsync(Make.Reviews(2), Workspace.Token);

        Assert.Equal([200, 200], workspace.Calls.Select(call => call.Status));
        Assert.Equal("app-store-reviews", workspace.Sent(1, "records")[0]!["fileID"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_address_may_have_a_path()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => options.BaseAddress = new(workspace.Emulator.BaseAddress, "gateway/"));

        await Assert.ThrowsAsync<EnterpretApiException>(() => client.Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal("/gateway/webhook/users/custom", workspace.Calls[0].Path);
    }

    [Fact]
    public void A_configuration_sets_everything()
    {
        var options = Bind(new()
        {
            ["E:UsersApiKey"] = "u",
            ["E:AccountsApiKey"] = "a",
            ["E:BaseAddress"] = "https://eu.example.com",
            ["E:Feedback:ApiKey"] = "f",
            ["E:Feedback:FileId"] = "stream",
            ["E:Feedback:Limits:RequestsPerMinute"] = "100",
            ["E:EntityRequestsPerMinute"] = "60",
            ["E:QuotaShare"] = "0.5",
            ["E:MaximumQuotaWait"] = "00:01:00",
            ["E:MetadataShape"] = "Flat",
            ["E:Dates"] = "EpochSeconds",
            ["E:UnknownKeys"] = "Send",
            ["E:Workspace"] = "eu",
            ["E:AttemptTimeout"] = "00:00:20",
            ["E:TotalTimeout"] = "00:02:00",
            ["E:MaximumAttempts"] = "3",
        });

        Assert.Equal(("u", "a", "f", "stream"), (options.UsersApiKey, options.AccountsApiKey, options.Feedback.ApiKey, options.Feedback.FileId));
        Assert.Equal(new EnterpretLimits { RequestsPerMinute = 100, MaximumRecords = 20, MaximumBytes = 200_000 }, options.Feedback.Limits);
        Assert.Equal((60, 0.5, 3, "eu"), (options.EntityRequestsPerMinute, options.QuotaShare, options.MaximumAttempts, options.Workspace));
        Assert.Equal(
            (EnterpretMetadataShape.Flat, EnterpretDateEncoding.EpochSeconds, EnterpretUnknownKeys.Send),
            (options.MetadataShape, options.Dates, options.UnknownKeys));
        Assert.Equal((60, 20, 120), (options.MaximumQuotaWait.TotalSeconds, options.AttemptTimeout.TotalSeconds, options.TotalTimeout.TotalSeconds));
        Assert.Equal(new("https://eu.example.com"), options.BaseAddress);
    }

    [Fact]
    public void A_configuration_names_a_profile()
    {
        Assert.Equal(EnterpretLimits.Documented2026, Bind(new() { ["E:Feedback:ApiKey"] = "f", ["E:Feedback:Limits"] = "documented2026" }).Feedback.Limits);
        Assert.Equal(EnterpretLimits.Conservative, Bind(new() { ["E:Feedback:ApiKey"] = "f" }).Feedback.Limits);
        var error = Assert.Throws<InvalidOperationException>(() => Bind(new() { ["E:Feedback:ApiKey"] = "f", ["E:Feedback:Limits"] = "Fast" }));
        Assert.StartsWith("E:Feedback:Limits: there are no limits called 'Fast'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_a_configuration_is_named_with_its_path()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Bind(new() { ["E:UsersApiKey"] = "canary 1", ["E:QuotaShare"] = "2" }));

        Assert.Equal(["E:UsersApiKey", "E:QuotaShare"], error.Failures.Select(failure => string.Join(':', failure.Split(':').Take(2))));
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Bind(new() { ["E:UsersApiKey"] = "u", ["E:AcountsApiKey"] = "canary" }));

        Assert.Contains("AcountsApiKey", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    private static EnterpretClientOptions Bind(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddEnterpretClient(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("E"));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<EnterpretClientOptions>>().Get("enterpret");
    }
}
