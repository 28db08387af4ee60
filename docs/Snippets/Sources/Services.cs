using Census.Sync;
using Census.Sync.Sources;
using Google.Apis.Auth.OAuth2;

namespace Snippets.Sources;

/// <summary>How each source over REST is set up.</summary>
public static class Services
{
    public static SnowflakeSourceOptions Snowflake(string privateKeyPem)
    {
        #region snowflake
        var options = new SnowflakeSourceOptions
        {
            Account = "MYORG-MYACCOUNT",
            Credential = SnowflakeCredential.KeyPair("SYNC_READER", privateKeyPem),
            Warehouse = "SYNC_WH",
            Role = "SYNC_READER",
            Database = "ANALYTICS",
            StatementTimeout = TimeSpan.FromMinutes(30),
        };
        // new SnowflakeSource(options), with Model.Table("MART.COMPANIES") or Model.Sql("select … where RENEWS_ON < ?").With("until", …)
        #endregion
        return options;
    }

    public static DatabricksSourceOptions Databricks(string clientSecret)
    {
        #region databricks
        var options = new DatabricksSourceOptions
        {
            Workspace = new("https://dbc-a1b2345c-d6e7.cloud.databricks.com/"),
            WarehouseId = "1234567890abcdef",
            Credential = DatabricksCredential.ServicePrincipal("client-id", clientSecret),
            Catalog = "main",
            Schema = "mart",
        };
        // new DatabricksSource(options), with Model.Table("companies") or Model.Sql("select … where renews_on < :until").With("until", …)
        #endregion
        return options;
    }

    public static BigQuerySourceOptions BigQuery(string keyFile)
    {
        #region bigquery
        var options = new BigQuerySourceOptions
        {
            ProjectId = "my-project",
            Credential = CredentialFactory.FromJson<ServiceAccountCredential>(keyFile).ToGoogleCredential(),
            DefaultDataset = "mart",
            Location = "EU",
            MaximumBytesBilled = 10L * 1024 * 1024 * 1024,
        };
        // new BigQuerySource(options), with Model.Table("mart.companies") or Model.Sql("select … where renews_on < @until").With("until", …)
        #endregion
        return options;
    }

    public static SheetsSourceOptions Sheets(string keyFile)
    {
        #region sheets
        var options = new SheetsSourceOptions
        {
            SpreadsheetId = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgVE2upms",
            Credential = CredentialFactory.FromJson<ServiceAccountCredential>(keyFile).ToGoogleCredential(),
            Types = new Dictionary<string, FieldType> { ["Renews on"] = FieldType.Date, ["Postcode"] = FieldType.String },
        };
        // new SheetsSource(options), with Model.Table("Customers"), the title of a tab; without a model, the first one
        #endregion
        return options;
    }

    public static ElasticsearchSourceOptions Elasticsearch(string apiKey)
    {
        #region elasticsearch
        var options = new ElasticsearchSourceOptions
        {
            Address = new("https://search.example.com:9200/"),      // or CloudId
            Credential = ElasticsearchCredential.ApiKey(apiKey),    // as Kibana shows it: encoded
            Fields = ["name", "seats", "renews_on"],
            Query = """{"term":{"status":"active"}}""",
        };
        // new ElasticsearchSource(options), with Model.Table("companies-*") or Model.Sql("SELECT name, seats FROM companies WHERE seats > ?").With("seats", 10)
        #endregion
        return options;
    }

    public static async Task ReadAsync(SyncSource source, Model model, CancellationToken cancellationToken)
    {
        #region read
        var test = await source.TestConnectionAsync(new() { Model = model }, cancellationToken);
        Console.WriteLine(test.Succeeded ? "It can be read." : test.Message);

        await using var read = await source.OpenReadAsync(new() { Model = model }, cancellationToken);
        await foreach (var batch in read.Batches.WithCancellation(cancellationToken))
            Console.WriteLine($"{batch.Count} records of {read.Schema}");

        Console.WriteLine(read.End!.IsComplete ? "Every row was read." : read.End.Reason);
        Console.WriteLine($"{read.Errors.Count} rows could not be read; {read.Cost?.Calls} calls, {read.Cost?.BytesBilled} bytes billed");
        #endregion
    }

    public static SyncBuilder Use(SyncSource source, SyncDestination gainsight)
    {
        #region use
        var sync = new SyncBuilder("companies")
            .From(source, Model.Table("companies"))
            .To(gainsight, "Company", SyncBehavior.UpdateOrCreate)
            .Key("name", "Name")
            .Map("seats", "Employees");
        #endregion
        return sync;
    }
}
