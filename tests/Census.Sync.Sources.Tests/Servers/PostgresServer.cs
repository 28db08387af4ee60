[assembly: AssemblyFixture(typeof(Census.Sync.Sources.Tests.PostgresServer))]

namespace Census.Sync.Sources.Tests;

/// <summary>The PostgreSQL server of this test run.</summary>
public sealed class PostgresServer : DatabaseServers.PostgresServer, IAsyncLifetime
{
    public ValueTask InitializeAsync() => StartAsync();
}
