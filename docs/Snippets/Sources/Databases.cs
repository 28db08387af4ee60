using System.Data.Common;
using Census.Sync;
using Census.Sync.Sources;
using Microsoft.Data.Sqlite;

namespace Snippets.Sources;

internal static class Databases
{
    public static async Task ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        #region read
        DbDataSource dataSource = SqliteFactory.Instance.CreateDataSource("Data Source=warehouse.db;Mode=ReadOnly");
        var source = new DbSource(dataSource, new() { CommandTimeout = TimeSpan.FromMinutes(10), MaximumAttempts = 6 });

        var test = await source.TestConnectionAsync(new() { Model = Model.Table("companies") }, cancellationToken);
        Console.WriteLine(test.Succeeded ? "The table can be read." : test.Message);

        foreach (var model in await source.ListModelsAsync(cancellationToken))
            Console.WriteLine(model);

        var renewals = Model.Sql("select name, arr from companies where renews_on < @until").With("until", new DateOnly(2026, 12, 31));
        await using var read = await source.OpenReadAsync(new() { Model = renewals }, cancellationToken);
        await foreach (var batch in read.Batches.WithCancellation(cancellationToken))
            Console.WriteLine($"{batch.Count} records of {read.Schema}");
        Console.WriteLine(read.End!.IsComplete ? "complete" : read.End.Reason);
        #endregion
    }

    public static DbSource WithTokens(DbProviderFactory factory, Func<CancellationToken, Task<(string Token, DateTimeOffset ExpiresOn)>> getTokenAsync, Action<DbConnection, string> setToken)
    {
        #region tokens
        // factory: SqlClientFactory.Instance; getTokenAsync: a credential of Azure.Identity, asked for https://database.windows.net/.default;
        // setToken: (connection, token) => ((SqlConnection)connection).AccessToken = token
        var dataSource = new TokenDataSource(
            factory,
            "Server=tcp:shop.database.windows.net;Database=shop;Encrypt=True;ApplicationIntent=ReadOnly",
            async cancellationToken =>
            {
                var (token, expiresOn) = await getTokenAsync(cancellationToken);
                return new(token, expiresOn);
            },
            setToken);
        return new DbSource(dataSource, new() { CommandTimeout = TimeSpan.FromHours(1) });
        #endregion
    }

    public static DbSource Synapse(DbDataSource dataSource)
    {
        #region synapse
        // A dedicated pool that is paused or resumes answers with 42108 and 42109: that takes minutes.
        return new DbSource(dataSource, new() { MaximumAttempts = 30, MaximumRetryTime = TimeSpan.FromMinutes(15) });
        #endregion
    }
}
