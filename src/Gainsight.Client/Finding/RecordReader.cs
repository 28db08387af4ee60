using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Reads the records of an answer: <c>data.records</c>, or <c>data</c> as a list; both are documented.</summary>
internal static class RecordReader
{
    /// <summary>Moves to the beginning of the list of records. False if there is none.</summary>
    public static bool MoveToRecords(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.StartArray)
            return true;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRecords = reader.ValueTextEquals("records"u8);
            reader.Read();
            if (isRecords)
                return reader.TokenType == JsonTokenType.StartArray;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Reads some fields of each record.</summary>
    /// <param name="data">The data of an answer.</param>
    /// <param name="names">The fields.</param>
    /// <param name="take">Takes the values in the order of the names, absent if missing. The array is used again.</param>
    /// <returns>The number of records.</returns>
    public static int ReadFields(ReadOnlySpan<byte> data, IReadOnlyList<string> names, Action<FieldValue[]> take)
    {
        byte[][] wanted = [.. names.Select(Encoding.UTF8.GetBytes)];
        var values = new FieldValue[names.Count];
        var count = 0;
        var reader = new Utf8JsonReader(data);
        if (data.IsEmpty || !MoveToRecords(ref reader))
            return 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            Array.Clear(values);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var index = 0;
                while (index < wanted.Length && !reader.ValueTextEquals(wanted[index]))
                    index++;
                reader.Read();
                if (index < wanted.Length)
                    values[index] = ReadValue(ref reader);
                else
                    reader.Skip();
            }

            count++;
            take(values);
        }

        return count;
    }

    /// <summary>Reads all fields of each record.</summary>
    /// <param name="data">The data of an answer.</param>
    /// <param name="create">Makes a record.</param>
    /// <param name="set">Sets a field of it.</param>
    public static List<TRecord> ReadAll<TRecord>(ReadOnlySpan<byte> data, Func<TRecord> create, Action<TRecord, string, FieldValue> set)
    {
        List<TRecord> records = [];
        var reader = new Utf8JsonReader(data);
        if (data.IsEmpty || !MoveToRecords(ref reader))
            return records;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var record = create();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                set(record, name, ReadValue(ref reader));
            }

            records.Add(record);
        }

        return records;
    }

    /// <summary>Reads each record as a type, and the Gainsight ID of the last one.</summary>
    /// <param name="data">The data of an answer.</param>
    /// <param name="type">How to read a record.</param>
    /// <exception cref="JsonException">A record is of another form.</exception>
    public static (List<TRecord> Records, string? LastId) ReadTyped<TRecord>(ReadOnlySpan<byte> data, JsonTypeInfo<TRecord> type)
    {
        List<TRecord> records = [];
        var reader = new Utf8JsonReader(data);
        if (data.IsEmpty || !MoveToRecords(ref reader))
            return (records, null);
        var last = reader;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            last = reader;
            records.Add(JsonSerializer.Deserialize(ref reader, type)!);
        }

        while (last.Read() && last.TokenType == JsonTokenType.PropertyName)
        {
            var isId = last.ValueTextEquals("Gsid"u8);
            last.Read();
            if (isId && last.TokenType == JsonTokenType.String)
                return (records, last.GetString());
            last.Skip();
        }

        return (records, null);
    }

    /// <summary>Reads one value.</summary>
    public static FieldValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return FieldValue.FromNumber(Encoding.ASCII.GetString(reader.ValueSpan));
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                using (var document = JsonDocument.ParseValue(ref reader))
                    return FieldValue.FromObject(document);
            default:
                return FieldValue.Null;
        }
    }
}
