using Census.Sync;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the sync engine.</summary>
public static class CensusSyncServiceCollectionExtensions
{
    /// <summary>Adds syncs to an application, which runs them through <see cref="CensusSync"/>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Adds state, sources and syncs.</param>
    /// <returns>The services.</returns>
    /// <remarks>May be called several times; the syncs add up.</remarks>
    public static IServiceCollection AddCensusSync(this IServiceCollection services, Action<CensusSyncBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var existing = services.FirstOrDefault(service => service.ServiceType == typeof(CensusSyncBuilder));
        var builder = existing?.ImplementationInstance as CensusSyncBuilder ?? new CensusSyncBuilder(services);
        configure(builder);
        if (existing is not null)
            return services;

        services.AddSingleton(builder);
        services.AddSingleton<IValidateOptions<RegisteredSources>>(new RegisteredSources.Validator(builder));
        services.AddOptions<RegisteredSources>().ValidateOnStart();
        services.TryAddSingleton<SyncStateStore>(provider => new InMemorySyncStateStore(provider.GetService<TimeProvider>()));
        services.TryAddSingleton(provider => new SyncRunner(
            provider.GetRequiredService<SyncStateStore>(), builder.RunnerOptions,
            provider.GetService<TimeProvider>(), provider.GetService<ILogger<SyncRunner>>()));
        services.AddSingleton(provider => new CensusSync(
            provider.GetRequiredService<SyncRunner>(),
            builder.Syncs.Select(sync => KeyValuePair.Create(sync.Name, new Lazy<SyncDefinition>(() => sync.Build(provider))))));
        return services;
    }
}
