using Microsoft.Extensions.Logging;

namespace Census.Sync.Sources;

/// <summary>Reads records from Databricks over its Statement Execution API, without a driver.</summary>
/// <remarks>
/// <para>
/// <b>Model.</b> One query, or the name of a table or view: <c>main.mart.companies</c>. Values of a query are marked with their name: <c>:since</c>.
/// </para>
/// <para>
/// <b>Reading.</b> The statement runs asynchronously. Its result stays at Databricks for an hour, in chunks that do not change: each is fetched on its own, from the storage of
/// the workspace by a link that ends after minutes and is asked for anew then. The token never goes to the storage. The numbers of rows that Databricks tells are held
/// against those that arrived. A read that is cancelled while the statement runs cancels it. A read that takes longer than an hour fails: split the query.
/// </para>
/// <para>
/// <b>Values.</b> Numbers are exact; <c>TIMESTAMP</c> is a point in time, <c>TIMESTAMP_NTZ</c> has no zone; <c>STRUCT</c>, <c>MAP</c> and nested lists are JSON, whose inner values may be
/// strings as Databricks writes them; lists of plain values have the type of their elements. A value that cannot be read makes its row unreadable.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// <para>https://docs.databricks.com/api/workspace/statementexecution</para>
/// </remarks>
public sealed class DatabricksSource : SyncSource, IDisposable
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(2);

    private readonly DatabricksSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ServiceCalls _calls;
    private readonly ServiceCalls _storage;
    private readonly QuotaLimiter _limiter;
    private readonly HttpClient _client;
    private readonly bool _ownsClient;

    /// <summary>Initializes a source.</summary>
    /// <param name="options">Which workspace and warehouse, and as whom.</param>
    /// <param name="client">
    /// Sends the requests, also those to the storage. Its handler must not follow redirects, its timeout should be infinite (see <see cref="ApiHandler"/>), and it must add no
    /// header of its own; it stays the caller's. Null for one of the source's own.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of calls that failed.</param>
    /// <exception cref="ArgumentException">The workspace is no place to send a credential to, the warehouse is empty, or a number is out of its range. All that is wrong is told at once.</exception>
    public DatabricksSource(DatabricksSourceOptions options, HttpClient? client = null, TimeProvider? timeProvider = null, ILogger<DatabricksSource>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Credential, nameof(options));
        OptionProblems.ThrowIfAny(options.FindProblems(), nameof(options));

        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        var workspace = new Uri(options.Workspace.GetLeftPart(UriPartial.Authority) + "/");
        _ownsClient = client is null;
        _client = client ?? ApiHandler.CreateClient(workspace);
        _limiter = new(new() { Name = $"databricks {workspace.Host}", Windows = [new(600, TimeSpan.FromSeconds(10))], TimeProvider = _time });
        var settings = new ApiPipelineOptions { AttemptTimeout = AttemptTimeout, MaximumResponseBytes = options.MaximumPageBytes, MaximumErrorBytes = 16 * 1024 };
        _storage = new(new(_client, _limiter, settings, timeProvider: _time, logger: logger), "The storage of Databricks", options.MaximumPageBytes);
        var pipeline = new ApiPipeline(
            _client,
            _limiter,
            settings,
            options.Credential.CreateSecret(_storage, workspace, _time),
            (request, token) =>
            {
                request.RequestUri = new(workspace, request.RequestUri!);
                request.Headers.Authorization = new("Bearer", token);
                request.Headers.Accept.Add(new("application/json"));
                request.Headers.UserAgent.Add(UserAgent.Value);
            },
            _time,
            logger);
        _calls = new(pipeline, "Databricks", options.MaximumPageBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">Databricks refuses the credential or the statement.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        (var sql, model) = CursorSql.Limit(
            options, await ModelSql.BuildAsync(model, NameOf, cancellationToken).ConfigureAwait(false), Quote, static _ => $":{CursorSql.ValueName}");
        return await OpenAsync(sql, model, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">Databricks refuses the credential or the statement.</exception>
    /// <remarks>The statement is run with a limit of no rows, which computes next to nothing.</remarks>
    public override async ValueTask<RecordSchema> GetSchemaAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        var sql = await ModelSql.BuildAsync(model, NameOf, cancellationToken).ConfigureAwait(false);
        var read = await OpenAsync(WarehouseModels.SchemaSql(sql), model, options, cancellationToken).ConfigureAwait(false);
        await using (read.ConfigureAwait(false))
            return read.Schema;
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">Databricks refuses the credential, or there is no Unity Catalog.</exception>
    /// <remarks>Those of <see cref="DatabricksSourceOptions.Catalog"/> that the reader may see.</remarks>
    public override async ValueTask<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var read = await OpenAsync(WarehouseModels.ListSql, Model.Sql(WarehouseModels.ListSql), new(), cancellationToken).ConfigureAwait(false);
        await using (read.ConfigureAwait(false))
            return await ModelList.ReadAsync(read, Quote, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frees the source's own client.</summary>
    public void Dispose()
    {
        _limiter.Dispose();
        if (_ownsClient)
            _client.Dispose();
    }

    private async ValueTask<DatabricksRead> OpenAsync(string sql, Model model, SourceReadOptions options, CancellationToken cancellationToken)
    {
        var statement = new DatabricksStatement(_calls.ForRead(), _storage.ForRead(), _options, _time);
        var (answer, reply) = await statement.ExecuteAsync(sql, model, cancellationToken).ConfigureAwait(false);
        return DatabricksRead.Open(statement, answer, reply, options, cancellationToken);
    }

    private static Model ModelOf(SourceReadOptions options)
    {
        ReadRequest.ThrowIfInvalid(options);
        return options.Model ?? throw new SyncSourceException("Databricks needs a model: a query, or the name of a table or view.");
    }

    private static string NameOf(string name) => string.Join('.', QuotedName.Split(name, '`', '`').Select(Quote));

    private static string Quote(string identifier) => QuotedName.Quote(identifier, '`', '`');
}
