using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A field that is written, with everything the wire needs.</summary>
internal sealed class ObjectColumn
{
    public ObjectColumn(DestinationField field, string? helperName = null)
    {
        Field = field;
        WireName = JsonEncodedText.Encode(field.Name);
        HelperName = helperName is null ? null : JsonEncodedText.Encode(helperName);
    }

    public DestinationField Field { get; }

    public string Name => Field.Name;

    public JsonEncodedText WireName { get; }

    /// <summary>Gets the name under which a value travels that Gainsight looks up; null if the value is written as it is.</summary>
    public JsonEncodedText? HelperName { get; }

    /// <summary>
    /// Gets the field of <see cref="DestinationField.LookupObject"/> that a looked-up value is compared with. Without a helper name the value is
    /// looked up here, and the ID that was found travels.
    /// </summary>
    public string? LookupBy { get; init; }

    /// <summary>Gets the field of the other object whose value is stored.</summary>
    public string LookupField { get; init; } = "Gsid";

    /// <summary>Writes the field, unless its value is absent.</summary>
    public void Write(Utf8JsonWriter json, in FieldValue value)
    {
        if (value.IsAbsent)
            return;

        // A lookup of null is not one: it clears the field.
        json.WritePropertyName(HelperName is { } helper && value.HasValue ? helper : WireName);
        WireValue.Write(json, value, Field.Type);
    }
}
