using Census.Sync.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Census.Sync;

/// <summary>Registers warehouses as sources: <c>AddSource("warehouse", source => source.Snowflake(section))</c>.</summary>
/// <remarks>
/// Settings carry the names of the options. A setting that is not known is an error, and so is a value that cannot be read; all that is wrong is told at once, by path. Keep secrets out of files that
/// are committed: user secrets, environment variables and key vaults are sections, too.
/// </remarks>
public static class WarehouseRegistrations
{
    /// <summary>Registers Snowflake.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="options">Which account, as whom, and how.</param>
    public static SourceRegistration Snowflake(this SourceKinds kinds, SnowflakeSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Snowflake(options, options.FindProblems());
    }

    /// <summary>Registers Snowflake, with settings of a configuration.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="section">
    /// The section. Beside the options: <c>User</c> with <c>PrivateKey</c> (in PEM) or <c>PrivateKeyFile</c> (its path) and <c>Passphrase</c> if the key is encrypted, or <c>AccessToken</c>.
    /// </param>
    /// <param name="credential">As whom the source reads; null for what the section says.</param>
    public static SourceRegistration Snowflake(this SourceKinds kinds, IConfiguration section, SnowflakeCredential? credential = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = new SettingsReader(section);
        var options = new SnowflakeSourceOptions
        {
            Account = settings.Text(nameof(SnowflakeSourceOptions.Account)) ?? "",
            Credential = credential ?? SnowflakeCredentialOf(settings)!,
            Database = settings.Text(nameof(SnowflakeSourceOptions.Database)),
            Schema = settings.Text(nameof(SnowflakeSourceOptions.Schema)),
            Warehouse = settings.Text(nameof(SnowflakeSourceOptions.Warehouse)),
            Role = settings.Text(nameof(SnowflakeSourceOptions.Role)),
            StatementTimeout = settings.Optional<TimeSpan>(nameof(SnowflakeSourceOptions.StatementTimeout)),
            Address = settings.Address(nameof(SnowflakeSourceOptions.Address)),
            IncludeServiceMessages = settings.Value(nameof(SnowflakeSourceOptions.IncludeServiceMessages), false),
        };
        options = options with
        {
            QueryTag = settings.Text(nameof(options.QueryTag)) ?? options.QueryTag,
            MaximumPageBytes = settings.Value(nameof(options.MaximumPageBytes), options.MaximumPageBytes),
        };
        return Snowflake(options, settings.End(options.FindProblems()));
    }

    /// <summary>Registers Databricks.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="options">Which workspace and warehouse, as whom, and how.</param>
    public static SourceRegistration Databricks(this SourceKinds kinds, DatabricksSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Databricks(options, options.FindProblems());
    }

    /// <summary>Registers Databricks, with settings of a configuration.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="section">The section. Beside the options: <c>ClientId</c> and <c>ClientSecret</c> of a service principal, or <c>AccessToken</c>.</param>
    /// <param name="credential">As whom the source reads; null for what the section says.</param>
    public static SourceRegistration Databricks(this SourceKinds kinds, IConfiguration section, DatabricksCredential? credential = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = new SettingsReader(section);
        var options = new DatabricksSourceOptions
        {
            Workspace = settings.Address(nameof(DatabricksSourceOptions.Workspace))!,
            WarehouseId = settings.Text(nameof(DatabricksSourceOptions.WarehouseId)) ?? "",
            Credential = credential ?? DatabricksCredentialOf(settings)!,
            Catalog = settings.Text(nameof(DatabricksSourceOptions.Catalog)),
            Schema = settings.Text(nameof(DatabricksSourceOptions.Schema)),
            UseInlineResults = settings.Value(nameof(DatabricksSourceOptions.UseInlineResults), false),
            IncludeServiceMessages = settings.Value(nameof(DatabricksSourceOptions.IncludeServiceMessages), false),
        };
        options = options with
        {
            StatementTimeout = settings.Value(nameof(options.StatementTimeout), options.StatementTimeout),
            MaximumPageBytes = settings.Value(nameof(options.MaximumPageBytes), options.MaximumPageBytes),
        };
        return Databricks(options, settings.End(options.FindProblems()));
    }

    /// <summary>Registers Elasticsearch or OpenSearch.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="options">Which cluster, as whom, and how.</param>
    public static SourceRegistration Elasticsearch(this SourceKinds kinds, ElasticsearchSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Elasticsearch(options, options.FindProblems());
    }

