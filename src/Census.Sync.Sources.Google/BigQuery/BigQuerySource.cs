using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Sources;

/// <summary>Reads records from Google BigQuery over its REST API.</summary>
/// <remarks>
/// <para>
/// <b>Model.</b> A query of GoogleSQL, or the name of a table or view: <c>project.dataset.table</c>. Values of a query are marked with their name: <c>@since</c>.
/// </para>
/// <para>
/// <b>Reading.</b> A query runs as a job, and its result stays at BigQuery for about a day, in pages that do not change: each is fetched again if a call fails. The number of rows that BigQuery tells is held
/// against that of those that arrived. A read that is cancelled while the job runs cancels it. The report tells the bytes that were processed.
/// </para>
/// <para>
/// <b>Values.</b> <c>NUMERIC</c> and <c>BIGNUMERIC</c> are exact; <c>TIMESTAMP</c> is a point in time, <c>DATETIME</c> has no zone; repeated fields are lists; records, repeated or not, are JSON with the names of their fields. A value that cannot be read
/// makes its row unreadable.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// <para>https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query</para>
/// </remarks>
public sealed class BigQuerySource : SyncSource, IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/bigquery";
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(4);

    private readonly BigQuerySourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ServiceCalls _calls;
    private readonly QuotaLimiter _limiter;
    private readonly HttpClient _client;
    private readonly bool _ownsClient;

    /// <summary>Initializes a source.</summary>
    /// <param name="options">Which project, and as whom.</param>
    /// <param name="client">
    /// Sends the requests. Its handler must not follow redirects and its timeout should be infinite (see <see cref="ApiHandler"/>); it stays the caller's. Null for one of
    /// the source's own.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of calls that failed.</param>
    /// <exception cref="ArgumentException">The project is empty, the address is no place to send a token to, or a number is out of its range. All that is wrong is told at once.</exception>
    public BigQuerySource(BigQuerySourceOptions options, HttpClient? client = null, TimeProvider? timeProvider = null, ILogger<BigQuerySource>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionProblems.ThrowIfAny(options.FindProblems(), nameof(options));

        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _ownsClient = client is null;
        _client = client ?? ApiHandler.CreateClient(options.Address);
        _limiter = new(new() { Name = $"bigquery {options.ProjectId}", Windows = [new(100, TimeSpan.FromSeconds(1))], TimeProvider = _time });
        _calls = new(
            GoogleCalls.CreatePipeline(
                _client, _limiter, options.Address, GoogleCalls.SecretOf(options.Credential, Scope, _time), AttemptTimeout, options.MaximumPageBytes, _time, logger),
            "BigQuery",
            options.MaximumPageBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="GoogleSourceException">BigQuery refuses the credential or the query.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        (var sql, model) = CursorSql.Limit(
            options, await ModelSql.BuildAsync(model, NameOf, cancellationToken).ConfigureAwait(false), Quote, static _ => $"@{CursorSql.ValueName}");
        var statement = new BigQueryStatement(_calls.ForRead(), _options, _time);
        var (answer, reply) = await statement.ExecuteAsync(sql, model, dryRun: false, cancellationToken).ConfigureAwait(false);
        return BigQueryRead.Open(statement, answer, reply, options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="GoogleSourceException">BigQuery refuses the credential or the query.</exception>
    /// <remarks>The query is checked and not run, which costs nothing.</remarks>
    public override async ValueTask<RecordSchema> GetSchemaAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        var sql = await ModelSql.BuildAsync(model, NameOf, cancellationToken).ConfigureAwait(false);
        var (answer, reply) = await new BigQueryStatement(_calls.ForRead(), _options, _time).ExecuteAsync(sql, model, dryRun: true, cancellationToken).ConfigureAwait(false);
        using (answer)
            return BigQueryRead.SchemaOf(reply, tellsTimesAsText: false).Schema;
    }

    /// <inheritdoc/>
    /// <exception cref="GoogleSourceException">BigQuery refuses the credential.</exception>
    /// <exception cref="SyncSourceException">No <see cref="BigQuerySourceOptions.DefaultDataset"/> is set, or it is not there.</exception>
    /// <remarks>Those of <see cref="BigQuerySourceOptions.DefaultDataset"/>.</remarks>
    public override async ValueTask<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var dataset = _options.DefaultDataset?.Split('.') ?? throw new SyncSourceException("Set the dataset whose tables are to be listed.");
        var project = dataset.Length > 1 ? dataset[0] : _options.ProjectId;
        var calls = _calls.ForRead();
        var models = new List<Model>();
        string? token = null;
        do
        {
            var path = $"bigquery/v2/projects/{Uri.EscapeDataString(project)}/datasets/{Uri.EscapeDataString(dataset[^1])}/tables?maxResults=1000&prettyPrint=false{(token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}")}";
            using var answer = await calls.SendAsync(new("bigquery tables", RepeatRule.Safe), path, static path => new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
            if (!answer.Response!.IsSuccessStatus)
                throw new GoogleSourceException($"The tables of the dataset cannot be listed (status {(int)answer.Response.Status}).", GoogleCalls.ErrorOf(answer.Response).Reason);
            token = AddTables(models, answer.Response, $"{Quote(project)}.{Quote(dataset[^1])}");
        }
        while (!string.IsNullOrEmpty(token));

        return models;
    }

    /// <summary>Frees the source's own client.</summary>
    public void Dispose()
    {
        _limiter.Dispose();
        if (_ownsClient)
            _client.Dispose();
    }

    /// <returns>The token of the next page.</returns>
    private static string? AddTables(List<Model> models, ApiResponse response, string dataset)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            var root = document.RootElement;
            if (root.TryGetProperty("tables", out var tables))
            {
                foreach (var table in tables.EnumerateArray())
                {
                    var name = $"{dataset}.{Quote(table.GetProperty("tableReference").GetProperty("tableId").GetString() ?? throw new JsonException())}";
                    var isView = table.TryGetProperty("type", out var type) && type.GetString()?.Contains("VIEW", StringComparison.Ordinal) == true;
                    models.Add(isView ? Model.View(name) : Model.Table(name));
                }
            }

            return root.TryGetProperty("nextPageToken", out var next) ? next.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GoogleSourceException("BigQuery's answer is not what it should be.");
        }
    }

    private static Model ModelOf(SourceReadOptions options)
    {
        ReadRequest.ThrowIfInvalid(options);
        return options.Model ?? throw new SyncSourceException("BigQuery needs a model: a query, or the name of a table or view.");
    }

    private static string NameOf(string name) => string.Join('.', QuotedName.Split(name, '`', '`').Select(Quote));

    // A backtick in a name is written with a backslash here.
    private static string Quote(string identifier) =>
        $"`{identifier.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
}
