using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Declarations as JSON, for the data file and the control addresses.</summary>
internal static class DeclarationJson
{
    public static void Write(Utf8JsonWriter json, GainsightEmulatorObject declaration)
    {
        json.WriteStartObject();
        json.WriteString("name", declaration.Name);
        WriteText(json, "label", declaration.Label);
        json.WriteBoolean("lowVolume", declaration.LowVolume);
        json.WriteBoolean("dataEditable", declaration.DataEditable);
        WriteText(json, "idField", declaration.IdField);
        json.WriteStartArray("fields");
        foreach (GainsightEmulatorField field in declaration.Fields)
        {
            Write(json, field);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, GainsightEmulatorField field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("type", field.Type);
        WriteText(json, "label", field.Label);
        if (field.Length is { } length)
        {
            json.WriteNumber("length", length);
        }

        json.WriteNumber("decimalPlaces", field.DecimalPlaces);
        json.WriteBoolean("nillable", field.Nillable);
        json.WriteBoolean("required", field.Required);
        json.WriteBoolean("createable", field.Createable);
        json.WriteBoolean("updateable", field.Updateable);
        json.WriteBoolean("readOnly", field.ReadOnly);
        json.WriteBoolean("formula", field.Formula);
        json.WriteBoolean("hidden", field.Hidden);
        WriteText(json, "lookupObject", field.LookupObject);
        json.WriteString("lookupField", field.LookupField);
        WriteText(json, "defaultValue", field.DefaultValue);
        json.WriteStartArray("options");
        foreach (GainsightEmulatorOption option in field.Options)
        {
            json.WriteStartObject();
            json.WriteString("label", option.Label);
            json.WriteBoolean("active", option.Active);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static GainsightEmulatorObject ReadObject(JsonElement json) => new(RequiredText(json, "name"))
    {
        Label = Text(json, "label"),
        LowVolume = Flag(json, "lowVolume", true),
        DataEditable = Flag(json, "dataEditable", true),
        IdField = Text(json, "idField"),
        Fields = json.TryGetProperty("fields", out JsonElement fields) ? [.. fields.EnumerateArray().Select(ReadField)] : [],
    };

    /// <exception cref="ArgumentException">A property is missing, unknown or of the wrong kind.</exception>
    public static GainsightEmulatorField ReadField(JsonElement json)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name is not ("name" or "type" or "label" or "length" or "decimalPlaces" or "nillable" or "required" or "createable" or "updateable"
                or "readOnly" or "formula" or "hidden" or "lookupObject" or "lookupField" or "defaultValue" or "options"))
            {
                throw new ArgumentException($"A field declaration has no property '{property.Name}'.", nameof(json));
            }
        }

        return new GainsightEmulatorField(RequiredText(json, "name"), RequiredText(json, "type"))
        {
            Label = Text(json, "label"),
            Length = Number(json, "length"),
            DecimalPlaces = Number(json, "decimalPlaces") ?? 0,
            Nillable = Flag(json, "nillable", true),
            Required = Flag(json, "required", false),
            Createable = Flag(json, "createable", true),
            Updateable = Flag(json, "updateable", true),
            ReadOnly = Flag(json, "readOnly", false),
            Formula = Flag(json, "formula", false),
            Hidden = Flag(json, "hidden", false),
            LookupObject = Text(json, "lookupObject"),
            LookupField = Text(json, "lookupField") ?? "Gsid",
            DefaultValue = Text(json, "defaultValue"),
            Options = json.TryGetProperty("options", out JsonElement options) ? [.. options.EnumerateArray().Select(ReadOption)] : [],
        };
    }

    private static GainsightEmulatorOption ReadOption(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? new GainsightEmulatorOption(json.GetString()!)
        : new GainsightEmulatorOption(RequiredText(json, "label")) { Active = Flag(json, "active", true) };

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string RequiredText(JsonElement json, string name) =>
        Text(json, name) is { Length: > 0 } text ? text : throw new ArgumentException($"A declaration needs the text '{name}'.", nameof(json));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;

    private static bool Flag(JsonElement json, string name, bool otherwise) => json.TryGetProperty(name, out JsonElement value) ? value.GetBoolean() : otherwise;
}
