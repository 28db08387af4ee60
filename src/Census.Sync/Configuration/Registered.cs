using Census.Sync.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Census.Sync;

/// <summary>A part of a sync that is an object, or is registered by a name.</summary>
internal sealed class Registered<T>
    where T : class
{
    private readonly T? _part;

    public Registered(T part) => _part = part;

    public Registered(string name, DefinitionPlace? place) => (Name, Place) = (name, place);

    /// <summary>The name it is registered with; null for an object.</summary>
    public string? Name { get; }

    /// <summary>Where the name was read.</summary>
    public DefinitionPlace? Place { get; }

    /// <summary>Returns the part, or null if it is not registered.</summary>
    public T? Find(IServiceProvider? services) => _part ?? (services as IKeyedServiceProvider)?.GetKeyedService(typeof(T), Name) as T;
}
