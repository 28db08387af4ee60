using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>A code that Gainsight gives to an error. An open set: a code that is not listed here is kept as it came.</summary>
/// <param name="Value">The code as it stands in the answer.</param>
/// <remarks>
/// Codes of data objects:
/// https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Error_Codes_for_Company%2C_Relationship%2C_and_Custom_Object_APIs.
/// Codes of persons: https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Person_API/Error_Codes_for_Person_API. Codes that begin with
/// GS_APIG come from the gateway and are known from public clients only.
/// </remarks>
[JsonConverter(typeof(Converter))]
public readonly record struct GainsightErrorCode(string Value)
{
    /// <summary>Gets the code of a text that is longer than its field.</summary>
    public static GainsightErrorCode TooLong { get; } = new("GSOBJ_1001");

    /// <summary>Gets the code of a field that does not exist or cannot take the value.</summary>
    public static GainsightErrorCode InvalidField { get; } = new("GSOBJ_1002");

    /// <summary>Gets the code of a deletion that failed in Gainsight's database.</summary>
    public static GainsightErrorCode DeleteFailed { get; } = new("GSOBJ_1003");

    /// <summary>Gets the code of a Gainsight ID that is missing or does not exist.</summary>
    public static GainsightErrorCode InvalidGsid { get; } = new("GSOBJ_1004");

    /// <summary>Gets the code of a point in time that is not understood.</summary>
    public static GainsightErrorCode InvalidDateTime { get; } = new("GSOBJ_1005");

    /// <summary>Gets the code of a date that is not understood.</summary>
    public static GainsightErrorCode InvalidDate { get; } = new("GSOBJ_1006");

    /// <summary>Gets the code of null for a field that needs a value.</summary>
    public static GainsightErrorCode NullNotAllowed { get; } = new("GSOBJ_1007");

    /// <summary>Gets the code of a value of the wrong type.</summary>
    public static GainsightErrorCode WrongType { get; } = new("GSOBJ_1008");

    /// <summary>Gets the code of criteria, keys or a lookup that nothing matches.</summary>
    public static GainsightErrorCode NoMatch { get; } = new("GSOBJ_1011");

    /// <summary>Gets the code of a value that is no active item of a dropdown.</summary>
    public static GainsightErrorCode InvalidPicklistItem { get; } = new("GSOBJ_1012");

    /// <summary>Gets the code of a wrong call, such as a write to an object that cannot be written.</summary>
    /// <remarks>
    /// It is about path, method and object, whatever the records hold. So it ends a sync or a typed call, and no record is called rejected for it.
    /// </remarks>
    public static GainsightErrorCode InvalidCall { get; } = new("GSOBJ_1023");

    /// <summary>Gets the code of authorization headers that are not valid.</summary>
    public static GainsightErrorCode InvalidHeaders { get; } = new("GSOBJ_1024");

    /// <summary>Gets the code of an access key that is missing or wrong.</summary>
    public static GainsightErrorCode Unauthorized { get; } = new("GS_APIG_2401");

    /// <summary>Gets the code of a caller whose address is not on the list of the access key.</summary>
    public static GainsightErrorCode AddressRefused { get; } = new("GS_APIG_2402");

    /// <summary>Gets the code of too many calls.</summary>
    public static GainsightErrorCode TooManyCalls { get; } = new("GS_APIG_2404");

    /// <summary>Gets another code of too many calls.</summary>
    public static GainsightErrorCode TooManyRequests { get; } = new("GU_2400");

    /// <summary>Gets the code of a route that does not exist: usually of a wrong domain.</summary>
    public static GainsightErrorCode NoSuchRoute { get; } = new("GS_APIG_1000");

    /// <summary>Gets the code of an object that does not exist, or cannot be described.</summary>
    public static GainsightErrorCode ObjectNotFound { get; } = new("OBJECT_NOT_FOUND");

    /// <summary>Gets the code of an error on Gainsight's side.</summary>
    public static GainsightErrorCode UnexpectedError { get; } = new("GU_1101");

    /// <summary>Returns the code as it stands in the answer; empty for the default value.</summary>
    public override string ToString() => Value ?? "";

    /// <summary>Reads and writes the bare code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<GainsightErrorCode>
    {
        /// <inheritdoc/>
        public override GainsightErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, GainsightErrorCode value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
