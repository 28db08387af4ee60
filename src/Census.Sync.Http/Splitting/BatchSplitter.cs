namespace Census.Sync.Http;

/// <summary>Finds the bad records of a batch that a service takes only as a whole, with few calls.</summary>
/// <remarks>
/// <para>
/// Records that the service names are dropped, and the rest is sent as one. Else the batch is halved. What is proven is not asked again: if one half
/// of a refused part passes, the bad record is in the other, which is halved at once; the last one left is rejected without a call; halves
/// that were never tried are put together again. One bad record among 50 costs 2 calls if it is named and at most 10 if not.
/// </para>
/// <para>
/// The more records turn out bad, the smaller the parts that are tried next, down to single records. A batch of 50 that is bad as a whole is given up
/// after 15 calls.
/// </para>
/// </remarks>
public static class BatchSplitter
{
    /// <summary>The number of records refused one after the other, for the same reason and none taken, after which a batch is given up.</summary>
    public const int DefaultGiveUpAfter = 10;

    /// <summary>Sends a batch, in parts if needed.</summary>
    /// <param name="count">The number of records.</param>
    /// <param name="send">Sends the records at the given positions and tells the answer. The positions are valid during the call.</param>
    /// <param name="giveUpAfter">After how many records, refused for the same reason and none taken, to give up; 0 never gives up.</param>
    /// <param name="cancellationToken">Handed to <paramref name="send"/>.</param>
    /// <returns>What became of each record.</returns>
    public static async ValueTask<BatchSplit> RunAsync(
        int count,
        Func<ReadOnlyMemory<int>, CancellationToken, ValueTask<BatchAnswer>> send,
        int giveUpAfter = DefaultGiveUpAfter,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(giveUpAfter);
        ArgumentNullException.ThrowIfNull(send);
        var split = new BatchSplitRun(count, send, giveUpAfter);
        await split.RunAsync(cancellationToken).ConfigureAwait(false);
        return split.Result;
    }
}
