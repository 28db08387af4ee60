using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Storage;

/// <summary>Reads blobs one after the other while others write.</summary>
internal static class BlobRange
{
    // What one trip to a thread of the pool brings back: small enough to hold, large enough to pay for the trip.
    private const int BytesAtOnce = 1024 * 1024;
    private const int BlobsAtOnce = 512;

    private const string Blobs = "SELECT number, content FROM blob WHERE sync = $1 AND section = $2 AND number >= $3 AND number < $4 ORDER BY number";

    /// <summary>Reads blobs.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sync">The sync.</param>
    /// <param name="section">The section.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public static async IAsyncEnumerable<StateBlob> ReadAsync(
        StateFile file, long sync, StateSection section, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A query that is open sees the file as it was when the query began, whatever is written meanwhile.
        var connection = await file.RentReaderAsync(cancellationToken).ConfigureAwait(false);
        SqliteDataReader? rows = null;
        var usable = false;
        try
        {
            rows = await file.RunAsync(() => connection.Query(Blobs, sync, (long)section, from, to)).ConfigureAwait(false);
            List<StateBlob> blobs = [];
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                blobs.Clear();
                await file.RunAsync(() => ReadSome(rows, blobs)).ConfigureAwait(false);
                usable = true;
                foreach (var blob in blobs)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return blob;
                }

                usable = false;
            }
            while (blobs.Count > 0);

            usable = true;
        }
        finally
        {
            if (rows is not null)
                await rows.DisposeAsync().ConfigureAwait(false);
            file.Return(connection, usable);
        }
    }

    /// <summary>Reads as much as one trip brings back.</summary>
    /// <returns>Whether there was anything.</returns>
    public static bool ReadSome(SqliteDataReader rows, List<StateBlob> blobs)
    {
        for (var bytes = 0; bytes < BytesAtOnce && blobs.Count < BlobsAtOnce && rows.Read();)
        {
            var content = rows.GetFieldValue<byte[]>(1);
            blobs.Add(new(rows.GetInt64(0), content));
            bytes += content.Length;
        }

        return blobs.Count > 0;
    }
}
