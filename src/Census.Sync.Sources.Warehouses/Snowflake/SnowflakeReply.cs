using System.Text.Json;
using System.Text.Json.Serialization;

namespace Census.Sync.Sources;

internal sealed record SnowflakeColumn(string Name, string Type, int? Scale);

internal sealed record SnowflakePartition(long RowCount);

internal sealed record SnowflakeMetadata(long NumRows, IReadOnlyList<SnowflakeColumn> RowType, IReadOnlyList<SnowflakePartition>? PartitionInfo)
{
    /// <summary>Whether it has what metadata always has.</summary>
    public bool IsWhole() => RowType?.All(column => column is { Name: not null, Type: not null }) == true && PartitionInfo?.Contains(null!) != true;
}

internal sealed record SnowflakeBinding(string Type, string? Value);

internal sealed record SnowflakeSubmission(
    string Statement,
    long? Timeout,
    string? Database,
    string? Schema,
    string? Warehouse,
    string? Role,
    IReadOnlyDictionary<string, SnowflakeBinding>? Bindings,
    IReadOnlyDictionary<string, string> Parameters);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SnowflakeMetadata))]
[JsonSerializable(typeof(SnowflakeSubmission))]
internal sealed partial class SnowflakeJson : JsonSerializerContext;

/// <summary>What Snowflake answers to all that concerns a statement, without the rows: where they begin is told.</summary>
internal readonly record struct SnowflakeReply(string? Code, string? SqlState, string? Message, string? Handle, SnowflakeMetadata? Metadata, int RowsStart)
{
    /// <summary>Reads an answer. One that is no such thing has nothing.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="untilRows">Whether what follows the rows does not matter: then they are not gone through to find it.</param>
    public static SnowflakeReply Parse(ReadOnlySpan<byte> body, bool untilRows = false)
    {
        string? code = null, sqlState = null, message = null, handle = null;
        SnowflakeMetadata? metadata = null;
        var rows = -1;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return new(null, null, null, null, null, reader.TokenType == JsonTokenType.StartArray ? (int)reader.TokenStartIndex : -1);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("code"u8))
                    code = TextOf(ref reader);
                else if (reader.ValueTextEquals("sqlState"u8))
                    sqlState = TextOf(ref reader);
                else if (reader.ValueTextEquals("message"u8))
                    message = TextOf(ref reader);
                else if (reader.ValueTextEquals("statementHandle"u8))
                    handle = TextOf(ref reader);
                else if (reader.ValueTextEquals("resultSetMetaData"u8))
                    metadata = ReadMetadata(ref reader);
                else if (reader.ValueTextEquals("data"u8))
                    rows = StartOf(ref reader);
                else
                    reader.Skip();
                if (untilRows && rows >= 0)
                    break;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An error may be cut in the middle, or be the page of a proxy: what was read of it counts.
        }

        return new(code, sqlState, message, handle, metadata, rows);
    }

    private static SnowflakeMetadata? ReadMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonSerializer.Deserialize(ref reader, SnowflakeJson.Default.SnowflakeMetadata) is { } metadata && metadata.IsWhole() ? metadata : null;
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    private static int StartOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartArray ? (int)reader.TokenStartIndex : -1;
    }
}
