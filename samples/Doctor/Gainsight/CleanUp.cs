using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>Removes what a run created, and names what it could not remove.</summary>
internal sealed class CleanUp(GainsightClient client, string prefix)
{
    private const int MostNamed = 10;

    // A relationship goes before the company it belongs to.
    private static readonly string[] s_objects = ["relationship", "company"];

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> left = [];
        try
        {
            foreach (var objectName in s_objects)
            {
                // A write that was under way when the run ended may have arrived since the first look.
                for (var round = 0; round < 2 && await FindAsync(objectName, left, cancellationToken); round++)
                    await RemoveAsync(objectName, left, cancellationToken);
            }

            return left.Count == 0 ? new("done") : LeftBehind(left.Values);
        }
        catch (Exception error) when (error is GainsightException or OperationCanceledException or InvalidOperationException)
        {
            return LeftBehind(left.Count > 0 ? left.Values : [$"perhaps records whose names begin with {prefix}"]);
        }
    }

    private async Task<bool> FindAsync(string objectName, Dictionary<string, string> left, CancellationToken cancellationToken)
    {
        GainsightQuery query = new() { Where = new("Name", GainsightOperator.StartsWith, prefix), PageSize = 20 };
        var found = false;
        await foreach (var row in client.QueryAsync(objectName, query, cancellationToken))
        {
            // Nothing but our own is ever deleted, however the tenant understood the query.
            if (row is { Gsid: { } gsid } && row.GetText("Name") is { } name && name.StartsWith(prefix, StringComparison.Ordinal))
                found |= left.TryAdd(gsid, name) || left.ContainsKey(gsid);
        }

        return found;
    }

    private async Task RemoveAsync(string objectName, Dictionary<string, string> left, CancellationToken cancellationToken)
    {
        foreach (var gsid in left.Keys.ToArray())
        {
            try
            {
                // False says that there is none.
                _ = objectName == "company"
                    ? await client.Companies.DeleteAsync(gsid, cancellationToken)
                    : await client.Relationships.DeleteAsync(gsid, cancellationToken);
                left.Remove(gsid);
            }
            catch (GainsightException)
            {
                // It stays among those that are left; the others are tried.
            }
        }
    }

    private static Finding LeftBehind(IReadOnlyCollection<string> names) => new(
        $"left behind: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(MostNamed))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}",
        IsKnown: false);
}
