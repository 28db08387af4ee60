using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>The readers of cells by the type of their column: a cell is a JSON string, whatever it holds.</summary>
internal static class DatabricksCells
{
    public static ServiceColumn ColumnOf(DatabricksColumn column)
    {
        var text = column.TypeText?.Trim().ToUpperInvariant() ?? column.TypeName ?? "";
        var name = text.StartsWith("TIMESTAMP_NTZ", StringComparison.Ordinal) ? "TIMESTAMP_NTZ" : column.TypeName?.ToUpperInvariant() ?? text;
        if (name == "ARRAY")
        {
            var (element, read) = ElementOf(text);
            return new(column.Name, text, element, true, read);
        }

        var (type, cell) = Choose(name);
        return new(column.Name, text.Length > 0 ? text : name, type, false, cell);
    }

    private static (FieldType Type, JsonCellReader Read) Choose(string type) => type switch
    {
        "BYTE" or "SHORT" or "INT" or "LONG" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" => (FieldType.Integer, JsonCell.ReadNumber),
        "FLOAT" or "DOUBLE" or "REAL" => (FieldType.Float, JsonCell.ReadFloat),
        "DECIMAL" => (FieldType.Decimal, JsonCell.ReadNumber),
        "BOOLEAN" => (FieldType.Boolean, JsonCell.ReadBoolean),
        "BINARY" => (FieldType.Bytes, JsonCell.ReadBase64),
        "DATE" => (FieldType.Date, JsonCell.ReadDate),
        "TIMESTAMP" => (FieldType.DateTime, JsonCell.ReadInstant),
        "TIMESTAMP_NTZ" => (FieldType.LocalDateTime, JsonCell.ReadLocalTimestamp),
        "MAP" or "STRUCT" or "VARIANT" => (FieldType.Json, JsonCell.ReadDocument),
        _ => (FieldType.String, new TextCells().Read),
    };

    // The elements of a list may be strings whatever their type is, which only the text of the column's type tells.
    private static (FieldType Element, JsonCellReader Read) ElementOf(string text)
    {
        const string before = "ARRAY<";
        if (!text.StartsWith(before, StringComparison.Ordinal) || !text.EndsWith('>'))
            return (FieldType.Any, JsonCell.ReadDocument);
        var inner = text[before.Length..^1].Trim();
        var name = inner.Split('(')[0].Trim();
        if (name.Contains('<', StringComparison.Ordinal))
            return (FieldType.Any, JsonCell.ReadDocument);
        var (type, read) = Choose(name);
        return (type, (in CellText cell, out FieldValue value) => ReadArray(cell, read, out value));
    }

    private static bool ReadArray(in CellText cell, JsonCellReader readElement, out FieldValue value)
    {
        value = default;
        var json = cell.Bytes;
        try
        {
            var elements = new List<FieldValue>();
            var array = new Utf8JsonReader(json);
            if (!array.Read() || array.TokenType != JsonTokenType.StartArray)
                return false;
            while (array.Read() && array.TokenType != JsonTokenType.EndArray)
            {
                FieldValue element;
                if (array.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    return false;
                var isRead = array.TokenType == JsonTokenType.String
                    ? readElement(CellText.Of(ref array), out element)
                    : JsonValues.TryRead(ref array, json, out element);
                if (!isRead)
                    return false;
                elements.Add(element);
            }

            value = FieldValue.FromArray([.. elements]);
            return !array.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
