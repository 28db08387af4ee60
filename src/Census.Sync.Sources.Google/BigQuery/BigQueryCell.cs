using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>Reads cells: <c>{"v": …}</c>, in which lists hold cells again and records hold rows.</summary>
internal sealed class BigQueryCell
{
    private static readonly long s_epochTicks = DateTime.UnixEpoch.Ticks;
    private readonly JsonCellReader? _read;
    private readonly BigQueryCell[] _fields = [];
    private readonly byte[] _name;

    public BigQueryCell(BigQueryField field, bool tellsTimesAsText)
    {
        Name = field.Name;
        TypeName = field.Type;
        _name = Encoding.UTF8.GetBytes(field.Name);
        IsRepeated = string.Equals(field.Mode, "REPEATED", StringComparison.OrdinalIgnoreCase);
        (Type, _read) = Choose(field.Type.ToUpperInvariant(), tellsTimesAsText);
        if (_read is null)
            _fields = [.. (field.Fields ?? []).Select(inner => new BigQueryCell(inner, tellsTimesAsText))];
    }

    public string Name { get; }

    public string TypeName { get; }

    public FieldType Type { get; }

    public bool IsRepeated { get; }

    /// <summary>Reads a cell. False if its value is not of the type; it was read to its end all the same.</summary>
    /// <exception cref="JsonException">It is no cell.</exception>
    public bool TryRead(ref RowScanner rows, out FieldValue value)
    {
        if (!rows.TryPass("{\"v\":"u8))
        {
            rows.Pass((byte)'{');
            rows.Pass("\"v\""u8);
            rows.Pass((byte)':');
        }

        bool isRead;
        if (_read is not null && !IsRepeated)
        {
            value = FieldValue.Null;
            isRead = !rows.TryReadTextOrNull(out var text) || _read(in text, out value);
        }
        else
        {
            var reader = rows.Open(out _);
            reader.Read();
            isRead = TryReadValue(ref reader, out value);
            rows.Close(in reader);
        }

        rows.Pass((byte)'}');
        return isRead;
    }

    private static (FieldType Type, JsonCellReader? Read) Choose(string type, bool tellsTimesAsText) => type switch
    {
        "INTEGER" or "INT64" => (FieldType.Integer, JsonCell.ReadNumber),
        "FLOAT" or "FLOAT64" => (FieldType.Float, JsonCell.ReadFloat),
        "NUMERIC" or "BIGNUMERIC" => (FieldType.Decimal, JsonCell.ReadNumber),
        "BOOLEAN" or "BOOL" => (FieldType.Boolean, JsonCell.ReadBoolean),
        "BYTES" => (FieldType.Bytes, JsonCell.ReadBase64),
        "DATE" => (FieldType.Date, JsonCell.ReadDate),
        "TIME" => (FieldType.Time, JsonCell.ReadTime),
        "DATETIME" => (FieldType.LocalDateTime, JsonCell.ReadLocalTimestamp),
        "TIMESTAMP" => (FieldType.DateTime, tellsTimesAsText ? JsonCell.ReadInstant : ReadMicroseconds),
        "JSON" => (FieldType.Json, JsonCell.ReadDocument),
        "RECORD" or "STRUCT" => (FieldType.Json, null),
        _ => (FieldType.String, new TextCells().Read),
    };

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new JsonException();
    }

    private bool TryReadValue(ref Utf8JsonReader reader, out FieldValue value)
    {
        value = FieldValue.Null;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (_read is null)
            return TryReadStructure(ref reader, out value);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var elements = new List<FieldValue>();
        var isRead = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            isRead &= TryReadElement(ref reader, out var element);
            elements.Add(element);
        }

        value = FieldValue.FromArray([.. elements]);
        return isRead;
    }

    private bool TryReadElement(ref Utf8JsonReader reader, out FieldValue value)
    {
        value = FieldValue.Null;
        var isRead = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
                isRead = ReadPlain(ref reader, out value);
        }

        return isRead;
    }

    private bool ReadPlain(ref Utf8JsonReader reader, out FieldValue value) =>
        reader.TokenType == JsonTokenType.String ? _read!(CellText.Of(ref reader), out value) : throw new JsonException();

    private bool TryReadStructure(ref Utf8JsonReader reader, out FieldValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        bool isWritten;
        using (var writer = new Utf8JsonWriter(buffer))
            isWritten = TryWrite(ref reader, writer, IsRepeated);
        value = FieldValue.FromJson(Encoding.UTF8.GetString(buffer.WrittenSpan));
        return isWritten;
    }

    // The reader is at a value; it is written as the JSON that somebody would expect.
    private bool TryWrite(ref Utf8JsonReader reader, Utf8JsonWriter writer, bool isRepeated)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            writer.WriteNullValue();
            return true;
        }

        var isWritten = true;
        if (isRepeated)
        {
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                isWritten &= TryWriteCell(ref reader, writer, isRepeated: false);
            writer.WriteEndArray();
            return isWritten;
        }

        if (_read is not null)
        {
            isWritten = ReadPlain(ref reader, out var value);
            if (isWritten)
                value.WriteTo(writer);
            else
                writer.WriteNullValue();
            return isWritten;
        }

        // {"f": [cells]}, in the order of the fields.
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Expect(ref reader, JsonTokenType.StartArray);
            for (var i = 0; reader.Read() && reader.TokenType == JsonTokenType.StartObject; i++)
            {
                if (i >= _fields.Length)
                    throw new JsonException();
                writer.WritePropertyName(_fields[i]._name);
                isWritten &= _fields[i].TryWriteCell(ref reader, writer, _fields[i].IsRepeated);
            }
        }

        writer.WriteEndObject();
        return isWritten;
    }

    private bool TryWriteCell(ref Utf8JsonReader reader, Utf8JsonWriter writer, bool isRepeated)
    {
        var isWritten = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            isWritten = TryWrite(ref reader, writer, isRepeated);
        }

        return isWritten;
    }

    // Each call asks for them: the form without is a rounded double.
    private static bool ReadMicroseconds(in CellText cell, out FieldValue value)
    {
        value = default;
        var text = cell.Bytes;
        if (!Utf8Parser.TryParse(text, out long microseconds, out var read) || read != text.Length
            || microseconds < -s_epochTicks / TimeSpan.TicksPerMicrosecond || microseconds > (DateTime.MaxValue.Ticks - s_epochTicks) / TimeSpan.TicksPerMicrosecond)
            return false;
        value = new DateTimeOffset(s_epochTicks + microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        return true;
    }
}
