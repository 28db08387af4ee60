using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The lines of the data file: declarations, and per call the rows as they are after it.</summary>
internal sealed class StoreJournal(GainsightStore store)
{
    private const int RowsPerLine = 500;

    public static void WriteObject(Utf8JsonWriter json, GainsightEmulatorObject declaration)
    {
        json.WriteStartObject();
        json.WritePropertyName("object");
        DeclarationJson.Write(json, declaration);
        json.WriteEndObject();
    }

    public static void WriteField(Utf8JsonWriter json, (string ObjectName, GainsightEmulatorField Field) declaration)
    {
        json.WriteStartObject();
        json.WriteString("of", declaration.ObjectName);
        json.WritePropertyName("field");
        DeclarationJson.Write(json, declaration.Field);
        json.WriteEndObject();
    }

    public static void WriteChanges(Utf8JsonWriter json, IReadOnlyList<StoreChange> changes)
    {
        json.WriteStartObject();
        json.WriteStartArray("changes");
        foreach (StoreChange change in changes)
        {
            json.WriteStartObject();
            json.WriteString(change.Deleted ? "delete" : "put", change.Row.Gsid);
            json.WriteString("of", change.Table.Schema.Name);
            if (!change.Deleted)
            {
                json.WriteStartObject("values");
                foreach (SchemaField field in change.Table.Schema.Fields)
                {
                    if (change.Row[field] is { } value)
                    {
                        json.WritePropertyName(field.Name);
                        ValueFormat.WriteStored(json, field, value);
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public IEnumerable<Action<Utf8JsonWriter>> Dump()
    {
        yield return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("issued", store.IssuedGsids);
            json.WriteEndObject();
        };

        foreach (Table table in store.Tables)
        {
            if (table.Schema.Declaration is { } declaration)
            {
                yield return json => WriteObject(json, declaration);
            }
        }

        foreach (Table table in store.Tables)
        {
            foreach (GainsightEmulatorField field in table.Schema.Added)
            {
                yield return json => WriteField(json, (table.Schema.Name, field));
            }
        }

        foreach (Table table in store.Tables)
        {
            foreach (Row[] rows in table.Rows.Chunk(RowsPerLine))
            {
                yield return json => WriteChanges(json, [.. rows.Select(row => new StoreChange(table, row, Deleted: false))]);
            }
        }
    }

    public void Replay(JsonElement line)
    {
        if (line.TryGetProperty("issued", out JsonElement issued))
        {
            store.IssuedGsids = issued.GetInt64();
        }
        else if (line.TryGetProperty("object", out JsonElement declared))
        {
            store.DeclareUnlogged(DeclarationJson.ReadObject(declared));
        }
        else if (line.TryGetProperty("field", out JsonElement field))
        {
            ObjectSchema schema = TableOf(line).Schema;
            GainsightEmulatorField declaration = DeclarationJson.ReadField(field);
            schema.Add(declaration);
            schema.Added.Add(declaration);
        }
        else
        {
            foreach (JsonElement change in line.GetProperty("changes").EnumerateArray())
            {
                Apply(TableOf(change), change);
            }
        }
    }

    private void Apply(Table table, JsonElement change)
    {
        if (change.TryGetProperty("delete", out JsonElement deleted))
        {
            table.Remove(table.Find(deleted.GetString()!) ?? throw new FormatException("A deleted record is not there."));
            return;
        }

        string gsid = change.GetProperty("put").GetString()!;
        object?[] cells = new object?[table.Schema.Fields.Count];
        foreach (JsonProperty property in change.GetProperty("values").EnumerateObject())
        {
            SchemaField field = table.Schema[property.Name];
            cells[field.Ordinal] = ValueFormat.ReadStored(field, property.Value);
        }

        if (table.Find(gsid) is { } row)
        {
            table.Update(row, cells);
        }
        else
        {
            table.Add(new Row(gsid, cells));
            store.IssuedGsids++;
        }
    }

    private Table TableOf(JsonElement element) =>
        store.Find(element.GetProperty("of").GetString()!) ?? throw new FormatException("Unknown object.");
}
