using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Sources;

/// <summary>Reads records from Snowflake over its SQL API, without a driver.</summary>
/// <remarks>
/// <para>
/// <b>Model.</b> One query, or the name of a table or view as it is stored: unquoted names are stored in upper case. Values of a query are marked with <c>?</c> and
/// given in their order.
/// </para>
/// <para>
/// <b>Reading.</b> The statement runs asynchronously and its result stays at Snowflake for about a day, in partitions that do not change: each is fetched on its own and
/// again if a call fails. The numbers of rows that Snowflake tells are held against those that arrived. A read that is cancelled while the statement runs cancels it.
/// </para>
/// <para>
/// <b>Values.</b> Numbers are exact whatever their length; <c>TIMESTAMP_NTZ</c> has no zone, <c>TIMESTAMP_LTZ</c> and <c>TIMESTAMP_TZ</c> are points in time; fractions of a
/// second below 100 nanoseconds are cut; <c>VARIANT</c> and <c>OBJECT</c> are JSON. A value that cannot be read makes its row unreadable (<see cref="SourceRead.Errors"/>).
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// <para>https://docs.snowflake.com/en/developer-guide/sql-api/reference</para>
/// </remarks>
public sealed class SnowflakeSource : SyncSource, IDisposable
{
    private const int CallsInTenSeconds = 600;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(2);

    private readonly SnowflakeSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly ServiceCalls _calls;
    private readonly QuotaLimiter _limiter;
    private readonly HttpClient _client;
    private readonly bool _ownsClient;

    /// <summary>Initializes a source.</summary>
    /// <param name="options">Which account, and as whom.</param>
    /// <param name="client">
    /// Sends the requests. Its handler must not follow redirects and its timeout should be infinite (see <see cref="ApiHandler"/>); it stays the caller's. Null for one of
    /// the source's own.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of calls that failed.</param>
    /// <exception cref="ArgumentException">The account is empty, the address is no place to send a credential to, or a number is out of its range. All that is wrong is told at once.</exception>
    public SnowflakeSource(SnowflakeSourceOptions options, HttpClient? client = null, TimeProvider? timeProvider = null, ILogger<SnowflakeSource>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Credential, nameof(options));
        OptionProblems.ThrowIfAny(options.FindProblems(), nameof(options));

        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        var address = options.ServiceAddress!;
        _ownsClient = client is null;
        _client = client ?? ApiHandler.CreateClient(address);
        _limiter = new(new()
        {
            Name = $"snowflake {options.Account}",
            Windows = [new(CallsInTenSeconds, TimeSpan.FromSeconds(10))],
            TimeProvider = _time,
        });
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
            options.Credential.CreateSecret(options.Account, _time),
            (request, token) =>
            {
                request.RequestUri = new(address, request.RequestUri!);
                request.Headers.Authorization = new("Bearer", token);
                request.Headers.TryAddWithoutValidation("X-Snowflake-Authorization-Token-Type", options.Credential.TokenType);
                request.Headers.Accept.Add(new("application/json"));
                request.Headers.UserAgent.Add(UserAgent.Value);
            },
            _time,
            logger);
        _calls = new(pipeline, "Snowflake", options.MaximumPageBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">Snowflake refuses the credential or the statement.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        (var sql, model) = CursorSql.Limit(options, await ModelSql.BuildAsync(model, NameOf, cancellationToken).ConfigureAwait(false), Quote, Mark);
        return await OpenAsync(sql, model, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="WarehouseException">Snowflake refuses the credential or the statement.</exception>
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
    /// <exception cref="WarehouseException">Snowflake refuses the credential, or no database is set.</exception>
    /// <remarks>Those of <see cref="SnowflakeSourceOptions.Database"/> that the role may see.</remarks>
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

    private async ValueTask<SnowflakeRead> OpenAsync(string sql, Model model, SourceReadOptions options, CancellationToken cancellationToken)
    {
        var statement = new SnowflakeStatement(_calls.ForRead(), _options, _time);
        var (answer, reply) = await statement.ExecuteAsync(sql, model, cancellationToken).ConfigureAwait(false);
        return SnowflakeRead.Open(statement, answer, in reply, options, cancellationToken);
    }

    private static Model ModelOf(SourceReadOptions options)
    {
        ReadRequest.ThrowIfInvalid(options);
        return options.Model ?? throw new SyncSourceException("Snowflake needs a model: a query, or the name of a table or view.");
    }

    private static string NameOf(string name) => string.Join('.', QuotedName.Split(name, '"', '"').Select(Quote));

    // A time goes as text: what a binding of the time types holds is documented nowhere.
    private static string Mark(FieldValue value) => value.Kind switch
    {
        FieldValueKind.Date => "?::DATE",
        FieldValueKind.LocalTimestamp => "?::TIMESTAMP_NTZ",
        FieldValueKind.Instant => "?::TIMESTAMP_TZ",
        _ => "?",
    };

    private static string Quote(string identifier) => QuotedName.Quote(identifier, '"', '"');

    // 408 says that the statement took too long and was cancelled: nothing that passes. A refusal with a handle is of a statement that runs.
    private static ApiVerdict Classify(HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) => status switch
    {
        HttpStatusCode.RequestTimeout => ApiVerdict.Final,
        HttpStatusCode.TooManyRequests when body.IndexOf("\"statementHandle\""u8) >= 0 => ApiVerdict.Final,
        _ => ApiPipeline.VerdictOf(status),
    };
}
