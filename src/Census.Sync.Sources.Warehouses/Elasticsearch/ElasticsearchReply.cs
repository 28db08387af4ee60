using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>What a cluster answers to a search, without the hits: where they begin is told.</summary>
internal sealed class ElasticsearchReply
{
    public string? PitId { get; private set; }

    public string? ScrollId { get; private set; }

    /// <summary>Whether the cluster gave up before it had looked everywhere.</summary>
    public bool TimedOut { get; private set; }

    public int FailedShards { get; private set; }

    /// <summary>The number of documents, if it was counted exactly.</summary>
    public long? Total { get; private set; }

    public int HitsStart { get; private set; } = -1;

    public int Hits { get; private set; }

    /// <summary>Where the last hit stands, as it was written: its numbers have more digits than a double.</summary>
    public byte[]? LastSort { get; private set; }

    /// <exception cref="WarehouseException">It is no answer to a search.</exception>
    public static ElasticsearchReply Parse(ReadOnlySpan<byte> body)
    {
        var reply = new ElasticsearchReply();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                reply.ReadMembers(ref reader, body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            reply.HitsStart = -1;
        }

        return reply.HitsStart >= 0 ? reply : throw new WarehouseException("The cluster's answer to a search is not what it should be.");
    }

    private void ReadMembers(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "pit_id":
                    PitId = reader.GetString();
                    break;
                case "_scroll_id":
                    ScrollId = reader.GetString();
                    break;
                case "timed_out":
                    TimedOut = reader.GetBoolean();
                    break;
                case "_shards":
                    ReadShards(ref reader);
                    break;
                case "hits" when reader.TokenType == JsonTokenType.StartObject:
                    ReadHits(ref reader, body);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadShards(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFailed = reader.ValueTextEquals("failed"u8);
            reader.Read();
            if (isFailed)
                FailedShards = reader.GetInt32();
            else
                reader.Skip();
        }
    }

    private void ReadHits(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isTotal, isHits) = (reader.ValueTextEquals("total"u8), reader.ValueTextEquals("hits"u8));
            reader.Read();
            if (isHits && reader.TokenType == JsonTokenType.StartArray)
                CountHits(ref reader, body);
            else if (isTotal && reader.TokenType == JsonTokenType.StartObject)
                ReadTotal(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadTotal(ref Utf8JsonReader reader)
    {
        long? value = null;
        var isExact = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isValue, isRelation) = (reader.ValueTextEquals("value"u8), reader.ValueTextEquals("relation"u8));
            reader.Read();
            if (isValue)
                value = reader.GetInt64();
            else if (isRelation)
                isExact = reader.ValueTextEquals("eq"u8);
            else
                reader.Skip();
        }

        Total = isExact ? value : null;
    }

    private void CountHits(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        HitsStart = (int)reader.TokenStartIndex;
        var (start, end) = (0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            Hits++;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isSort = reader.ValueTextEquals("sort"u8);
                reader.Read();
                if (isSort)
                    start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isSort)
                    end = (int)reader.BytesConsumed;
            }
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException();
        if (end > 0)
            LastSort = body[start..end].ToArray();
    }
}