    /// <summary>Registers Elasticsearch or OpenSearch, with settings of a configuration.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="section">
    /// The section. Beside the options: <c>ApiKey</c> (as the cluster encodes it), or <c>User</c> and <c>Password</c>; neither for a cluster that asks for nothing.
    /// </param>
    /// <param name="credential">As whom the source reads; null for what the section says.</param>
    public static SourceRegistration Elasticsearch(this SourceKinds kinds, IConfiguration section, ElasticsearchCredential? credential = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = new SettingsReader(section);
        var options = new ElasticsearchSourceOptions
        {
            Address = settings.Address(nameof(ElasticsearchSourceOptions.Address)),
            CloudId = settings.Text(nameof(ElasticsearchSourceOptions.CloudId)),
            Credential = credential ?? ElasticsearchCredentialOf(settings),
            Fields = settings.List(nameof(ElasticsearchSourceOptions.Fields)),
            Query = settings.Text(nameof(ElasticsearchSourceOptions.Query)),
            UniqueField = settings.Text(nameof(ElasticsearchSourceOptions.UniqueField)),
            IncludeServiceMessages = settings.Value(nameof(ElasticsearchSourceOptions.IncludeServiceMessages), false),
        };
        options = options with
        {
            PageSize = settings.Value(nameof(options.PageSize), options.PageSize),
            KeepAlive = settings.Value(nameof(options.KeepAlive), options.KeepAlive),
            MaximumPageBytes = settings.Value(nameof(options.MaximumPageBytes), options.MaximumPageBytes),
        };
        return Elasticsearch(options, settings.End(options.FindProblems()));
    }

    private static SourceRegistration Snowflake(SnowflakeSourceOptions options, IReadOnlyList<string> problems) =>
        new(services => new SnowflakeSource(options, timeProvider: Find<TimeProvider>(services), logger: Find<ILogger<SnowflakeSource>>(services)), problems);

    private static SourceRegistration Databricks(DatabricksSourceOptions options, IReadOnlyList<string> problems) =>
        new(services => new DatabricksSource(options, timeProvider: Find<TimeProvider>(services), logger: Find<ILogger<DatabricksSource>>(services)), problems);

    private static SourceRegistration Elasticsearch(ElasticsearchSourceOptions options, IReadOnlyList<string> problems) =>
        new(services => new ElasticsearchSource(options, timeProvider: Find<TimeProvider>(services), logger: Find<ILogger<ElasticsearchSource>>(services)), problems);

    private static T? Find<T>(IServiceProvider services)
        where T : class => services.GetService(typeof(T)) as T;

    private static SnowflakeCredential? SnowflakeCredentialOf(SettingsReader settings)
    {
        var (user, token) = (settings.Text("User"), settings.Text("AccessToken"));
        var (key, file, passphrase) = (settings.Text("PrivateKey"), settings.Text("PrivateKeyFile"), settings.Text("Passphrase"));
        if (token is not null && user is null && key is null && file is null)
            return settings.Make("AccessToken", () => SnowflakeCredential.AccessToken(token));
        if (token is null && user is not null && key is null != file is null)
            return settings.Make(file is null ? "PrivateKey" : "PrivateKeyFile", () => SnowflakeCredential.KeyPair(user, key ?? File.ReadAllText(file!), passphrase));
        settings.Add("User", "Give User with PrivateKey or PrivateKeyFile, or AccessToken alone.");
        return null;
    }

    private static DatabricksCredential? DatabricksCredentialOf(SettingsReader settings)
    {
        var (client, secret, token) = (settings.Text("ClientId"), settings.Text("ClientSecret"), settings.Text("AccessToken"));
        if (token is not null && client is null && secret is null)
            return settings.Make("AccessToken", () => DatabricksCredential.AccessToken(token));
        if (token is null && client is not null && secret is not null)
            return settings.Make("ClientSecret", () => DatabricksCredential.ServicePrincipal(client, secret));
        settings.Add("ClientId", "Give ClientId and ClientSecret of a service principal, or AccessToken alone.");
        return null;
    }

    private static ElasticsearchCredential? ElasticsearchCredentialOf(SettingsReader settings)
    {
        var (key, user, password) = (settings.Text("ApiKey"), settings.Text("User"), settings.Text("Password"));
        if (key is not null && user is null && password is null)
            return settings.Make("ApiKey", () => ElasticsearchCredential.ApiKey(key));
        if (key is null && user is not null && password is not null)
            return settings.Make("Password", () => ElasticsearchCredential.Basic(user, password));
        if (key is not null || user is not null || password is not null)
            settings.Add("ApiKey", "Give ApiKey alone, or User and Password.");
        return null;
    }
}
