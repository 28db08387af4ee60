using System.Text.Json;
using System.Text.Json.Serialization;

namespace Census.Sync.Sources;

internal sealed record BigQueryField(
    string Name,
    string Type,
    string? Mode,
    IReadOnlyList<BigQueryField>? Fields,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? TimestampPrecision)
{
    private const int Microseconds = 6;

    /// <summary>Whether it has points in time that are told whole as text only, or fields that do.</summary>
    public bool HasPicoseconds() => TimestampPrecision > Microseconds || Fields?.Any(inner => inner.HasPicoseconds()) == true;
}

internal sealed record BigQuerySchema(IReadOnlyList<BigQueryField>? Fields)
{
    /// <summary>Whether each field has what fields always have.</summary>
    public bool IsWhole() => AreWhole(Fields);

    private static bool AreWhole(IReadOnlyList<BigQueryField>? fields) =>
        fields?.All(field => field is { Name: not null, Type: not null } && AreWhole(field.Fields)) != false;
}

internal sealed record BigQueryJob(string? JobId, string? Location);

internal sealed record BigQueryDataset(string ProjectId, string DatasetId);

internal sealed record BigQueryParameterType(string Type, string? TimestampPrecision = null);

internal sealed record BigQueryParameterValue(string? Value);

internal sealed record BigQueryParameter(string Name, BigQueryParameterType ParameterType, BigQueryParameterValue ParameterValue);

internal sealed record BigQueryFormat(bool UseInt64Timestamp);

internal sealed record BigQueryRequest(
    string Query,
    bool UseLegacySql,
    string? Location,
    int MaxResults,
    int TimeoutMs,
    string JobTimeoutMs,
    BigQueryDataset? DefaultDataset,
    string? ParameterMode,
    IReadOnlyList<BigQueryParameter>? QueryParameters,
    string? MaximumBytesBilled,
    IReadOnlyDictionary<string, string> Labels,
    string RequestId,
    BigQueryFormat FormatOptions,
    bool? DryRun);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BigQueryRequest))]
[JsonSerializable(typeof(BigQuerySchema))]
[JsonSerializable(typeof(BigQueryJob))]
internal sealed partial class BigQueryJson : JsonSerializerContext;

/// <summary>What BigQuery answers to a query and to a page of it, without the rows: where they begin is told.</summary>
internal sealed class BigQueryReply
{
    private bool? _isComplete;

    public bool IsComplete => _isComplete == true;

    public BigQueryJob? Job { get; private set; }

    public BigQuerySchema? Schema { get; private set; }

    public long? TotalRows { get; private set; }

    public long? BytesProcessed { get; private set; }

    public string? PageToken { get; private set; }

    /// <summary>Where the rows begin; -1 if there are none.</summary>
    public int RowsStart { get; private set; } = -1;

    /// <exception cref="GoogleSourceException">It is no such answer.</exception>
    /// <param name="body">The answer.</param>
    /// <param name="isPage">Whether it is a page after the first: then only the token of the next one matters, and rows that come behind it are not gone through.</param>
    public static BigQueryReply Parse(ReadOnlySpan<byte> body, bool isPage = false)
    {
        var reply = new BigQueryReply();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                reply.ReadMember(ref reader);
                if (isPage && reply.PageToken is not null && reply.RowsStart >= 0)
                    return reply;
                reader.Skip();
            }

            return reader.TokenType == JsonTokenType.EndObject && (isPage || reply._isComplete is not null) && reply.Schema?.IsWhole() != false ? reply : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new GoogleSourceException("BigQuery's answer is not what it should be.");
        }
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("jobComplete"u8))
        {
            reader.Read();
            _isComplete = reader.GetBoolean();
        }
        else if (reader.ValueTextEquals("jobReference"u8))
        {
            reader.Read();
            Job = JsonSerializer.Deserialize(ref reader, BigQueryJson.Default.BigQueryJob);
        }
        else if (reader.ValueTextEquals("schema"u8))
        {
            reader.Read();
            Schema = JsonSerializer.Deserialize(ref reader, BigQueryJson.Default.BigQuerySchema);
        }
        else if (reader.ValueTextEquals("totalRows"u8))
        {
            TotalRows = NumberOf(ref reader);
        }
        else if (reader.ValueTextEquals("totalBytesProcessed"u8))
        {
            BytesProcessed = NumberOf(ref reader);
        }
        else if (reader.ValueTextEquals("pageToken"u8))
        {
            reader.Read();
            PageToken = reader.GetString() is { Length: > 0 } token ? token : null;
        }
        else if (reader.ValueTextEquals("rows"u8))
        {
            reader.Read();
            RowsStart = reader.TokenType == JsonTokenType.StartArray ? (int)reader.TokenStartIndex : -1;
        }
        else
        {
            reader.Skip();
        }
    }

    // The API writes numbers of 64 bits as strings.
    private static long NumberOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number
            ? reader.GetInt64()
            : long.Parse(reader.GetString()!, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture);
    }
}
