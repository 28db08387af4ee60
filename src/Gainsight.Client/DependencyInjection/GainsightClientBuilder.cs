using Microsoft.Extensions.DependencyInjection;

namespace Gainsight.Client;

/// <summary>A client that was added to the services, for adding to it.</summary>
public sealed class GainsightClientBuilder
{
    internal GainsightClientBuilder(string name, IServiceCollection services, IHttpClientBuilder httpClientBuilder)
    {
        Name = name;
        Services = services;
        HttpClientBuilder = httpClientBuilder;
    }

    /// <summary>Gets the name of the client, which is the key of its services and the name of its options.</summary>
    public string Name { get; }

    /// <summary>Gets the services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the builder of the HTTP client, for proxies, certificates and handlers.</summary>
    /// <remarks>A standard resilience handler would multiply the attempts: set <see cref="GainsightClientOptions.MaximumAttempts"/> to 1 with one.</remarks>
    public IHttpClientBuilder HttpClientBuilder { get; }
}
