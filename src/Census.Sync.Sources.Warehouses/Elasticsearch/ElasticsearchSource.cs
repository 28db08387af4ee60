using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Sources;

/// <summary>Reads records from Elasticsearch, from 7.10 on, or from OpenSearch, over their REST APIs.</summary>
/// <remarks>
/// <para>
/// <b>Model.</b> The name of an index, an alias or a pattern (<see cref="Model.Table"/>): each document is a record with the fields of the mapping, by their full names, and with <c>_id</c>. Or a query of the
/// cluster's SQL (<see cref="Model.Sql"/>), whose values are marked with <c>?</c>.
/// </para>
/// <para>
/// <b>Reading.</b> From a point in time, page by page: documents that are written meanwhile are in all pages or in none, and a page that was lost is asked for again. Shards that failed, a search that was
/// given up and a number of documents that does not add up fail the read. Clusters that are too old scroll; there, and with SQL, a lost page ends the read with an error.
/// </para>
/// <para>
/// <b>Values.</b> As the mapping says: a field with several values is a list, one without is null; dates are points in time; <c>unsigned_long</c> and <c>scaled_float</c> are exact; nested documents, flattened fields and places are
/// JSON. Fields that the mapping does not know are not read.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// <para>https://www.elastic.co/docs/reference/elasticsearch/rest-apis/paginate-search-results</para>
/// </remarks>
public sealed class ElasticsearchSource : SyncSource, IDisposable
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(2);

    private readonly ElasticsearchSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ServiceCalls _calls;
    private readonly QuotaLimiter _limiter;
    private readonly HttpClient _client;
    private readonly bool _ownsClient;

    /// <summary>Initializes a source.</summary>
    /// <param name="options">Which cluster, and as whom.</param>
    /// <param name="client">
    /// Sends the requests: one of the application's own where the cluster's certificate is pinned or requests are signed. Its handler must not follow redirects and its timeout should be infinite
    /// (see <see cref="ApiHandler"/>); it stays the caller's. Null for one of the source's own.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of calls that failed.</param>
    /// <exception cref="ArgumentException">There is no address, it is no place to send a credential to, the query is no JSON, or a number is out of its range. All that is wrong is told at once.</exception>
    public ElasticsearchSource(ElasticsearchSourceOptions options, HttpClient? client = null, TimeProvider? timeProvider = null, ILogger<ElasticsearchSource>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionProblems.ThrowIfAny(options.FindProblems(), nameof(options));
        var address = options.ClusterAddress!;
        if (!address.AbsolutePath.EndsWith('/'))
            address = new(address.AbsoluteUri + "/");

        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _ownsClient = client is null;
        _client = client ?? ApiHandler.CreateClient(address);
        _limiter = new(new() { Name = $"elasticsearch {address.Host}", Windows = [new(600, TimeSpan.FromSeconds(10))], TimeProvider = _time });
        var pipeline = new ApiPipeline(
            _client,
            _limiter,
            new()
            {
                AttemptTimeout = AttemptTimeout,
                MaximumResponseBytes = options.MaximumPageBytes,
                MaximumErrorBytes = 16 * 1024,
                Classifier = Classify,
            },
            options.Credential?.Secret ?? new ApiSecret("none"),
            (request, secret) =>
            {
                request.RequestUri = new(address, request.RequestUri!);
                if (options.Credential is { } credential)
                    request.Headers.Authorization = new(credential.Scheme, secret);
                request.Headers.Accept.Add(new("application/json"));
                request.Headers.UserAgent.Add(UserAgent.Value);
            },
            _time,
            logger);
        _calls = new(pipeline, "The cluster", options.MaximumPageBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">The cluster refuses the credential, or there is no such index.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        var cluster = new ElasticsearchCluster(_calls.ForRead(), _options);
        await cluster.DetectAsync(cancellationToken).ConfigureAwait(false);
        if (model.Kind is ModelKind.Sql or ModelKind.SqlFile)
        {
            var sql = await ModelSql.BuildAsync(model, static name => name, cancellationToken).ConfigureAwait(false);
            (sql, model) = CursorSql.Limit(options, sql, cluster.Quote, cluster.Mark);
            return await ElasticsearchSqlRead.OpenAsync(cluster, sql, model, options, _time, cancellationToken).ConfigureAwait(false);
        }

        cluster.ThrowIfTooOld();
        var fields = await ListFieldsAsync(cluster, model, cancellationToken).ConfigureAwait(false);
        var snapshot = new ElasticsearchSnapshot(cluster, PathOf(model), fields, options.Cursor);
        await snapshot.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new ElasticsearchRead(SchemaOf(fields), fields, cluster, snapshot, options, _time, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">The cluster refuses the credential, or there is no such index.</exception>
    /// <remarks>Of an index, its mapping is read and no document.</remarks>
    public override async ValueTask<RecordSchema> GetSchemaAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        if (model.Kind is ModelKind.Sql or ModelKind.SqlFile)
            return await base.GetSchemaAsync(options, cancellationToken).ConfigureAwait(false);
        var cluster = new ElasticsearchCluster(_calls.ForRead(), _options);
        await cluster.DetectAsync(cancellationToken).ConfigureAwait(false);
        cluster.ThrowIfTooOld();
        return SchemaOf(await ListFieldsAsync(cluster, model, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">The cluster refuses the credential.</exception>
    /// <remarks>The open indices whose names do not begin with a dot.</remarks>
    public override async ValueTask<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var cluster = new ElasticsearchCluster(_calls.ForRead(), _options);
        using var answer = await cluster.SendAsync(
            "indices", HttpMethod.Get, "_cat/indices?format=json&h=index&expand_wildcards=open&s=index", null, RepeatRule.Safe, cancellationToken).ConfigureAwait(false);
        return ElasticsearchCluster.Read(answer, static indices =>
        {
            var models = new List<Model>();
            foreach (var index in indices.EnumerateArray())
            {
                if (index.TryGetProperty("index", out var name) && name.GetString() is { Length: > 0 } text && text[0] != '.')
                    models.Add(Model.Table(text));
            }

            return models;
        });
    }

    /// <summary>Frees the source's own client.</summary>
    public void Dispose()
    {
        _limiter.Dispose();
        if (_ownsClient)
            _client.Dispose();
    }

    private async ValueTask<IReadOnlyList<ElasticsearchField>> ListFieldsAsync(ElasticsearchCluster cluster, Model model, CancellationToken cancellationToken)
    {
        using var answer = await cluster.SendAsync("mapping", HttpMethod.Get, $"{PathOf(model)}/_mapping", null, RepeatRule.Safe, cancellationToken).ConfigureAwait(false);
        var all = ElasticsearchCluster.Read(answer, ElasticsearchField.ListOf);
        if (_options.Fields is null)
            return all;
        var chosen = new List<ElasticsearchField>();
        foreach (var name in _options.Fields)
        {
            chosen.Add(all.Find(field => field.Name == name)
                ?? throw new SyncSourceException($"The index has no field '{name}'. It has: {string.Join(", ", all.Select(field => field.Name))}."));
        }

        return chosen;
    }

    private static RecordSchema SchemaOf(IReadOnlyList<ElasticsearchField> fields) =>
        new([new("_id", FieldType.String), .. fields.Select(field => new SchemaField(field.Name, field.Type))]);

    private static Model ModelOf(SourceReadOptions options)
    {
        ReadRequest.ThrowIfInvalid(options);
        return options.Model ?? throw new SyncSourceException("Elasticsearch needs a model: the name of an index, or a query of its SQL.");
    }

    private static string PathOf(Model model) => string.Join(',', model.Text.Split(',').Select(part => Uri.EscapeDataString(part.Trim()).Replace("%2A", "*", StringComparison.Ordinal)));

    // A page that is too much for the cluster is asked for in halves, not again as it was.
    private static ApiVerdict Classify(HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) =>
        status == HttpStatusCode.TooManyRequests && body.IndexOf("circuit_breaking_exception"u8) >= 0 ? ApiVerdict.Final : ApiPipeline.VerdictOf(status);
}
