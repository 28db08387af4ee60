using System.Text;
using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A field that is written, with everything the wire needs.</summary>
internal sealed class ObjectColumn
{
    private readonly byte[] _name;
    private readonly byte[]? _helperName;

    public ObjectColumn(DestinationField field, string? helperName = null)
    {
        Field = field;
        HelperName = helperName;
        _name = Encode(field.Name);
        _helperName = helperName is null ? null : Encode(helperName);
    }

    public DestinationField Field { get; }

    public string Name => Field.Name;

    /// <summary>Gets the name under which a value travels that Gainsight looks up; null if the value is written as it is.</summary>
    public string? HelperName { get; }

    /// <summary>
    /// Gets the field of <see cref="DestinationField.LookupObject"/> that a looked-up value is compared with. Without a helper name the value is
    /// looked up here, and the ID that was found travels.
    /// </summary>
    public string? LookupBy { get; init; }

    /// <summary>Gets the field of the other object whose value is stored.</summary>
    public string LookupField { get; init; } = "Gsid";

    /// <summary>Writes the field with its name.</summary>
    public void Write(RecordWriter json, in FieldValue value)
    {
        // A lookup of null is not one: it clears the field.
        json.Raw(_helperName is not null && value.HasValue ? _helperName : _name);
        WireValue.Write(json, Clean(value), Field.Type);
    }

    /// <summary>Returns a value as it is sent and asked for: white space around an e-mail address is no part of it, but is refused.</summary>
    public FieldValue Clean(in FieldValue value) =>
        Field.KeyComparison == KeyComparison.Email && value.Kind == FieldValueKind.String ? value.AsString().Trim() : value;

    private static byte[] Encode(string name) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name)}\":");
}
