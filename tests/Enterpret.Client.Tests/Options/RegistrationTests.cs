using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Enterpret.Client.Tests.Options;

public class RegistrationTests
{
    [Fact]
    public async Task The_default_client_is_there_with_and_without_its_key_and_is_a_destination()
    {
        await using var workspace = await Workspace.StartAsync();
        await using var provider = Build(workspace, services => services.AddEnterpretClient(Configure(workspace)));

        var client = provider.GetRequiredService<EnterpretClient>();
        await client.Users.UpsertAsync(Make.User(1), Workspace.Token);

        Assert.Same(client, provider.GetRequiredKeyedService<EnterpretClient>("enterpret"));
        var destination = Assert.IsType<EnterpretDestination>(provider.GetRequiredKeyedService<SyncDestination>("enterpret"));
        Assert.Equal(["Account", "User", "Review Records", "Survey Response Records", "Conversation Records", "Forum Thread Records"], (await destination.ListObjectsAsync(Workspace.Token)).Select(o => o.Name));
        Assert.Single(workspace.Emulator.Users);
    }

    [Fact]
    public async Task Named_clients_are_apart()
    {
        await using var workspace = await Workspace.StartAsync();
        await using var provider = Build(workspace, services =>
        {
            services.AddEnterpretClient("one", Configure(workspace));
            services.AddEnterpretClient("two", options => (options.BaseAddress, options.AccountsApiKey) = (workspace.Emulator.BaseAddress, EnterpretEmulator.DefaultAccountsKey));
        });

        var one = provider.GetRequiredKeyedService<EnterpretClient>("one");
        var two = provider.GetRequiredKeyedService<EnterpretClient>("two");

        Assert.NotSame(one, two);
        Assert.Null(provider.GetService<EnterpretClient>());
        Assert.Equal(["Account"], (await provider.GetRequiredKeyedService<SyncDestination>("two").ListObjectsAsync(Workspace.Token)).Select(o => o.Name));
        await Assert.ThrowsAsync<InvalidOperationException>(() => two.Users.UpsertAsync(Make.User(1), Workspace.Token));
    }

    [Fact]
    public async Task Adding_the_same_twice_is_harmless()
    {
        await using var workspace = await Workspace.StartAsync();
        EnterpretClientBuilder? first = null, second = null;
        await using var provider = Build(workspace, services =>
        {
            first = services.AddEnterpretClient(Configure(workspace));
            second = services.AddEnterpretClient(options => options.Feedback.FileId = "second");
        });

        await provider.GetRequiredService<EnterpretClient>().Feedback.SendAsync(Make.Review(1), Workspace.Token);

        Assert.Equal("second", workspace.Emulator.Records[0]["fileID"]!.GetValue<string>());
        Assert.Single(provider.GetServices<EnterpretClient>());
        Assert.Single(provider.GetKeyedServices<SyncDestination>("enterpret"));
        Assert.Equal((first!.Name, first.HttpClientBuilder.Name, first.Services), (second!.Name, second.HttpClientBuilder.Name, second.Services));
    }

    [Fact]
    public void Wrong_options_fail_the_start()
    {
        var services = new ServiceCollection();
        services.AddEnterpretClient("broken", options => options.QuotaShare = 3);
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal("broken", error.OptionsName);
        Assert.Equal(2, error.Failures.Count());
    }

    [Fact]
    public async Task Clients_of_one_key_share_its_quota()
    {
        await using var workspace = await Workspace.StartAsync(options => options.CallsPerMinute = 20);
        await using var provider = Build(workspace, services =>
        {
            services.AddEnterpretClient("one", Configure(workspace));
            services.AddEnterpretClient("two", Configure(workspace));
        });

        await provider.GetRequiredKeyedService<EnterpretClient>("one").Users.UpsertAsync(Make.Users(15 * 15), Workspace.Token);
        await provider.GetRequiredKeyedService<EnterpretClient>("two").Users.UpsertAsync(Make.Users(15 * 15), Workspace.Token);

        Assert.All(workspace.Calls, call => Assert.Equal(200, call.Status));
        Assert.True(workspace.Calls[20].Time - workspace.Calls[0].Time >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_store_of_the_services_keeps_the_quota_by_a_name_that_is_not_the_key()
    {
        await using var workspace = await Workspace.StartAsync();
        var store = new RecordingStore();
        await using var provider = Build(workspace, services => services.AddSingleton<QuotaStore>(store).AddEnterpretClient(Configure(workspace)));

        await provider.GetRequiredService<EnterpretClient>().Users.UpsertAsync(Make.User(1), Workspace.Token);
        await provider.GetRequiredService<EnterpretClient>().Users.UpsertAsync(Make.User(1), Workspace.Token);

        var name = Assert.Single(store.Quotas.Distinct());
        Assert.Matches("^enterpret:[0-9a-f]{16}$", name);
    }

    [Fact]
    public void The_handler_renews_connections_and_follows_no_redirect()
    {
        var services = new ServiceCollection();
        var builder = services.AddEnterpretClient(options => options.UsersApiKey = "key");
        using var provider = services.BuildServiceProvider();

        var factory = provider.GetRequiredService<IOptionsMonitor<HttpClientFactoryOptions>>().Get(builder.HttpClientBuilder.Name);
        HttpMessageHandler handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(builder.HttpClientBuilder.Name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;

        Assert.Equal(Timeout.InfiniteTimeSpan, factory.HandlerLifetime);
        Assert.True(factory.ShouldRedactHeaderValue("api-key"));
        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.Equal((TimeSpan.FromMinutes(5), false, false), (sockets.PooledConnectionLifetime, sockets.AllowAutoRedirect, sockets.UseCookies));
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        var services = new ServiceCollection();
        var section = new ConfigurationBuilder().Build().GetSection("E");

        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddEnterpretClient(_ => { }));
        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddEnterpretClient(section));
        Assert.Throws<ArgumentNullException>("configure", () => services.AddEnterpretClient((Action<EnterpretClientOptions>)null!));
        Assert.Throws<ArgumentNullException>("section", () => services.AddEnterpretClient((IConfigurationSection)null!));
        Assert.Throws<ArgumentNullException>("name", () => services.AddEnterpretClient(null!, _ => { }));
        Assert.Throws<ArgumentException>("name", () => services.AddEnterpretClient(" ", section));
        Assert.Empty(services);
    }

    private static Action<EnterpretClientOptions> Configure(Workspace workspace) => options =>
    {
        var from = workspace.CreateOptions();
        (options.BaseAddress, options.UsersApiKey, options.AccountsApiKey) = (from.BaseAddress, from.UsersApiKey, from.AccountsApiKey);
        (options.Feedback, options.AttemptTimeout) = (from.Feedback, from.AttemptTimeout);
    };

    private static ServiceProvider Build(Workspace workspace, Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(workspace.Time);
        add(services);
        foreach (var name in (string[])["enterpret", "one", "two"])
            services.AddHttpClient($"Enterpret.Client:{name}").ConfigurePrimaryHttpMessageHandler(() => workspace.Emulator.CreateHandler());
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
