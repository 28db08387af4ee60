using System.Security.Cryptography;
using System.Text;
using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

/// <summary>The keys of all records of an object, read at the start of a run when that is cheaper than to ask for each batch. Thread-safe.</summary>
/// <remarks>Keeps a hash of each key: some 40 bytes a record, whatever its length.</remarks>
internal sealed class KnownKeys
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, byte> _counts = [];
    private readonly HashSet<UInt128> _doubtful = [];
    private readonly ObjectLayout _layout;
    private readonly GainsightApi _api;
    private readonly DateTimeOffset _readAt;

    /// <summary>Initializes keys that are being read from now on.</summary>
    /// <param name="layout">The object and its key.</param>
    /// <param name="api">The tenant.</param>
    public KnownKeys(ObjectLayout layout, GainsightApi api)
    {
        _layout = layout;
        _api = api;
        _readAt = api.Time.GetUtcNow();
    }

    /// <summary>Gets a value indicating whether the keys were read lately.</summary>
    public bool IsFresh => _api.Time.GetUtcNow() - _readAt <= _api.Options.KnownKeysLifetime;

    /// <summary>Reads all keys, unless asking for each batch takes fewer calls.</summary>
    /// <param name="api">The tenant.</param>
    /// <param name="layout">The object and its key.</param>
    /// <param name="unknown">The number of records that would be asked for.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The keys, or null if they were not read; and why no more calls can be made.</returns>
    public static async ValueTask<(KnownKeys? Keys, Stop? Stop)> ReadAsync(
        GainsightApi api, ObjectLayout layout, long unknown, QuotaPriority priority, CancellationToken cancellationToken)
    {
        // Asking costs a call for 50 records, reading one for 5,000. Whether there are too many to read is found out with one call.
        var askingCalls = (unknown + KeyFinder.MaximumKeys - 1) / KeyFinder.MaximumKeys;
        var affordable = askingCalls - 2;
        if (affordable < 1 || api.Options.KnownKeysLifetime == TimeSpan.Zero)
            return (null, null);

        var most = (int)Math.Min(affordable * QueryBody.MaximumRows, int.MaxValue);
        if (affordable > 1 && await KeyPages.HasMoreThanAsync(api, layout.ObjectName, most, priority, cancellationToken).ConfigureAwait(false))
        {
            api.Logger.TooManyToRead(most, layout.ObjectName);
            return (null, null);
        }

        // One page more than is affordable tells a last page that is full from one that is not the last.
        var known = new KnownKeys(layout, api);
        var (pages, stop) = await KeyPages.ReadAsync(
            api, layout, [], affordable + 1, priority, (key, _) => known.Count(HashOf(key)), cancellationToken).ConfigureAwait(false);
        if (pages is null)
            return (null, stop);
        api.Logger.KeysRead(known._counts.Count, layout.ObjectName, pages.Value);
        return (known, null);
    }

    /// <summary>Tells what is known of a key; "cannot tell" if it has to be asked for.</summary>
    public FindOutcome Find(string key)
    {
        lock (_lock)
        {
            if (!IsFresh)
                return FindOutcome.CannotTell;
            var hash = HashOf(key);
            return _doubtful.Contains(hash) ? FindOutcome.CannotTell
                : _counts.GetValueOrDefault(hash) switch { 0 => FindOutcome.Absent, 1 => FindOutcome.One, _ => FindOutcome.Many };
        }
    }

    /// <summary>Answers for records as far as their keys were read.</summary>
    /// <returns>The records that have to be asked for.</returns>
    public List<int> Answer(ObjectRows rows, IReadOnlyList<int> wanted, FindResult[] found)
    {
        List<int> unread = [];
        foreach (var row in wanted)
        {
            var outcome = Find(rows.KeyOf(row));
            if (outcome == FindOutcome.CannotTell)
                unread.Add(row);
            else
                found[row] = outcome switch { FindOutcome.Absent => FindResult.Absent, FindOutcome.One => FindResult.One(null), _ => FindResult.Many };
        }

        return unread;
    }

    /// <summary>Adds a key that was read, before anybody asks for one.</summary>
    /// <param name="keys">The values of its fields.</param>
    public void Add(ReadOnlySpan<FieldValue> keys) => Count(HashOf(KeyFinder.KeyOf(_layout, keys)));

    /// <summary>Notes what became of a record that was to be created.</summary>
    public void NoteInsert(string key, bool isCertain)
    {
        lock (_lock)
        {
            if (!isCertain)
                _doubtful.Add(HashOf(key));
            else
                Count(HashOf(key));
        }
    }

    private void Count(UInt128 hash)
    {
        var count = _counts.GetValueOrDefault(hash);
        _counts[hash] = (byte)Math.Min(2, count + 1);
    }

    private static UInt128 HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
