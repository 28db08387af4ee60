using Census.Sync;
using Census.Sync.Http;
using Enterpret.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Enterpret clients to services.</summary>
public static class EnterpretServiceCollectionExtensions
{
    /// <summary>Adds a client, and Enterpret as a sync destination called <c>enterpret</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options. They are checked when the host starts, and when the client is first asked for.</param>
    /// <returns>A builder for more.</returns>
    /// <remarks>
    /// Adds the singletons <see cref="EnterpretClient"/>, also keyed by the name, and a <see cref="SyncDestination"/> keyed by the name. A
    /// <see cref="QuotaStore"/> and a <see cref="TimeProvider"/> among the services are used. Adding the same again is harmless.
    /// </remarks>
    public static EnterpretClientBuilder AddEnterpretClient(this IServiceCollection services, Action<EnterpretClientOptions> configure) =>
        services.AddEnterpretClient(EnterpretObjects.DefaultDestinationName, configure).AsDefault();

    /// <summary>Adds a client, and Enterpret as a sync destination called <c>enterpret</c>, with options of a configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, <c>Enterpret</c> for example. What is wrong with it is reported with its path.</param>
    /// <returns>A builder for more.</returns>
    /// <inheritdoc cref="AddEnterpretClient(IServiceCollection, Action{EnterpretClientOptions})" path="/remarks"/>
    public static EnterpretClientBuilder AddEnterpretClient(this IServiceCollection services, IConfigurationSection section) =>
        services.AddEnterpretClient(EnterpretObjects.DefaultDestinationName, section).AsDefault();

    /// <summary>Adds a client of a name, and a sync destination of that name: for more than one workspace or integration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, and the key of the services.</param>
    /// <param name="configure">Sets the options. They are checked when the host starts, and when the client is first asked for.</param>
    /// <returns>A builder for more.</returns>
    /// <remarks>
    /// Adds a singleton <see cref="EnterpretClient"/> and a <see cref="SyncDestination"/>, both keyed by the name:
    /// <c>[FromKeyedServices("name")] EnterpretClient client</c>. Adding the same name again is harmless; its options then add up.
    /// </remarks>
    public static EnterpretClientBuilder AddEnterpretClient(this IServiceCollection services, string name, Action<EnterpretClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<EnterpretClientOptions>(name).Configure(configure).ValidateOnStart();
        return services.AddServices(name, path: null);
    }

    /// <summary>Adds a client of a name, and a sync destination of that name, with options of a configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, and the key of the services.</param>
    /// <param name="section">The section. What is wrong with it is reported with its path.</param>
    /// <returns>A builder for more.</returns>
    /// <inheritdoc cref="AddEnterpretClient(IServiceCollection, string, Action{EnterpretClientOptions})" path="/remarks"/>
    public static EnterpretClientBuilder AddEnterpretClient(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<EnterpretClientOptions>(name)
            .Bind(section, static binder => binder.ErrorOnUnknownConfiguration = true)
            .Configure(options => LimitsSection.Apply(section, options))
            .ValidateOnStart();
        return services.AddServices(name, section.Path);
    }

    private static EnterpretClientBuilder AddServices(this IServiceCollection services, string name, string? path)
    {
        var httpName = $"Enterpret.Client:{name}";
        var isKnown = services.Any(service => service.IsKeyedService && service.ServiceType == typeof(EnterpretClient) && Equals(service.ServiceKey, name));
        if (isKnown)
            return new(name, services, services.AddHttpClient(httpName));

        services.AddSingleton<IValidateOptions<EnterpretClientOptions>>(new EnterpretClientOptionsValidator(name, path));
        services.TryAddSingleton<QuotaLimiterRegistry>();
        services.AddKeyedSingleton(name, (provider, _) => CreateClient(provider, name, httpName));
        services.AddKeyedSingleton<SyncDestination>(
            name, (provider, _) => new EnterpretDestination(provider.GetRequiredKeyedService<EnterpretClient>(name)));

        // The client is a singleton, so its handler lives as long; connections are renewed instead.
        var http = services.AddHttpClient(httpName)
            .UseSocketsHttpHandler((handler, _) => ApiHandler.Configure(handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(_ => true);
        return new(name, services, http);
    }

    private static EnterpretClientBuilder AsDefault(this EnterpretClientBuilder builder)
    {
        builder.Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<EnterpretClient>(EnterpretObjects.DefaultDestinationName));
        return builder;
    }

    private static EnterpretClient CreateClient(IServiceProvider provider, string name, string httpName)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<EnterpretClientOptions>>().Get(name).Copy();
        options.QuotaStore ??= provider.GetService<QuotaStore>();
        return new(
            options,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpName),
            provider.GetRequiredService<QuotaLimiterRegistry>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<EnterpretClient>>());
    }
}
