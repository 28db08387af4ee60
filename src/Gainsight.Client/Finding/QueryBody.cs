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

    /// <summary>Sets a value indicating whether records come in the order of their Gainsight IDs, the only one that pages can rely on.</summary>
    public bool InOrder
    {
        init => OrderBy = value ? [new("Gsid")] : [];
    }

    /// <summary>Gets what the records are sorted by.</summary>
    public IReadOnlyList<GainsightOrder> OrderBy { get; init; } = [];

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("select"u8);
        foreach (var field in Select)
            json.WriteStringValue(field);
        json.WriteEndArray();
        WriteWhere(json);
        if (OrderBy.Count > 0)
        {
            json.WriteStartObject("orderBy"u8);
            foreach (var order in OrderBy)
                json.WriteString(order.Field, order.Descending ? "desc"u8 : "asc"u8);
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

        List<GainsightFilter> conditions = [];
        var all = GainsightFilter.All(Filters);
        all.AddConditions(conditions);
        json.WriteStartObject("where"u8);
        json.WriteStartArray("conditions"u8);
        for (var i = 0; i < conditions.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, conditions[i].Field);
            json.WriteString("alias"u8, AliasOf(i));
            json.WriteStartArray("value"u8);
            foreach (var value in conditions[i].Values)
                WireValue.Write(json, value, FieldType.Any);
            json.WriteEndArray();
            json.WriteString("operator"u8, NameOf(conditions[i].Operator));
            json.WriteEndObject();
        }

        // The expression has the conditions in the same order.
        var next = 0;
        json.WriteEndArray();
        json.WriteString("expression"u8, all.Express(_ => AliasOf(next++), isInner: false));
        json.WriteEndObject();
    }

    private static string AliasOf(int index) => ((char)('A' + index)).ToString();

    private static ReadOnlySpan<byte> NameOf(GainsightOperator @operator) => @operator switch
    {
        GainsightOperator.Equal => "EQ"u8,
        GainsightOperator.NotEqual => "NE"u8,
        GainsightOperator.In => "IN"u8,
        GainsightOperator.Less => "LT"u8,
        GainsightOperator.LessOrEqual => "LTE"u8,
        GainsightOperator.Greater => "GT"u8,
        GainsightOperator.GreaterOrEqual => "GTE"u8,
        GainsightOperator.Between => "BTW"u8,
        GainsightOperator.Contains => "CONTAINS"u8,
        GainsightOperator.DoesNotContain => "DOES_NOT_CONTAINS"u8,
        GainsightOperator.StartsWith => "STARTS_WITH"u8,
        GainsightOperator.EndsWith => "ENDS_WITH"u8,
        GainsightOperator.Includes => "INCLUDES"u8,
        GainsightOperator.Excludes => "EXCLUDES"u8,
        GainsightOperator.IsNull => "IS_NULL"u8,
        GainsightOperator.IsNotNull => "IS_NOT_NULL"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(@operator)),
    };
}
