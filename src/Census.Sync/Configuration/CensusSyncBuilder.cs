using Census.Sync;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds state, sources and syncs to an application.</summary>
public sealed class CensusSyncBuilder
{
    private readonly List<(string Name, Func<IServiceProvider, SyncDefinition> Build)> _syncs = [];
    private readonly List<string> _sourceProblems = [];

    internal CensusSyncBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services of the application.</summary>
    public IServiceCollection Services { get; }

    internal SyncRunnerOptions RunnerOptions { get; private set; } = new();

    /// <summary>What is wrong with the settings of the sources.</summary>
    internal IReadOnlyList<string> SourceProblems => _sourceProblems;

    internal IReadOnlyList<(string Name, Func<IServiceProvider, SyncDefinition> Build)> Syncs => _syncs;

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

    /// <summary>Adds a source of one of the kinds that the referenced packages know: <c>AddSource("warehouse", source => source.Snowflake(section))</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="choose">Chooses the kind and gives its settings.</param>
    /// <returns>This builder.</returns>
    /// <remarks>
    /// The settings are checked now. All that is wrong with those of all sources is told when the host starts, and by <see cref="CensusSync.Validate"/> as far as syncs use them;
    /// a sync that uses such a source fails and the others go on.
    /// </remarks>
    public CensusSyncBuilder AddSource(string name, Func<SourceKinds, SourceRegistration> choose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(choose);
        var registration = choose(SourceKinds.All);
        if (registration.Problems.Count == 0)
            return AddSource(name, registration.Create);
        var problems = registration.Problems.Select(problem => $"The source '{name}' cannot be used. {problem}").ToList();
        _sourceProblems.AddRange(problems);
        return AddSource(name, SyncSource (_) => throw new SyncConfigurationException(string.Join(" ", problems)));
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
        return Add(name, services =>
        {
            var sync = new SyncBuilder(name);
            configure(sync);
            return sync.Build(services);
        });
    }

    /// <summary>Adds a sync that was set up elsewhere, such as one read with <see cref="SyncDefinitionFile"/>.</summary>
    /// <param name="sync">The sync; what it names is looked up when it is first used.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A sync of this name was added before.</exception>
    public CensusSyncBuilder AddSync(SyncBuilder sync)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return Add(sync.Name, sync.Build);
    }

    /// <summary>Adds the syncs that are kept as JSON in a folder; see <see cref="SyncDefinitionFile.LoadFolder"/>.</summary>
    /// <param name="folder">
    /// The path of the folder, relative to the working folder of the process. A service that is started elsewhere names its own:
    /// <c>Path.Combine(AppContext.BaseDirectory, "syncs")</c>.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="SyncDefinitionException">The folder or a file cannot be read, or something in a file is wrong. The problems of all files are told.</exception>
    /// <exception cref="ArgumentException">A sync of one of these names was added before.</exception>
    /// <remarks>The files are read now. Sources, destinations and functions that they name are looked up when a sync is first used.</remarks>
    public CensusSyncBuilder AddSyncsFromFolder(string folder)
    {
        foreach (var sync in SyncDefinitionFile.LoadFolder(folder))
            AddSync(sync);
        return this;
    }

    private CensusSyncBuilder Add(string name, Func<IServiceProvider, SyncDefinition> build)
    {
        if (_syncs.Exists(sync => sync.Name == name))
            throw new ArgumentException($"A sync '{name}' was added before.", nameof(name));
        _syncs.Add((name, build));
        return this;
    }
}
