using Census.Sync;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds state, sources and syncs to an application.</summary>
public sealed class CensusSyncBuilder
{
    private readonly List<(string Name, Action<SyncBuilder> Configure)> _syncs = [];

    internal CensusSyncBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services of the application.</summary>
    public IServiceCollection Services { get; }

    internal SyncRunnerOptions RunnerOptions { get; private set; } = new();

    internal IReadOnlyList<(string Name, Action<SyncBuilder> Configure)> Syncs => _syncs;

    /// <summary>Keeps the state in a store.</summary>
    /// <param name="create">Makes the store; the container disposes it.</param>
    /// <returns>This builder.</returns>
    /// <remarks>
    /// Without it, the state is kept in memory, and everything is sent again after a restart. A container that holds a store is disposed
    /// asynchronously, as hosts do.
    /// </remarks>
    public CensusSyncBuilder UseState(Func<IServiceProvider, SyncStateStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>Sets options of the runner.</summary>
    /// <param name="options">The options.</param>
    /// <returns>This builder.</returns>
    public CensusSyncBuilder UseOptions(SyncRunnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RunnerOptions = options;
        return this;
    }

    /// <summary>Adds a source that syncs name with <see cref="SyncBuilder.From(string, Model?)"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="create">Makes the source; it is made once.</param>
    /// <returns>This builder.</returns>
    public CensusSyncBuilder AddSource(string name, Func<IServiceProvider, SyncSource> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        Services.AddKeyedSingleton(name, (services, _) => create(services));
        return this;
    }

    /// <summary>Registers what computes a value, for the mappings of all syncs that name it with <see cref="SyncBuilder.MapComputed(string, string, FieldType)"/>.</summary>
    /// <param name="name">The name. Given twice, the last counts.</param>
    /// <param name="compute">Computes the value. If it throws, the record is invalid and the others go on. Several syncs may call it at once.</param>
    /// <returns>This builder.</returns>
    public CensusSyncBuilder AddComputed(string name, Func<Record, FieldValue> compute)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(compute);
        Services.AddKeyedSingleton(name, compute);
        return this;
    }

    /// <summary>Adds a destination that is not registered by its client package.</summary>
    /// <param name="name">The name that <see cref="DestinationObjectReference.Destination"/> names.</param>
    /// <param name="create">Makes the destination; it is made once.</param>
    /// <returns>This builder.</returns>
    public CensusSyncBuilder AddDestination(string name, Func<IServiceProvider, SyncDestination> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        Services.AddKeyedSingleton(name, (services, _) => create(services));
        return this;
    }

    /// <summary>Adds a sync.</summary>
    /// <param name="name">The name of the sync, which its state is kept under.</param>
    /// <param name="configure">Sets the sync up; called when the sync is first used.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A sync of this name was added before, or it is no name for a sync (see <see cref="SyncBuilder(string)"/>).</exception>
    public CensusSyncBuilder AddSync(string name, Action<SyncBuilder> configure)
    {
        SyncBuilder.ThrowIfNotName(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (_syncs.Exists(sync => sync.Name == name))
            throw new ArgumentException($"A sync '{name}' was added before.", nameof(name));
        _syncs.Add((name, configure));
        return this;
    }
}
