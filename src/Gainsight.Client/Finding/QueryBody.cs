using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A read as it goes on the wire.</summary>
/// <param name="Select">The fields to read.</param>
/// <param name="Filters">What the records must satisfy, all of it.</param>
internal sealed record QueryBody(IReadOnlyList<string> Select, IReadOnlyList<GainsightFilter> Filters)
{
    // https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Relationship_APIs
    public const int MaximumRows = 5_000;

    /// <summary>Gets the largest number of records to read.</summary>
    public int Limit { get; init; } = MaximumRows;

    /// <summary>Gets the number of records to pass over.</summary>
    public int Offset { get; init; }

    /// <summary>Gets a value indicating whether records come in the order of their Gainsight IDs, the only one that pages can rely on.</summary>
    public bool InOrder { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("select"u8);
        foreach (var field in Select)
            json.WriteStringValue(field);
        json.WriteEndArray();
        WriteWhere(json);
        if (InOrder)
        {
            json.WriteStartObject("orderBy"u8);
            json.WriteString("Gsid"u8, "asc"u8);
            json.WriteEndObject();
        }

        json.WriteNumber("limit"u8, Limit);
        json.WriteNumber("offset"u8, Offset);
        json.WriteEndObject();
    }

    private void WriteWhere(Utf8JsonWriter json)
    {
        if (Filters.Count == 0)
            return;

        json.WriteStartObject("where"u8);
        json.WriteStartArray("conditions"u8);
        for (var i = 0; i < Filters.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, Filters[i].Field);
            json.WriteString("alias"u8, AliasOf(i));
            json.WriteStartArray("value"u8);
            foreach (var value in Filters[i].Values)
                WireValue.Write(json, value, FieldType.Any);
            json.WriteEndArray();
            json.WriteString("operator"u8, Filters[i].Operator.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("expression"u8, string.Join(" AND ", Enumerable.Range(0, Filters.Count).Select(AliasOf)));
        json.WriteEndObject();
    }

    private static string AliasOf(int index) => ((char)('A' + index)).ToString();
}
