using System.Text.Json;

namespace Gainsight.Client;

/// <summary>Reads which records a write acknowledged.</summary>
internal static class Acknowledgement
{
    /// <summary>Returns the Gainsight IDs in the order of the records, null for an entry without one; <c>data.records</c> or <c>data</c> as a list.</summary>
    /// <remarks>The <c>count</c> beside them is not looked at: it was seen to be larger than the number of records sent.</remarks>
    public static List<string?> ReadGsids(ReadOnlySpan<byte> data)
    {
        List<string?> gsids = [];
        var reader = new Utf8JsonReader(data);
        if (data.IsEmpty || !RecordReader.MoveToRecords(ref reader))
            return gsids;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                gsids.Add(null);
                continue;
            }

            string? gsid = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var isGsid = reader.ValueTextEquals("Gsid"u8);
                reader.Read();
                if (isGsid && reader.TokenType == JsonTokenType.String)
                    gsid = reader.GetString();
                reader.Skip();
            }

            gsids.Add(gsid);
        }

        return gsids;
    }
}
