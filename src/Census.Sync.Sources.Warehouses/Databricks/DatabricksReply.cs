using System.Text.Json;
using System.Text.Json.Serialization;

namespace Census.Sync.Sources;

internal sealed record DatabricksColumn(string Name, string? TypeName, string? TypeText);

internal sealed record DatabricksSchema(IReadOnlyList<DatabricksColumn>? Columns);

internal sealed record DatabricksChunk(int ChunkIndex, long RowCount);

internal sealed record DatabricksManifest(
    DatabricksSchema? Schema, int TotalChunkCount, long TotalRowCount, bool Truncated, IReadOnlyList<DatabricksChunk>? Chunks)
{
    /// <summary>Whether it has what a manifest always has.</summary>
    public bool IsWhole() => Schema?.Columns?.Contains(null!) != true && Chunks?.Contains(null!) != true;
}

internal sealed record DatabricksLink(int ChunkIndex, long? RowCount, string? ExternalLink, IReadOnlyDictionary<string, string>? HttpHeaders)
{
    /// <summary>Returns the number of the chunk: the link opens it to whoever has it.</summary>
    public override string ToString() => $"chunk {ChunkIndex}";
}

internal sealed record DatabricksError(JsonElement ErrorCode, string? Message)
{
    public string? Code => ErrorCode.ValueKind == JsonValueKind.String ? ErrorCode.GetString() : ErrorCode.ValueKind == JsonValueKind.Number ? ErrorCode.GetRawText() : null;
}

internal sealed record DatabricksStatus(string? State, string? SqlState, DatabricksError? Error);

internal sealed record DatabricksParameter(string Name, string? Value, string Type);

internal sealed record DatabricksSubmission(
    string Statement,
    string WarehouseId,
    string? Catalog,
    string? Schema,
    string WaitTimeout,
    string OnWaitTimeout,
    string Disposition,
    string Format,
    IReadOnlyList<DatabricksParameter>? Parameters);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatabricksManifest))]
[JsonSerializable(typeof(DatabricksStatus))]
[JsonSerializable(typeof(DatabricksError))]
[JsonSerializable(typeof(IReadOnlyList<DatabricksLink>))]
[JsonSerializable(typeof(DatabricksSubmission))]
internal sealed partial class DatabricksJson : JsonSerializerContext;

/// <summary>What Databricks answers to all that concerns a statement, without the rows: where they begin is told.</summary>
internal sealed class DatabricksReply
{
    public string? StatementId { get; private set; }

    public DatabricksStatus? Status { get; private set; }

    public DatabricksManifest? Manifest { get; private set; }

    public IReadOnlyList<DatabricksLink>? Links { get; private set; }

    /// <summary>The error of a refused request, which has no statement.</summary>
    public DatabricksError? Refusal { get; private set; }

    public int RowsStart { get; private set; } = -1;

    /// <summary>Reads an answer. One that is no such thing has nothing.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="untilRows">Whether what follows the rows does not matter: then they are not gone through to find it.</param>
    public static DatabricksReply Parse(ReadOnlySpan<byte> body, bool untilRows = false)
    {
        var reply = new DatabricksReply();
        try
        {
            var reader = new Utf8JsonReader(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                reply.ReadMembers(ref reader, untilRows);
            if (reply.StatementId is null && reply.RowsStart < 0 && reply.Links is null)
                reply.Refusal = JsonSerializer.Deserialize(body, DatabricksJson.Default.DatabricksError);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The page of a gateway, or an error that was cut: what was read of it counts.
        }

        return reply;
    }

    private bool IsAllKnown => StatementId is not null && Status is not null && Manifest is not null;

    private void ReadMembers(ref Utf8JsonReader reader, bool untilRows)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("statement_id"u8))
            {
                reader.Read();
                StatementId = reader.GetString();
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                Status = JsonSerializer.Deserialize(ref reader, DatabricksJson.Default.DatabricksStatus);
            }
            else if (reader.ValueTextEquals("manifest"u8))
            {
                reader.Read();
                Manifest = JsonSerializer.Deserialize(ref reader, DatabricksJson.Default.DatabricksManifest) is { } manifest && manifest.IsWhole() ? manifest : null;
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                    ReadMembers(ref reader, untilRows);
                if (RowsStart >= 0 && (untilRows || IsAllKnown))
                    return;
            }
            else if (reader.ValueTextEquals("external_links"u8))
            {
                reader.Read();
                Links = JsonSerializer.Deserialize(ref reader, DatabricksJson.Default.IReadOnlyListDatabricksLink) is { } links && !links.Contains(null!) ? links : null;
            }
            else if (reader.ValueTextEquals("data_array"u8))
            {
                reader.Read();
                RowsStart = reader.TokenType == JsonTokenType.StartArray ? (int)reader.TokenStartIndex : -1;
                if (RowsStart >= 0 && (untilRows || IsAllKnown))
                    return;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
