using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>How a cluster can be read without losing its place.</summary>
internal enum ElasticsearchPaging
{
    Scroll,
    PointInTime,
    PointInTimeByPlace,
}

/// <summary>A cluster: what it is, and calls to it.</summary>
internal sealed class ElasticsearchCluster(ServiceCalls calls, ElasticsearchSourceOptions options)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public ElasticsearchSourceOptions Options => options;

    public SourceReadCost Cost => calls.Cost;

    /// <summary>Whether it is OpenSearch, which has other names for some calls.</summary>
    public bool IsOpenSearch { get; private set; }

    public ElasticsearchPaging Paging { get; private set; }

    // Older ones do not know "fields", without which values are as somebody once wrote them and not as the mapping says.
    private bool KnowsFields { get; set; }

    /// <summary>Asks what the cluster is. Some say they are an older version than they are, which costs nothing but comfort.</summary>
    public async ValueTask DetectAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync("cluster", HttpMethod.Get, "./", null, RepeatRule.Safe, cancellationToken).ConfigureAwait(false);
        (var parsed, IsOpenSearch) = Read(answer, VersionOf);
        KnowsFields = IsOpenSearch || parsed >= new Version(7, 10);
        Paging = IsOpenSearch
            ? parsed >= new Version(3, 3) ? ElasticsearchPaging.PointInTimeByPlace : PagingWithout(parsed >= new Version(2, 4))
            : parsed >= new Version(7, 12) ? ElasticsearchPaging.PointInTimeByPlace : PagingWithout(parsed >= new Version(7, 10));

        ElasticsearchPaging PagingWithout(bool hasPointInTime) =>
            hasPointInTime && options.UniqueField is not null ? ElasticsearchPaging.PointInTime : ElasticsearchPaging.Scroll;
    }

    private static (Version Version, bool IsOpenSearch) VersionOf(JsonElement info)
    {
        var version = info.ValueKind == JsonValueKind.Object && info.TryGetProperty("version", out var told) && told.ValueKind == JsonValueKind.Object ? told : default;
        return version.ValueKind == JsonValueKind.Object && version.TryGetProperty("number", out var number) && number.ValueKind == JsonValueKind.String
            && Version.TryParse(number.GetString()!.Split('-')[0], out var parsed)
            ? (parsed, version.TryGetProperty("distribution", out var distribution) && distribution.GetString() == "opensearch")
            : throw new WarehouseException("The address answers and is neither Elasticsearch nor OpenSearch. Check it.");
    }

    /// <exception cref="WarehouseException">The cluster is too old for its documents to be read.</exception>
    public void ThrowIfTooOld()
    {
        if (!KnowsFields)
            throw new WarehouseException("The cluster is too old for its documents to be read by their fields: that needs Elasticsearch 7.10. Read it by a query of its SQL, or upgrade it.");
    }

    /// <summary>Sends a call and returns its answer if it is a good one.</summary>
    public async ValueTask<ApiResult> SendAsync(
        string operation, HttpMethod method, string path, byte[]? body, RepeatRule repeat, CancellationToken cancellationToken)
    {
        var answer = await TrySendAsync(operation, method, path, body, repeat, cancellationToken).ConfigureAwait(false);
        if (answer.Response!.IsSuccessStatus)
            return answer;
        using (answer)
            throw Failure(answer.Response);
    }

    /// <summary>Sends a call and returns its answer, good or bad.</summary>
    public ValueTask<ApiResult> TrySendAsync(
        string operation, HttpMethod method, string path, byte[]? body, RepeatRule repeat, CancellationToken cancellationToken) =>
        calls.SendAsync(
            new($"elasticsearch {operation}", repeat),
            (method, path, body),
            static state =>
            {
                var request = new HttpRequestMessage(state.method, state.path);
                if (state.body is not null)
                {
                    request.Content = new ByteArrayContent(state.body);
                    request.Content.Headers.ContentType = JsonType;
                }

                return request;
            },
            cancellationToken);

    /// <summary>Reads an answer that is small.</summary>
    /// <exception cref="WarehouseException">It is something else.</exception>
    public static T Read<T>(ApiResult answer, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Response!.Body);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            throw new WarehouseException("The address answers with something that is no JSON. Check that it is the cluster's, and no page of a proxy.");
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            throw new WarehouseException("The cluster's answer is not what it should be. Check that the address is the cluster's.");
        }
    }

    /// <summary>The body of a call, written.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Quotes the name of a column in the cluster's SQL.</summary>
    public string Quote(string identifier) => IsOpenSearch ? QuotedName.Quote(identifier, '`', '`') : QuotedName.Quote(identifier, '"', '"');

    /// <summary>What stands for a value in the cluster's SQL. OpenSearch is told its type beside the statement.</summary>
    public string Mark(FieldValue value) =>
        !IsOpenSearch && value.Kind is FieldValueKind.Date or FieldValueKind.LocalTimestamp or FieldValueKind.Instant ? "CAST(? AS DATETIME)" : "?";

    public string KeepAlive => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(options.KeepAlive.TotalSeconds)}s");

    public WarehouseException Failure(ApiResponse response)
    {
        var (type, reason) = ErrorOf(response);
        var message = (response.Status, type) switch
        {
            (HttpStatusCode.Unauthorized, _) => $"The cluster refused the credential ({options.Credential?.ToString() ?? "none is set"})",
            (HttpStatusCode.Forbidden, _) => "The cluster forbids the call: the reader needs the privileges read and view_index_metadata on the indices",
            (_, "index_not_found_exception") => "There is no such index",
            (_, "search_context_missing_exception") => "The snapshot that was read from is gone: it was kept for too short a time, or its node went away. Nothing of this read counts",
            (_, "circuit_breaking_exception") or (HttpStatusCode.RequestEntityTooLarge, _) => "The cluster says that a page is too much for it: read fewer fields",
            (HttpStatusCode.NotFound, _) => "The cluster does not know the call: check the address",
            (>= HttpStatusCode.InternalServerError, _) => "The cluster failed",
            _ => string.Create(CultureInfo.InvariantCulture, $"The cluster answered with status {(int)response.Status}"),
        };
        var words = options.IncludeServiceMessages && reason is not null ? $" It says: {reason}" : "";
        return new($"{message}{(type is null ? "" : $" ({type})")}.{words}", type, null, response.Status >= HttpStatusCode.InternalServerError);
    }

    /// <summary>The type and the reason of an error.</summary>
    public static (string? Type, string? Reason) ErrorOf(ApiResponse response)
    {
        string? type = null, reason = null, cause = null;
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            {
                type = TextOf(error, "type");
                reason = TextOf(error, "reason");
                if (error.TryGetProperty("root_cause", out var causes) && causes.ValueKind == JsonValueKind.Array && causes.GetArrayLength() > 0)
                    (cause, reason) = (TextOf(causes[0], "type"), TextOf(causes[0], "reason") ?? reason);
            }
        }
        catch (JsonException)
        {
            // The page of a proxy, or an error that was cut.
        }

        return (cause ?? type, reason);

        static string? TextOf(JsonElement element, string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    /// <summary>The address that the id of a deployment names; null if it is none.</summary>
    public static Uri? AddressOf(string cloudId)
    {
        var colon = cloudId.IndexOf(':', StringComparison.Ordinal);
        Span<byte> decoded = new byte[cloudId.Length];
        if (!Convert.TryFromBase64String(cloudId[(colon + 1)..], decoded, out var length))
            return null;
        var parts = Encoding.UTF8.GetString(decoded[..length]).Split('$');
        if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
            return null;

        // A port of the deployment's own wins over that of the host.
        var (host, hostPort) = Split(parts[0]);
        var (id, ownPort) = Split(parts[1]);
        var port = ownPort ?? hostPort;
        return Uri.TryCreate($"https://{id}.{host}{(port is null ? "" : $":{port}")}/", UriKind.Absolute, out var address) ? address : null;

        static (string Name, string? Port) Split(string text) => text.Split(':') is [var name, var port] ? (name, port) : (text, null);
    }
}
