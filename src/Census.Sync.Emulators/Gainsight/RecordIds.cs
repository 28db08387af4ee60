using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Finds what identifies the records of a write, for the audit trail.</summary>
internal static class RecordIds
{
    public static Operation Of(CallRequest request, string idField, Operation operation)
    {
        string[] keys = request.Query["keys"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ids = new List<string>();
        var associations = new List<(string, string)>();
        foreach (JsonElement record in Records(request.Root))
        {
            string? byField = Text(record, idField);
            string byKeys = string.Join('|', keys.Select(key => Text(record, key) ?? ""));
            ids.Add(byField ?? byKeys);
            if (byField is not null && byKeys.Length > 0 && byKeys != byField)
            {
                associations.Add((operation.Route, byKeys));
            }
        }

        return operation with { IsWrite = true, Records = ids.Count, Ids = ids, Associations = associations };
    }

    public static Operation OfPersons(CallRequest request, IEnumerable<JsonElement> records, Operation operation)
    {
        var emails = new List<string>();
        var associations = new List<(string, string)>();
        foreach (JsonElement record in records)
        {
            string email = Text(record, "Email") ?? "";
            emails.Add(email);
            if (operation.Route != "person")
            {
                associations.Add(("person", email));
            }

            foreach (JsonElement company in Items(record, "companies"))
            {
                associations.Add(("company_person", $"{email}|{Text(company, "Company_ID")}"));
                associations.AddRange(Relationships(email, company));
            }

            associations.AddRange(Relationships(email, record));
        }

        return operation with { IsWrite = true, Records = emails.Count, Ids = emails, Associations = associations };
    }

    public static IEnumerable<JsonElement> Records(JsonElement root) => Items(root, "records");

    private static IEnumerable<(string, string)> Relationships(string email, JsonElement holder) =>
        Items(holder, "relationships").Select(entry => ("relationship_person", $"{email}|{Text(entry, "Relationship_ID")}"));

    private static JsonElement.ArrayEnumerator Items(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : default;

    private static string? Text(JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out JsonElement value) ? Json.Text(value) : null;
}
