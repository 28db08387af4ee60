using Census.Sync;
using Census.Sync.Http;
using Gainsight.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Gainsight clients to services.</summary>
public static class GainsightServiceCollectionExtensions
{
    /// <summary>Adds a client, and Gainsight as a sync destination called <c>gainsight</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options. They are checked when the host starts, and when the client is first asked for.</param>
    /// <returns>A builder for more.</returns>
    /// <remarks>
    /// Adds the singletons <see cref="GainsightClient"/>, also keyed by the name, and a <see cref="SyncDestination"/> keyed by the name. A
    /// <see cref="QuotaStore"/> and a <see cref="TimeProvider"/> among the services are used. Clients of one domain share one quota. Adding the same again is
    /// harmless.
    /// </remarks>
    public static GainsightClientBuilder AddGainsightClient(this IServiceCollection services, Action<GainsightClientOptions> configure) =>
        services.AddGainsightClient(GainsightObjects.DefaultDestinationName, configure).AsDefault();

    /// <summary>Adds a client, and Gainsight as a sync destination called <c>gainsight</c>, with options of a configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, <c>Gainsight</c> for example. What is wrong with it is reported with its path.</param>
    /// <returns>A builder for more.</returns>
    /// <inheritdoc cref="AddGainsightClient(IServiceCollection, Action{GainsightClientOptions})" path="/remarks"/>
    public static GainsightClientBuilder AddGainsightClient(this IServiceCollection services, IConfigurationSection section) =>
        services.AddGainsightClient(GainsightObjects.DefaultDestinationName, section).AsDefault();

    /// <summary>Adds a client of a name, and a sync destination of that name: for more than one tenant.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, and the key of the services.</param>
    /// <param name="configure">Sets the options. They are checked when the host starts, and when the client is first asked for.</param>
    /// <returns>A builder for more.</returns>
    /// <remarks>
    /// Adds a singleton <see cref="GainsightClient"/> and a <see cref="SyncDestination"/>, both keyed by the name:
    /// <c>[FromKeyedServices("name")] GainsightClient client</c>. Adding the same name again is harmless; its options then add up.
    /// </remarks>
    public static GainsightClientBuilder AddGainsightClient(this IServiceCollection services, string name, Action<GainsightClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<GainsightClientOptions>(name).Configure(configure).ValidateOnStart();
        return services.AddServices(name, path: null);
    }

    /// <summary>Adds a client of a name, and a sync destination of that name, with options of a configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, and the key of the services.</param>
    /// <param name="section">The section. What is wrong with it is reported with its path.</param>
    /// <returns>A builder for more.</returns>
    /// <inheritdoc cref="AddGainsightClient(IServiceCollection, string, Action{GainsightClientOptions})" path="/remarks"/>
    public static GainsightClientBuilder AddGainsightClient(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<GainsightClientOptions>(name)
            .Bind(section, static binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        return services.AddServices(name, section.Path);
    }

    private static GainsightClientBuilder AddServices(this IServiceCollection services, string name, string? path)
    {
        var httpName = $"Gainsight.Client:{name}";
        var isKnown = services.Any(service => service.IsKeyedService && service.ServiceType == typeof(GainsightClient) && Equals(service.ServiceKey, name));
        if (isKnown)
            return new(name, services, services.AddHttpClient(httpName));

        services.AddSingleton<IValidateOptions<GainsightClientOptions>>(new GainsightClientOptionsValidator(name, path));
        services.TryAddSingleton<QuotaLimiterRegistry>();
        services.AddKeyedSingleton(name, (provider, _) => CreateClient(provider, name, httpName));
        services.AddKeyedSingleton<SyncDestination>(
            name, (provider, _) => new GainsightDestination(provider.GetRequiredKeyedService<GainsightClient>(name)));

        // The client is a singleton, so its handler lives as long; connections are renewed instead.
        var http = services.AddHttpClient(httpName)
            .UseSocketsHttpHandler((handler, _) => ApiHandler.Configure(handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(_ => true);
        return new(name, services, http);
    }

    private static GainsightClientBuilder AsDefault(this GainsightClientBuilder builder)
    {
        builder.Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<GainsightClient>(GainsightObjects.DefaultDestinationName));
        return builder;
    }

    private static GainsightClient CreateClient(IServiceProvider provider, string name, string httpName)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<GainsightClientOptions>>().Get(name).Copy();
        options.QuotaStore ??= provider.GetService<QuotaStore>();
        return new(
            options,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpName),
            provider.GetRequiredService<QuotaLimiterRegistry>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<GainsightClient>>());
    }
}
