using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Query and read-one.</summary>
internal sealed class ObjectReader(GainsightStore store, GainsightEmulatorOptions options, Envelope envelope)
{
    public Reply Query(Table table, JsonElement body, DateTimeOffset now)
    {
        QueryRequest query = QueryRequest.Parse(body, table, store, options);
        IReadOnlyList<Row> rows = QueryExecutor.Run(query, table, now.UtcDateTime);
        if (rows.Count == 0)
        {
            switch (options.EmptyRead)
            {
                case GainsightEmptyRead.NoDataFound:
                    // The code is printed like this, with placeholders, in the vendor's page.
                    return envelope.Failure(200, "GSOBJ_1XXX", "No data found for given criteria", static json => json.WriteNullValue());
                case GainsightEmptyRead.NoEntityMatches:
                    throw ApiFault.NoMatch();
            }
        }

        return Answer(json =>
        {
            foreach (Row row in rows)
            {
                json.WriteStartObject();
                foreach (FieldPath path in query.Select)
                {
                    json.WritePropertyName(path.Text);
                    ValueFormat.WriteRead(json, path.Field, path.Read(row), options);
                }

                json.WriteEndObject();
            }
        });
    }

    public Reply Get(Table table, string gsid)
    {
        Row row = table.Find(gsid) ?? throw ApiFault.NoMatch();
        return Answer(json => WriteAll(json, table, row));
    }

    public void WriteAll(Utf8JsonWriter json, Table table, Row row)
    {
        json.WriteStartObject();
        foreach (SchemaField field in table.Schema.Fields)
        {
            json.WritePropertyName(field.Name);
            ValueFormat.WriteRead(json, field, row[field], options);
        }

        json.WriteEndObject();
    }

    private Reply Answer(Action<Utf8JsonWriter> records) => envelope.Success(json =>
    {
        if (!options.ReadAsList)
        {
            json.WriteStartObject();
            json.WritePropertyName("records");
        }

        json.WriteStartArray();
        records(json);
        json.WriteEndArray();
        if (!options.ReadAsList)
        {
            json.WriteEndObject();
        }
    });
}
