using System.Collections.Concurrent;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Finds the Gainsight IDs of records that others refer to by name, many at a time, and remembers them for a while. Thread-safe.</summary>
/// <param name="api">The tenant.</param>
/// <param name="keepsAbsent">Whether to remember as well that there is none, which saves calls for as long as a run lasts.</param>
internal sealed class ReferenceFinder(GainsightApi api, bool keepsAbsent)
{
    // 100,000 names take some 20 MB.
    private const int MostPages = 20;
    private const int MostKept = 500_000;
    private readonly ConcurrentDictionary<(string Target, string Key), (DateTimeOffset At, FindResult Result)> _known = new();

    /// <summary>Describes what is looked for: an object and the fields that name a record of it.</summary>
    public ObjectLayout TargetOf(string objectName, params IReadOnlyList<string> fields)
    {
        ObjectColumn[] columns =
        [
            .. fields.Select(field => new ObjectColumn(new(field)
            {
                KeyComparison = field == "Email" ? KeyComparison.Email : field == ObjectLayout.GsidName ? KeyComparison.Ordinal : api.Options.CompanyKeyComparison,
            })),
        ];
        return new(objectName, columns, [.. Enumerable.Range(0, columns.Length)], api.Options.Lookups);
    }

    /// <summary>Finds records.</summary>
    /// <param name="target">What is looked for.</param>
    /// <param name="keys">The names, in the columns of the target.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="found">Gets the answers, in the order of the names.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why it ended early; null if it did not.</returns>
    public async ValueTask<Stop?> FindAsync(
        ObjectLayout target, RecordBatch keys, QuotaPriority priority, FindResult[] found, CancellationToken cancellationToken)
    {
        var rows = new ObjectRows(target, keys);
        Dictionary<string, int> asked = new(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            var key = rows.KeyOf(row);
            if (Recall(target, key) is { } known)
                found[row] = known;
            else
                asked.TryAdd(key, row);
        }

        if (asked.Count == 0)
            return null;
        var stop = await KeyFinder.FindAsync(api, rows, [.. asked.Values], priority, found, cancellationToken).ConfigureAwait(false);
        if (stop is not null)
            return stop;
        for (var row = 0; row < rows.Count; row++)
        {
            var key = rows.KeyOf(row);
            if (!asked.TryGetValue(key, out var first))
                continue;
            found[row] = found[first];
            if (row == first)
                Remember(target, key, found[first]);
        }

        return null;
    }

    /// <summary>Reads all names at once, if that takes fewer calls than to ask for as many as are expected.</summary>
    /// <param name="target">What will be looked for.</param>
    /// <param name="expected">The largest number of names that will be asked for.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why no more calls can be made; null if they can.</returns>
    public async ValueTask<Stop?> ReadAllAsync(ObjectLayout target, long expected, QuotaPriority priority, CancellationToken cancellationToken)
    {
        var affordable = (int)Math.Min((expected + KeyFinder.MaximumKeys - 1) / KeyFinder.MaximumKeys - 2, MostPages);
        if (affordable < 1 || api.Options.ReferencesLifetime == TimeSpan.Zero)
            return null;
        if (await KeyPages.HasMoreThanAsync(api, target.ObjectName, affordable * QueryBody.MaximumRows, priority, cancellationToken).ConfigureAwait(false))
            return null;

        Dictionary<string, FindResult> found = new(StringComparer.Ordinal);
        var stop = await KeyFinder.ReadAsync(api, target, [], priority, found, cancellationToken).ConfigureAwait(false);
        if (stop is not null)
            return stop;
        var now = api.Time.GetUtcNow();
        foreach (var (key, result) in found)
            _known[(target.UpdatePath, key)] = (now, result);
        return null;
    }

    private FindResult? Recall(ObjectLayout target, string key) =>
        _known.TryGetValue((target.UpdatePath, key), out var known) && api.Time.GetUtcNow() - known.At < api.Options.ReferencesLifetime ? known.Result : null;

    private void Remember(ObjectLayout target, string key, FindResult result)
    {
        if (_known.Count < MostKept && (keepsAbsent || result.Outcome == FindOutcome.One))
            _known[(target.UpdatePath, key)] = (api.Time.GetUtcNow(), result);
    }
}
