using System.Data.Common;
using Census.Sync;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

public static class Registrations
{
    public static void Add(IServiceCollection services, IConfiguration config, DbProviderFactory provider, Func<IEnumerable<string>> plans)
    {
        #region sources
        services.AddCensusSync(sync => sync
            .AddSource("app", source => source.Database(provider, config.GetConnectionString("App")))           // NpgsqlFactory.Instance, or that of any other provider
            .AddSource("snowflake", source => source.Snowflake(config.GetSection("Snowflake")))                 // Account, User, PrivateKeyFile, Warehouse ...
            .AddSource("databricks", source => source.Databricks(config.GetSection("Databricks")))              // Workspace, WarehouseId, ClientId, ClientSecret ...
            .AddSource("bigquery", source => source.BigQuery(config.GetSection("BigQuery")))                    // ProjectId, ServiceAccountKeyFile ...
            .AddSource("sheet", source => source.Sheets(config.GetSection("Sheet")))                            // SpreadsheetId, ServiceAccountKeyFile, Types ...
            .AddSource("search", source => source.Elasticsearch(config.GetSection("Search")))                   // Address or CloudId, ApiKey ...
            .AddSource("leads", source => source.Csv(config["Leads:Path"]))
            .AddSource("events", source => source.JsonLines(config["Events:Path"]))
            .AddSource("plans", source => source.Objects(plans, columns => columns.Column("plan", plan => plan))));
        #endregion
    }
}
