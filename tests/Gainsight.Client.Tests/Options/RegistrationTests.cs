using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Gainsight.Client.Tests.Options;

public sealed class RegistrationTests
{
    [Fact]
    public async Task The_default_client_is_there_with_and_without_its_key_and_is_a_destination()
    {
        await using var tenant = await Tenant.StartAsync();
        await using var provider = Build(tenant, services => services.AddGainsightClient(Configure(tenant)));

        var client = provider.GetRequiredService<GainsightClient>();
        await client.Companies.UpsertAsync([new("Acme")], cancellationToken: Tenant.Token);

        Assert.Same(client, provider.GetRequiredKeyedService<GainsightClient>("gainsight"));
        var destination = Assert.IsType<GainsightDestination>(
            provider.GetRequiredKeyedService<SyncDestination>(GainsightObjects.Company.Destination));
        Assert.Equal(
            ["Company", "Company_Person", "Person", "Relationship", "Relationship_Person"],
            (await destination.ListObjectsAsync(Tenant.Token)).Where(found => found.NotWritableReason is null).Select(found => found.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task Named_clients_are_apart_and_those_of_one_domain_share_its_quota()
    {
        await using var tenant = await Tenant.StartAsync(options => options.CallsPerMinute = 50);
        await using var provider = Build(tenant, services =>
        {
            services.AddGainsightClient("one", Configure(tenant));
            services.AddGainsightClient("two", Configure(tenant));
        });
        var one = provider.GetRequiredKeyedService<GainsightClient>("one");
        var two = provider.GetRequiredKeyedService<GainsightClient>("two");

        for (var i = 0; i < 30; i++)
        {
            await one.SendAsync(HttpMethod.Get, "v1/meta/services/objects/list", cancellationToken: Tenant.Token);
            await two.SendAsync(HttpMethod.Get, "v1/meta/services/objects/list", cancellationToken: Tenant.Token);
        }

        Assert.NotSame(one, two);
        Assert.Null(provider.GetService<GainsightClient>());
        Assert.All(tenant.Calls, call => Assert.Equal(200, call.Status));
        Assert.True(tenant.Calls[50].Time - tenant.Calls[0].Time >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Adding_the_same_twice_is_harmless()
    {
        await using var tenant = await Tenant.StartAsync();
        GainsightClientBuilder? first = null, second = null;
        await using var provider = Build(tenant, services =>
        {
            first = services.AddGainsightClient(Configure(tenant));
            second = services.AddGainsightClient(options => options.QuotaShare = 0.25);
        });

        var client = provider.GetRequiredService<GainsightClient>();

        Assert.Equal(25, client.Api.Limiter.Windows[0].Permits);
        Assert.Single(provider.GetServices<GainsightClient>());
        Assert.Single(provider.GetKeyedServices<SyncDestination>("gainsight"));
        Assert.Equal((first!.Name, first.HttpClientBuilder.Name, first.Services), (second!.Name, second.HttpClientBuilder.Name, second.Services));
    }

    [Fact]
    public void Wrong_options_fail_the_start_with_the_path_of_their_section()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Vendors:Gainsight:Domain"] = "http://acme.com", ["Vendors:Gainsight:QuotaShare"] = "2" })
            .Build();
        var services = new ServiceCollection();
        services.AddGainsightClient(configuration.GetSection("Vendors:Gainsight"));
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(
            ["Vendors:Gainsight:Domain", "Vendors:Gainsight:AccessKey", "Vendors:Gainsight:QuotaShare"],
            error.Failures.Select(failure => string.Join(':', failure.Split(':')[..3])));
    }

    [Fact]
    public void A_section_is_bound_and_what_it_misspells_is_an_error()
    {
        static ServiceProvider Provide(params (string Key, string Value)[] settings)
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("G:" + setting.Key, (string?)setting.Value)))
                .Build();
            var services = new ServiceCollection();
            services.AddGainsightClient("named", configuration.GetSection("G"));
            return services.BuildServiceProvider();
        }

        using var good = Provide(
            ("Domain", "acme"), ("AccessKey", "key"), ("QuotaShare", "0.3"), ("AttemptTimeout", "00:00:20"), ("Lookups:TakeFirstMatch", "true"),
            ("MultipleMatches", "UpdateAll"));
        using var bad = Provide(("Domain", "acme"), ("AccessKey", "key"), ("QuotaShre", "0.3"));

        var options = good.GetRequiredService<IOptionsMonitor<GainsightClientOptions>>().Get("named");

        Assert.Equal((0.3, TimeSpan.FromSeconds(20), true, GainsightMultipleMatches.UpdateAll),
            (options.QuotaShare, options.AttemptTimeout, options.Lookups.TakeFirstMatch, options.MultipleMatches));
        Assert.Throws<InvalidOperationException>(() => bad.GetRequiredService<IOptionsMonitor<GainsightClientOptions>>().Get("named"));
    }

    [Fact]
    public async Task The_store_of_the_services_keeps_the_quota_by_the_domain()
    {
        await using var tenant = await Tenant.StartAsync();
        var store = new RecordingStore();
        await using var provider = Build(tenant, services => services.AddSingleton<QuotaStore>(store).AddGainsightClient(Configure(tenant)));

        await provider.GetRequiredService<GainsightClient>().TestConnectionAsync(Tenant.Token);

        Assert.Equal(["gainsight:gainsight.localhost"], store.Quotas);
    }

    [Fact]
    public void The_handler_renews_connections_and_follows_no_redirect()
    {
        var services = new ServiceCollection();
        var builder = services.AddGainsightClient(options => options.AccessKey = "key");
        using var provider = services.BuildServiceProvider();

        var factory = provider.GetRequiredService<IOptionsMonitor<HttpClientFactoryOptions>>().Get(builder.HttpClientBuilder.Name);
        var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(builder.HttpClientBuilder.Name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;

        Assert.Equal(Timeout.InfiniteTimeSpan, factory.HandlerLifetime);
        Assert.True(factory.ShouldRedactHeaderValue("Accesskey"));
        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.Equal((TimeSpan.FromMinutes(5), false, false), (sockets.PooledConnectionLifetime, sockets.AllowAutoRedirect, sockets.UseCookies));
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        var services = new ServiceCollection();
        var section = new ConfigurationBuilder().Build().GetSection("G");

        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddGainsightClient(_ => { }));
        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddGainsightClient(section));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddGainsightClient((Action<GainsightClientOptions>)null!));
        Assert.Throws<ArgumentNullException>("section", () => services.AddGainsightClient((IConfigurationSection)null!));
        Assert.Throws<ArgumentNullException>("name", () => services.AddGainsightClient(null!, _ => { }));
        Assert.Throws<ArgumentException>("name", () => services.AddGainsightClient(" ", section));
        Assert.Empty(services);
    }

    private static Action<GainsightClientOptions> Configure(Tenant tenant) => options =>
    {
        var from = tenant.CreateOptions();
        (options.BaseAddress, options.AccessKey, options.AttemptTimeout) = (from.BaseAddress, from.AccessKey, from.AttemptTimeout);
    };

    private static ServiceProvider Build(Tenant tenant, Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(tenant.Time);
        add(services);
        foreach (var name in (string[])["gainsight", "one", "two"])
            services.AddHttpClient($"Gainsight.Client:{name}").ConfigurePrimaryHttpMessageHandler(() => tenant.Emulator.CreateHandler());
        return services.BuildServiceProvider();
    }

    private sealed class RecordingStore : QuotaStore
    {
        private readonly InMemoryQuotaStore _inner = new();

        public List<string> Quotas { get; } = [];

        public override ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default)
        {
            Quotas.Add(request.Quota);
            return _inner.ReserveAsync(request, cancellationToken);
        }

        public override ValueTask CompleteAsync(string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default) =>
            _inner.CompleteAsync(quota, id, used, answeredAt, cancellationToken);
    }
}
