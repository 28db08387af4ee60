using System.Text;
using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Records to be written to one object, and how to write them. Valid as long as the batch is.</summary>
/// <param name="layout">Their columns.</param>
/// <param name="records">The records.</param>
/// <param name="refused">What Gainsight refused lately; null to send whatever comes.</param>
internal sealed class ObjectRows(ObjectLayout layout, RecordBatch records, RefusedValues? refused = null)
{
    private const int UsualBytes = 16 * 1024;
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

    public FieldValue KeyValueOf(int row, int key) => layout.Columns[layout.KeyIndexes[key]].Clean(records[row].Values[layout.KeyIndexes[key]]);

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

    /// <summary>Makes what an insert or update of some records is sent with.</summary>
    public JsonPayload ToPayload(int[] rows, bool isInsert) => JsonPayload.Create(
        (Rows: this, Wanted: rows, IsInsert: isInsert), static (json, state) => state.Rows.WriteBody(json, state.Wanted, state.IsInsert), UsualBytes);

    /// <summary>Writes the body of an insert or update.</summary>
    public void WriteBody(Utf8JsonWriter json, ReadOnlySpan<int> rows, bool isInsert)
    {
        using var body = new RecordWriter(UsualBytes);
        body.Raw("{\"records\":["u8);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i > 0)
                body.Raw(","u8);
            WriteRecord(body, rows[i], isInsert);
        }

        body.Raw("]"u8);
        body.Raw(layout.Lookups);
        body.Raw("}"u8);
        json.WriteRawValue(body.Written, skipInputValidation: true);
    }

    private void WriteRecord(RecordWriter json, int row, bool isInsert)
    {
        var values = ValuesOf(row);
        var isFirst = true;
        json.Raw("{"u8);
        if (!isInsert && layout.UpdatesByGsid)
            WriteName(json, row, values, ref isFirst);
        foreach (var (index, column) in isInsert ? layout.Inserted : layout.Updated)
            Write(json, column, in values[index], ref isFirst);
        json.Raw("}"u8);
    }

    // What names a record that is updated by its Gainsight ID; before it was found, its key does.
    private void WriteName(RecordWriter json, int row, ReadOnlySpan<FieldValue> values, ref bool isFirst)
    {
        if (GsidOf(row) is { } gsid)
        {
            json.Raw("\"Gsid\":"u8);
            json.Text(gsid);
            isFirst = false;
            return;
        }

        foreach (var key in layout.KeyIndexes)
            Write(json, layout.Columns[key], in values[key], ref isFirst);
    }

    private static void Write(RecordWriter json, ObjectColumn column, in FieldValue value, ref bool isFirst)
    {
        if (value.IsAbsent)
            return;
        if (!isFirst)
            json.Raw(","u8);
        column.Write(json, value);
        isFirst = false;
    }
}
