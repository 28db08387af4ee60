using Census.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

public static class Definitions
{
    public static void Add(IServiceCollection services, Func<IServiceProvider, SyncSource> createWarehouse, string folder)
    {
        #region register
        services.AddCensusSync(sync => sync
            .UseState(_ => new SqliteSyncStateStore("sync-state.db"))
            .AddSource("warehouse", createWarehouse)        // what "connection": "warehouse" names
            .AddSyncsFromFolder(folder));                   // Path.Combine(AppContext.BaseDirectory, "syncs")
        #endregion
    }

    public static IReadOnlyList<SyncDefinitionProblem> Check(IServiceProvider services)
    {
        #region validate
        try
        {
            services.GetRequiredService<CensusSync>().Validate();
        }
        catch (SyncDefinitionException e)
        {
            foreach (var problem in e.Problems)
                Console.Error.WriteLine(problem);           // syncs/companies.json(4): $.destination.connection: The sync 'companies' names ...
            return e.Problems;
        }
        #endregion
        return [];
    }

    public static string Write(CensusSync syncs, string path)
    {
        #region save
        SyncDefinitionFile.Save(syncs.Get("companies"), path);
        #endregion
        return File.ReadAllText(path);
    }

    public static SyncDefinition Load(string path, IServiceProvider services)
    {
        #region load
        var companies = SyncDefinitionFile.Load(path).Build(services);
        #endregion
        return companies;
    }
}
