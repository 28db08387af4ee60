using System.Text.Json;

namespace Gainsight.Client;

/// <summary>What the answer to the call for a person tells, if anything: no sample of it is published.</summary>
internal readonly struct PersonAnswer(JsonElement data)
{
    public string? Gsid => GsidOf(data);

    public string? GsidOfCompany(string company) => Find(data, "companies", "Company_ID", company) is { } found ? GsidOf(found) : null;

    public string? GsidOfRelationship(string relationship)
    {
        if (Find(data, "relationships", "Relationship_ID", relationship) is { } found)
            return GsidOf(found);
        foreach (var company in ItemsOf(data, "companies"))
        {
            if (Find(company, "relationships", "Relationship_ID", relationship) is { } inside)
                return GsidOf(inside);
        }

        return null;
    }

    private static JsonElement? Find(JsonElement holder, string list, string name, string value)
    {
        foreach (var item in ItemsOf(holder, list))
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var id) && id.ValueKind == JsonValueKind.String && id.ValueEquals(value))
                return item;
        }

        return null;
    }

    private static JsonElement.ArrayEnumerator ItemsOf(JsonElement holder, string list) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string? GsidOf(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(ObjectLayout.GsidName, out var gsid) && gsid.ValueKind == JsonValueKind.String ? gsid.GetString() : null;
}
