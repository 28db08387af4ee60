using System.Text;
using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Records to be written to one object, and how to write them. Valid as long as the batch is.</summary>
/// <param name="layout">Their columns.</param>
/// <param name="records">The records.</param>
/// <param name="refused">What Gainsight refused lately; null to send whatever comes.</param>
internal sealed class ObjectRows(ObjectLayout layout, RecordBatch records, RefusedValues? refused = null)
{
    private string?[]? _gsids;

    public ObjectLayout Layout => layout;

    public int Count => records.Count;

    /// <summary>Returns other records to be written the same way.</summary>
    public ObjectRows Over(RecordBatch others) => new(layout, others, refused);

    public RecordKnowledge KnowledgeOf(int row) => records[row].Knowledge;

    public ReadOnlySpan<FieldValue> ValuesOf(int row) => records[row].Values;

    /// <summary>Returns the Gainsight ID that the engine remembers.</summary>
    public string? DestinationIdOf(int row) => records[row].DestinationId;

    /// <summary>Returns the Gainsight ID: found, or told by the engine; null if it is not known.</summary>
    public string? GsidOf(int row) => _gsids?[row] ?? records[row].DestinationId;

    public void SetGsid(int row, string gsid) => (_gsids ??= new string?[Count])[row] = gsid;

    public FieldValue KeyValueOf(int row, int key) => records[row].Values[layout.KeyIndexes[key]];

    /// <summary>Returns the key as text, equal for keys that Gainsight takes for the same.</summary>
    public string KeyOf(int row)
    {
        if (layout.KeyIndexes.Count == 1)
            return layout.KeyText(0, KeyValueOf(row, 0));
        var text = new StringBuilder();
        for (var key = 0; key < layout.KeyIndexes.Count; key++)
            text.Append(layout.KeyText(key, KeyValueOf(row, key))).Append('\u001f');
        return text.ToString();
    }

    /// <summary>Finds what makes a record unfit to be sent.</summary>
    public RecordProblem? FindProblem(int row)
    {
        var values = ValuesOf(row);
        foreach (var key in layout.KeyIndexes)
        {
            if (!values[key].HasValue || values[key].Kind == FieldValueKind.String && string.IsNullOrWhiteSpace(values[key].AsString()))
                return RecordProblems.NullKey(layout.Columns[key].Name);
        }

        for (var column = 0; column < values.Length; column++)
        {
            var field = layout.Columns[column].Field;
            if (!WireValue.CanWrite(values[column]))
                return RecordProblems.NotANumber(field.Name);
            if (values[column].Kind == FieldValueKind.String && values[column].AsString().Length > field.MaximumLength && layout.Columns[column].LookupBy is null)
                return RecordProblems.TooLong(field.Name, field.MaximumLength.Value);
            if (refused?.Find(layout, column, values[column]) is { } problem)
                return problem;
        }

        return null;
    }

    /// <summary>Writes one record as a JSON object.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="row">The record.</param>
    /// <param name="isInsert">Whether it is created, or updated; null if the call does either.</param>
    public void WriteRecord(Utf8JsonWriter json, int row, bool? isInsert)
    {
        var values = ValuesOf(row);
        var gsid = isInsert == false && layout.UpdatesByGsid ? GsidOf(row) : null;
        json.WriteStartObject();
        if (gsid is not null)
            json.WriteString("Gsid"u8, gsid);
        for (var i = 0; i < values.Length; i++)
        {
            // The key of a record that is named by its ID is what it was found by: it says nothing new. Before it was found, it is what names the record.
            var column = layout.Columns[i];
            if (gsid is not null && layout.IsKey(i))
                continue;
            if (isInsert != false && column.Field.IsCreateable || isInsert != true && (column.Field.IsUpdateable || layout.IsKey(i)))
                column.Write(json, values[i]);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the body of an insert or update.</summary>
    public void WriteBody(Utf8JsonWriter json, ReadOnlySpan<int> rows, bool isInsert)
    {
        json.WriteStartObject();
        json.WriteStartArray("records"u8);
        foreach (var row in rows)
            WriteRecord(json, row, isInsert);
        json.WriteEndArray();
        layout.WriteLookups(json);
        json.WriteEndObject();
    }
}
