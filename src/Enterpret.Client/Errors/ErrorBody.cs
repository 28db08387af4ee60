using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>The documented body of an error.</summary>
internal sealed record ErrorBody
{
    // The longest code or reference that is kept: what stands in these places of an undocumented body may be anything.
    private const int LongestIdentifier = 100;

    [JsonPropertyName("msg")]
    public string? Message { get; init; }

    [JsonPropertyName("code")]
    public EnterpretErrorCode Code { get; init; }

    [JsonPropertyName("referenceID")]
    public string? ReferenceId { get; init; }

    /// <summary>Gets a value indicating whether there is one of Enterpret's codes, all of which begin so.</summary>
    [JsonIgnore]
    public bool IsError => Code.ToString().StartsWith("ErrCode", StringComparison.Ordinal);

    /// <summary>Returns whether a body may hold one of these codes: that of a success does not, and need not be parsed.</summary>
    public static bool MayBeError(ReadOnlySpan<byte> utf8) => utf8.IndexOf("ErrCode"u8) >= 0;

    /// <summary>Reads a body. One that is not the documented JSON, a gateway's HTML page for example, gives an empty one.</summary>
    public static ErrorBody Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var body = JsonSerializer.Deserialize(utf8, EnterpretJsonContext.Default.ErrorBody) ?? new();
            return body with { Code = IsIdentifier(body.Code.Value) ? body.Code : default, ReferenceId = IsIdentifier(body.ReferenceId) ? body.ReferenceId : null };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new();
        }
    }

    // Both end up in logs and messages, so only what looks like an identifier passes: a text could quote a field value.
    private static bool IsIdentifier(string? text) =>
        text is { Length: > 0 and <= LongestIdentifier } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
