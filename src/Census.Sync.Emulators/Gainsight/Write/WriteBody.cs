using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The body of an insert or update, read against the object's fields.</summary>
internal sealed class WriteBody(Table table, GainsightEmulatorOptions options, ValueParser parser)
{
    /// <exception cref="ApiFault">The body as a whole makes no sense.</exception>
    public List<RowPlan> Read(JsonElement body, GainsightStore store, IReadOnlyList<SchemaField> keys, bool isInsert)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField();
        }

        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (property.Name is not ("records" or "lookups"))
            {
                throw ApiFault.InvalidField(property.Name);
            }
        }

        if (!body.TryGetProperty("records", out JsonElement records) || records.ValueKind != JsonValueKind.Array
            || records.GetArrayLength() == 0 || records.GetArrayLength() > options.MaxRecordsPerCall)
        {
            throw ApiFault.InvalidField("records");
        }

        LookupBlock lookups = LookupBlock.Parse(body, table, store);
        return [.. records.EnumerateArray().Select(record => ReadRow(record, keys, lookups, isInsert))];
    }

    private RowPlan ReadRow(JsonElement record, IReadOnlyList<SchemaField> keys, LookupBlock lookups, bool isInsert)
    {
        var row = new RowPlan(record);
        if (record.ValueKind != JsonValueKind.Object)
        {
            row.Problems.Add(new RowProblem(ValueFault.UnknownField, "records", record));
            return row;
        }

        foreach (JsonProperty property in record.EnumerateObject())
        {
            if (!lookups.IsHelper(property.Name))
            {
                ReadField(row, property, keys, isInsert);
            }
        }

        lookups.Resolve(row);
        CheckNeeded(row, isInsert);
        return row;
    }

    private void ReadField(RowPlan row, JsonProperty property, IReadOnlyList<SchemaField> keys, bool isInsert)
    {
        SchemaField? field = table.Schema.Find(property.Name, options.IgnoreCaseInFieldNames);
        if (field is null)
        {
            row.Problems.Add(new RowProblem(ValueFault.UnknownField, property.Name, property.Value));
            return;
        }

        bool isKey = keys.Contains(field);
        if (!isKey && (!field.IsWritable || !(isInsert ? field.Declaration.Createable : field.Declaration.Updateable)))
        {
            row.Problems.Add(new RowProblem(ValueFault.NotWritable, property.Name, property.Value));
            return;
        }

        bool isBlankGsid = field is { IsSystem: true, Name: "Gsid" }
            && (property.Value.ValueKind == JsonValueKind.Null || (property.Value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(property.Value.GetString())));
        object? value = null;
        ValueFault fault = isBlankGsid ? ValueFault.BlankGsid : parser.Parse(field, property.Value, out value);
        if (fault != ValueFault.None)
        {
            row.Problems.Add(new RowProblem(fault, property.Name, property.Value));
            return;
        }

        row.Set(field, value);
    }

    private void CheckNeeded(RowPlan row, bool isInsert)
    {
        if (!isInsert)
        {
            return;
        }

        foreach (SchemaField field in table.Schema.Fields)
        {
            if (field.IsNeeded && row.Value(field) is null && !row.Problems.Exists(problem => problem.FieldName == field.Name))
            {
                row.Problems.Add(new RowProblem(ValueFault.Null, field.Name, default));
            }
        }
    }
}
