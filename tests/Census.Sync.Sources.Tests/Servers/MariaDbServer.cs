using System.Data.Common;
using MySql.Data.MySqlClient;

[assembly: AssemblyFixture(typeof(Census.Sync.Sources.Tests.MariaDbServer))]

namespace Census.Sync.Sources.Tests;

/// <summary>The MariaDB server of this test run, read through either provider.</summary>
public sealed class MariaDbServer : DatabaseServers.MariaDbServer, IAsyncLifetime
{
    public ValueTask InitializeAsync() => StartAsync();

    public override ValueTask DisposeAsync()
    {
        MySqlConnection.ClearAllPools();
        return base.DisposeAsync();
    }

    public DbDataSource DataSource(MySqlDriver driver, string extra = "") => driver == MySqlDriver.MySqlConnector
        ? DataSource(extra)
        : MySqlClientFactory.Instance.CreateDataSource(ConnectionString(extra));

    public Task ExecuteAsync(string sql) => ExecuteAsync(sql, TestContext.Current.CancellationToken);
}
