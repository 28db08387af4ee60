using System.Text.Json;

namespace Gainsight.Client;

/// <summary>The JSON object around every answer, as far as it is needed before its data is read.</summary>
/// <remarks>Copes with anything: what is not JSON, or is cut off, gives what can be read of it.</remarks>
internal readonly record struct Envelope(bool? Result, GainsightErrorCode ErrorCode, string? RequestId, Range Data, bool SaysNoData, bool IsComplete)
{
    // The longest code or id that is kept: what stands in these places of an unknown body may be anything.
    private const int LongestIdentifier = 100;

    public static Envelope Read(ReadOnlySpan<byte> body) => Read(body, untilCode: false);

    /// <summary>Reads no further than to the code: where it is missing is mostly told before the data, which is long.</summary>
    public static GainsightErrorCode ReadCode(ReadOnlySpan<byte> body) => Read(body, untilCode: true).ErrorCode;

    private static Envelope Read(ReadOnlySpan<byte> body, bool untilCode)
    {
        bool? result = null;
        string? code = null, title = null, requestId = null;
        var data = default(Range);
        var (saysNoData, isComplete) = (false, false);
        try
        {
            var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return default;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject)
                {
                    isComplete = true;
                    break;
                }

                var name = NameOf(ref reader);
                if (!reader.Read())
                    break;
                switch (name)
                {
                    case Property.Result:
                        result = reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
                        break;
                    case Property.ErrorCode:
                        code = Identifier(ref reader);
                        if (untilCode && (code is not null || result == true))
                            return new(result, new(code ?? ""), null, default, false, false);
                        break;
                    case Property.ErrorDesc:
                        // An empty read has three forms, one of them with a code that the vendor's page leaves open.
                        saysNoData = reader.TokenType == JsonTokenType.String
                            && (reader.ValueSpan.StartsWith("No data found"u8) || reader.ValueSpan.StartsWith("No entity matches"u8));
                        break;
                    case Property.Title:
                        title = Identifier(ref reader);
                        break;
                    case Property.RequestId:
                        requestId = Identifier(ref reader);
                        break;
                }

                var start = (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                    break;
                if (name == Property.Data)
                    data = start..(int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            // An HTML page, or JSON that breaks off: what was read so far stands.
        }

        return new(result, new(code ?? title ?? ""), requestId, data, saysNoData, isComplete);
    }

    private enum Property
    {
        Other,
        Result,
        ErrorCode,
        ErrorDesc,
        Title,
        RequestId,
        Data,
    }

    private static Property NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("result"u8) ? Property.Result
        : reader.ValueTextEquals("errorCode"u8) ? Property.ErrorCode
        : reader.ValueTextEquals("errorDesc"u8) ? Property.ErrorDesc
        : reader.ValueTextEquals("title"u8) ? Property.Title
        : reader.ValueTextEquals("requestId"u8) ? Property.RequestId
        : reader.ValueTextEquals("data"u8) ? Property.Data
        : Property.Other;

    // These end up in logs and messages, so only what looks like an identifier passes: a text could quote a field value.
    private static string? Identifier(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > LongestIdentifier || reader.ValueIsEscaped)
            return null;
        foreach (var letter in reader.ValueSpan)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'_' or (byte)'-'))
                return null;
        }

        return reader.GetString();
    }
}
