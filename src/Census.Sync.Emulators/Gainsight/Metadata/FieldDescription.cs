using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>One field of a describe answer.</summary>
internal static class FieldDescription
{
    public static void Write(Utf8JsonWriter json, ObjectSchema schema, SchemaField field, bool withOptions)
    {
        json.WriteStartObject();
        json.WriteString("fieldName", field.Name);
        json.WriteString("label", field.Label);
        json.WriteString("dataType", field.Declaration.Type);
        json.WriteString("objectName", schema.Name);
        WriteMeta(json, schema, field);
        if (field.Kind is FieldKind.Picklist or FieldKind.MultiPicklist)
        {
            WriteOptions(json, field, withOptions);
        }

        json.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter json, ObjectSchema schema, SchemaField field)
    {
        GainsightEmulatorField declaration = field.Declaration;
        bool readOnly = field.IsSystem || declaration.ReadOnly;
        bool isText = field.Kind.IsText() && field.Kind != FieldKind.Lookup;
        json.WriteStartObject("meta");
        WriteProperties(json, field, readOnly);
        json.WriteBoolean("filterable", true);
        json.WriteBoolean("sortable", field.Kind is not (FieldKind.RichText or FieldKind.MultiPicklist or FieldKind.Opaque));
        json.WriteBoolean("groupable", true);
        json.WriteBoolean("aggregatable", true);
        json.WriteBoolean("createable", field.IsWritable && declaration.Createable);
        json.WriteBoolean("updateable", field.IsWritable && declaration.Updateable);
        json.WriteBoolean("readOnly", readOnly);
        json.WriteBoolean("formulaField", declaration.Formula);
        json.WriteBoolean("hasLookup", field.Kind == FieldKind.Lookup);
        json.WriteBoolean("selfLookup", string.Equals(declaration.LookupObject, schema.Name, StringComparison.OrdinalIgnoreCase));
        json.WriteBoolean("required", declaration.Required);
        json.WriteBoolean("nillable", declaration.Nillable);
        json.WriteBoolean("richText", field.Kind == FieldKind.RichText);
        json.WriteBoolean("dependentPicklist", false);
        json.WriteString("fieldGroupType", field.IsSystem ? "SYSTEM" : field.Name.EndsWith("__gc", StringComparison.Ordinal) ? "CUSTOM" : "STANDARD");
        json.WriteBoolean("indexed", false);
        json.WriteNumber("decimalPlaces", declaration.DecimalPlaces);
        if (isText || field.Kind == FieldKind.Lookup)
        {
            json.WriteNumber("length", field.Length);
        }

        json.WriteBoolean("hidden", declaration.Hidden);
        json.WriteBoolean("nameField", field.Name == "Name");
        if (field.Kind == FieldKind.Lookup)
        {
            WriteLookup(json, field);
        }

        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, SchemaField field, bool readOnly)
    {
        json.WriteStartObject("properties");
        json.WriteString("sourceType", field.Declaration.Type);
        json.WriteBoolean("inlineEditable", !readOnly);
        json.WriteBoolean("massEditable", false);
        switch (field.Kind)
        {
            case FieldKind.Picklist or FieldKind.MultiPicklist:
                json.WriteString("PICKLIST_CATEGORY", field.Label);
                json.WriteString("PICKLIST_CATEGORY_ID", field.CategoryId);
                break;
            case FieldKind.Currency:
                json.WriteString("CURRENCY_CODE", "USD");
                json.WriteString("CURRENCY_NAME", "US Dollar");
                json.WriteString("CURRENCY_SYMBOL", "$");
                break;
            case FieldKind.Lookup:
                json.WriteStartObject("autoSuggestDetails");
                json.WriteString("object", field.Declaration.LookupObject);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteLookup(Utf8JsonWriter json, SchemaField field)
    {
        json.WriteStartObject("lookupDetail");
        json.WriteString("lookupName", field.LookupName);
        json.WriteString("fieldName", field.Declaration.LookupField);
        json.WriteStartArray("lookupObjects");
        json.WriteStartObject();
        json.WriteString("objectName", field.Declaration.LookupObject);
        json.WriteString("label", field.Declaration.LookupObject);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, SchemaField field, bool withOptions)
    {
        json.WriteStartArray("options");
        for (int i = 0; withOptions && i < field.Items.Count; i++)
        {
            PicklistItem item = field.Items[i];
            json.WriteStartObject();
            json.WriteString("value", item.Gsid);
            json.WriteString("label", item.Label);
            json.WriteString("systemName", item.Label);
            json.WriteBoolean("active", item.Active);
            json.WriteBoolean("defaultValue", false);
            json.WriteNumber("displayOrder", i + 1);
            json.WriteString("groupId", field.CategoryId);
            json.WriteNull("controllerValues");
            json.WriteNull("validFor");
            json.WriteNull("color");
            json.WriteString("description", "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
