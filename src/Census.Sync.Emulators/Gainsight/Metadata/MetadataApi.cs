using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The object list, describe, and dropdowns: https://support.gainsight.com/Gainsight_NXT/API_and_Developer_Docs/Data_Management_APIs/Data_Management_APIs</summary>
internal sealed class MetadataApi(GainsightStore store, GainsightEmulatorOptions options, Envelope envelope)
{
    public Reply List() => envelope.Metadata(json =>
    {
        json.WriteStartArray();
        foreach (Table table in store.Tables.Where(static table => table.Schema.IsListed))
        {
            json.WriteStartObject();
            WriteHead(json, table.Schema);
            json.WriteBoolean("transactional", table.Schema is { ObjectType: "CUSTOM", IsLowVolume: true });
            json.WriteBoolean("multiCurrencySupported", false);
            json.WriteBoolean("readable", true);
            json.WriteBoolean("createable", table.Schema.IsWritable);
            json.WriteBoolean("schemaUpdateable", table.Schema.ObjectType != "SYSTEM");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public Reply Describe(string objectName, DateTimeOffset now) => Describe([objectName], withOptions: true, now);

    public Reply Describe(JsonElement body, DateTimeOffset now)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("objectNames", out JsonElement names) || names.ValueKind != JsonValueKind.Array)
        {
            throw ApiFault.InvalidField("objectNames");
        }

        bool withOptions = Json.StringProperty(body, "populatePickListOptions") == "true";
        return Describe([.. names.EnumerateArray().Select(static name => Json.Text(name) ?? "")], withOptions, now);
    }

    public Reply Dropdown(string categoryId)
    {
        SchemaField field = store.Tables.SelectMany(static table => table.Schema.Fields)
            .FirstOrDefault(field => field.Kind is FieldKind.Picklist or FieldKind.MultiPicklist && field.CategoryId == categoryId) ?? throw ApiFault.NoMatch();
        return envelope.Metadata(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("categoryDetails");
            json.WriteString("name", field.Label);
            json.WriteString("gsid", field.CategoryId);
            json.WriteString("variant", field.Kind == FieldKind.Picklist ? "SINGLE_SELECT" : "MULTI_SELECT");
            json.WriteNumber("limit", 500);
            json.WriteNumber("count", field.Items.Count);
            json.WriteEndObject();
            json.WriteStartArray("childItems");
            for (int i = 0; i < field.Items.Count; i++)
            {
                PicklistItem item = field.Items[i];
                json.WriteStartObject();
                json.WriteString("name", item.Label);
                json.WriteString("gsid", item.Gsid);
                json.WriteString("categoryId", field.CategoryId);
                json.WriteBoolean("active", item.Active);
                json.WriteBoolean("default", false);
                json.WriteNumber("displayOrder", i + 1);
                json.WriteString("systemName", item.Label);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private Reply Describe(IReadOnlyList<string> objectNames, bool withOptions, DateTimeOffset now)
    {
        Table?[] tables = [.. objectNames.Select(store.Find)];
        if (tables.Length == 0 || Array.Exists(tables, static table => table is null or { Schema.IsListed: false }))
        {
            return envelope.ObjectNotFound(now);
        }

        return envelope.Metadata(json =>
        {
            json.WriteStartArray();
            foreach (Table? table in tables)
            {
                json.WriteStartObject();
                WriteHead(json, table!.Schema);
                json.WriteString("labelPlural", table.Schema.Label ?? table.Schema.Name);
                json.WriteStartArray("fields");
                foreach (SchemaField field in table.Schema.Fields)
                {
                    FieldDescription.Write(json, table.Schema, field, withOptions && !options.DescribeWithoutItems);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void WriteHead(Utf8JsonWriter json, ObjectSchema schema)
    {
        json.WriteString("objectName", schema.Name);
        json.WriteString("label", schema.Label ?? schema.Name.Replace("__gc", "", StringComparison.Ordinal));
        json.WriteString("objectType", schema.ObjectType);
        json.WriteString("keyPrefix", schema.KeyPrefix);
    }
}
