using System.Net;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A snapshot of an index that is read page by page: a point in time, or a scroll where the cluster has none.</summary>
internal sealed class ElasticsearchSnapshot(ElasticsearchCluster cluster, string index, IReadOnlyList<ElasticsearchField> fields, SourceCursor? cursor)
{
    private const int SmallestPage = 50;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private int _pageSize = cluster.Options.PageSize;
    private string? _id;
    private byte[]? _after;
    private bool _began;

    private bool IsScroll => cluster.Paging == ElasticsearchPaging.Scroll;

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (IsScroll)
            return;
        var path = cluster.IsOpenSearch
            ? $"{index}/_search/point_in_time?keep_alive={cluster.KeepAlive}&allow_partial_pit_creation=false"
            : $"{index}/_pit?keep_alive={cluster.KeepAlive}";
        using var answer = await cluster.SendAsync("open", HttpMethod.Post, path, null, RepeatRule.Safe, cancellationToken).ConfigureAwait(false);
        var name = cluster.IsOpenSearch ? "pit_id" : "id";
        _id = ElasticsearchCluster.Read(answer, root => root.TryGetProperty(name, out var id) ? id.GetString() : null);
        if (_id is null)
            throw new WarehouseException("The cluster opened a point in time and did not say which.");
    }

    /// <summary>Fetches the next page. One without hits is the end.</summary>
    public async ValueTask<(ApiResult Answer, ElasticsearchReply Reply)> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await SearchAsync(cancellationToken).ConfigureAwait(false);
            if (!answer.Response!.IsSuccessStatus)
            {
                using (answer)
                {
                    if (!IsTooMuch(answer.Response) || _pageSize <= SmallestPage || IsScroll && _began)
                        throw cluster.Failure(answer.Response);
                }

                _pageSize /= 2;
                continue;
            }

            return (answer, Checked(answer));
        }
    }

    public async ValueTask CloseAsync(TimeProvider time)
    {
        if (_id is null)
            return;
        var (path, name) = IsScroll ? ("_search/scroll", "scroll_id") : cluster.IsOpenSearch ? ("_search/point_in_time", "pit_id") : ("_pit", "id");
        var body = ElasticsearchCluster.Write(writer =>
        {
            if (cluster.IsOpenSearch && !IsScroll)
            {
                writer.WriteStartArray(name);
                writer.WriteStringValue(_id);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteString(name, _id);
            }
        });
        _id = null;
        try
        {
            using var timeout = new CancellationTokenSource(CloseTimeout, time);
            using var answer = await cluster.TrySendAsync("close", HttpMethod.Delete, path, body, RepeatRule.Safe, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SyncSourceException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private static bool IsTooMuch(ApiResponse response) =>
        response.Status == HttpStatusCode.RequestEntityTooLarge || ElasticsearchCluster.ErrorOf(response).Type == "circuit_breaking_exception";

    private ElasticsearchReply Checked(ApiResult answer)
    {
        try
        {
            var reply = ElasticsearchReply.Parse(answer.Response!.Body.Span);
            if (reply.FailedShards > 0)
                throw new WarehouseException($"{reply.FailedShards} shards of the index failed, so that documents are missing. Nothing of this read counts.", isTransient: true);
            if (reply.TimedOut)
                throw new WarehouseException("The cluster gave up a search before its end, so that documents are missing. Nothing of this read counts.", isTransient: true);
            if (reply.Hits > 0 && !IsScroll && reply.LastSort is null)
                throw new WarehouseException("The cluster did not say where a page ends.");
            _id = (IsScroll ? reply.ScrollId : reply.PitId) ?? _id;
            _after = reply.LastSort;
            _began = true;
            return reply;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private ValueTask<ApiResult> SearchAsync(CancellationToken cancellationToken)
    {
        if (IsScroll && _began)
        {
            var next = ElasticsearchCluster.Write(writer =>
            {
                writer.WriteString("scroll"u8, cluster.KeepAlive);
                writer.WriteString("scroll_id"u8, _id);
            });

            // A scroll has moved on when its answer is lost: asking again would leave a page out.
            return cluster.TrySendAsync("scroll", HttpMethod.Post, "_search/scroll", next, RepeatRule.Never, cancellationToken);
        }

        var path = IsScroll
            ? $"{index}/_search?scroll={cluster.KeepAlive}&allow_partial_search_results=false"
            : "_search?allow_partial_search_results=false";
        return cluster.TrySendAsync("search", HttpMethod.Post, path, ElasticsearchCluster.Write(WriteSearch), RepeatRule.Safe, cancellationToken);
    }

    private void WriteSearch(Utf8JsonWriter writer)
    {
        writer.WriteNumber("size"u8, _pageSize);
        if (!IsScroll)
        {
            writer.WriteStartObject("pit"u8);
            writer.WriteString("id"u8, _id);
            writer.WriteString("keep_alive"u8, cluster.KeepAlive);
            writer.WriteEndObject();
        }

        writer.WritePropertyName("query"u8);
        if (cursor is { From.IsAbsent: false })
            WriteLimitedQuery(writer, cursor);
        else
            WriteQuery(writer);
        writer.WriteStartArray("sort"u8);
        if (IsScroll)
        {
            writer.WriteStringValue("_doc"u8);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString(cluster.Paging == ElasticsearchPaging.PointInTime ? cluster.Options.UniqueField! : "_shard_doc", "asc"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("track_total_hits"u8, !_began);
        writer.WriteBoolean("_source"u8, false);
        writer.WriteStartArray("fields"u8);
        foreach (var field in fields)
            WriteField(writer, field);
        writer.WriteEndArray();
        if (_after is not null)
        {
            writer.WritePropertyName("search_after"u8);
            writer.WriteRawValue(_after);
        }
    }

    private void WriteQuery(Utf8JsonWriter writer) => writer.WriteRawValue(cluster.Options.Query ?? """{"match_all":{}}""");

    private void WriteLimitedQuery(Utf8JsonWriter writer, SourceCursor cursor)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteQuery(writer);
        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject(cursor.Column);
        writer.WritePropertyName("gte"u8);
        cursor.From.WriteTo(writer);
        if (cursor.From.Kind is FieldValueKind.Instant)
            writer.WriteString("format"u8, "strict_date_optional_time_nanos"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, ElasticsearchField field)
    {
        if (field.IsDate)
        {
            writer.WriteStartObject();
            writer.WriteString("field"u8, field.Name);
            writer.WriteString("format"u8, "strict_date_optional_time_nanos"u8);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(field.MappingType == "nested" ? field.Name + ".*" : field.Name);
        }
    }
}
