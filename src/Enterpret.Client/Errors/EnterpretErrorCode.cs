using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A code that Enterpret gives to an error. An open set: a code that is not listed here is kept as it came.</summary>
/// <param name="Value">The code as it stands in the answer.</param>
/// <remarks>
/// The first two are listed at https://helpcenter.enterpret.com/en/articles/6412851-custom-webhook, the others come from readers' notes of
/// https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration. Decide on the status first, use the code only to refine.
/// </remarks>
[JsonConverter(typeof(Converter))]
public readonly record struct EnterpretErrorCode(string Value)
{
    /// <summary>Gets the code of a problem on Enterpret's side. Worth a retry.</summary>
    public static EnterpretErrorCode InternalError { get; } = new("ErrCodeInternalError");

    /// <summary>Gets the code of a request in which something is wrong.</summary>
    public static EnterpretErrorCode InvalidRequestArgument { get; } = new("ErrCodeInvalidRequestArgument");

    /// <summary>Gets the code of a request in which a required field is absent.</summary>
    public static EnterpretErrorCode MissingRequiredField { get; } = new("ErrCodeMissingRequiredField");

    /// <summary>Gets the code of a field of a wrong type or format.</summary>
    public static EnterpretErrorCode InvalidFieldFormat { get; } = new("ErrCodeInvalidFieldFormat");

    /// <summary>Gets the code of a request with too many records.</summary>
    public static EnterpretErrorCode ExceededBatchLimit { get; } = new("ErrCodeExceededBatchLimit");

    /// <summary>Gets the code of an API key that is missing, unknown, or of another kind of integration.</summary>
    public static EnterpretErrorCode InvalidApiKey { get; } = new("ErrCodeInvalidAPIKey");

    /// <summary>Gets the code of a request with too many bytes.</summary>
    public static EnterpretErrorCode PayloadTooLarge { get; } = new("ErrCodePayloadTooLarge");

    /// <summary>Gets the code of a request that came too soon after others.</summary>
    public static EnterpretErrorCode RateLimitExceeded { get; } = new("ErrCodeRateLimitExceeded");

    /// <summary>Returns the code as it stands in the answer; empty for the default value.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Reads and writes the bare code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretErrorCode>
    {
        /// <inheritdoc/>
        public override EnterpretErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretErrorCode value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
