using System.Text.Json;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>What a privacy request takes with it: an account its users, a user its records.</summary>
internal static class Cascade
{
    public static List<ItemKey> Find(EnterpretStore store, string[] ids, EnterpretEmulatorOptions options)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var doomed = new List<ItemKey>();
        var accounts = new HashSet<string>(StringComparer.Ordinal);
        foreach ((ItemKey key, _) in store.Items(EnterpretStore.Accounts).Where(item => wanted.Contains(item.Key.Id)))
        {
            accounts.Add(key.Id);
            doomed.Add(key);
        }

        // Records may belong to somebody who was never sent as a user.
        var users = new HashSet<string>(wanted, StringComparer.Ordinal);
        foreach ((ItemKey key, StoredItem item) in store.Items(EnterpretStore.Users))
        {
            if (wanted.Contains(key.Id) || Refers(item, ["attributes", options.UserAccountField], accounts))
            {
                users.Add(key.Id);
                doomed.Add(key);
            }
        }

        doomed.AddRange(store.Items(EnterpretStore.Records)
            .Where(item => RecordRefers(item.Value, options.RecordUserField, users) || RecordRefers(item.Value, options.RecordAccountField, accounts))
            .Select(static item => item.Key));
        return doomed;
    }

    private static bool RecordRefers(StoredItem item, string field, HashSet<string> ids) =>
        Refers(item, ["metadata", "metadata", field, "array"], ids) || Refers(item, ["metadata", field, "array"], ids);

    private static bool Refers(StoredItem item, ReadOnlySpan<string> path, HashSet<string> ids)
    {
        if (ids.Count == 0)
        {
            return false;
        }

        using var document = JsonDocument.Parse(item.Json);
        JsonElement at = document.RootElement;
        foreach (string name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return false;
            }
        }

        return at.ValueKind == JsonValueKind.Object && at.TryGetProperty("s", out JsonElement values)
            && values.EnumerateArray().Any(value => ids.Contains(value.GetString()!));
    }
}
