using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>
/// Lets batches search for their bad records one after the other until any record was taken: a value that is bad in all of them is found out by the first
/// search, for all. Thread-safe.
/// </summary>
internal sealed class SearchTurns
{
    private readonly HashSet<string> _putOff = new(StringComparer.Ordinal);
    private Task _lastTurn = Task.CompletedTask;
    private volatile bool _isAnyTaken;
    private volatile RecordProblem? _givenUpFor;

    /// <summary>Sends a batch; in parts, if it is not taken as a whole.</summary>
    /// <param name="count">The number of records.</param>
    /// <param name="keysOf">Tells the keys of the records, should they be needed.</param>
    /// <param name="send">Sends the records at the given positions.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>
    /// What became of each record, null if all were taken; and whether the batch was given up because record after record was refused alike, here or in a batch before. For the
    /// latter, no record is put off twice: those before may have been refused every night, and tell nothing of this one.
    /// </returns>
    public async ValueTask<(BatchSplit? Split, bool NearlyAllRejected)> RunAsync(
        int count,
        Func<IEnumerable<string>> keysOf,
        Func<ReadOnlyMemory<int>, CancellationToken, ValueTask<BatchAnswer>> send,
        CancellationToken cancellationToken)
    {
        // Nearly all batches end here: only one that is refused pays for what searches it.
        var whole = await send(Enumerable.Range(0, count).ToArray(), cancellationToken).ConfigureAwait(false);
        if (whole.Verdict != BatchVerdict.Accepted)
            return await SearchAsync(count, whole, keysOf, send, cancellationToken).ConfigureAwait(false);
        _isAnyTaken = true;
        return (null, false);
    }

    private async ValueTask<(BatchSplit Split, bool NearlyAllRejected)> SearchAsync(
        int count,
        BatchAnswer whole,
        Func<IEnumerable<string>> keysOf,
        Func<ReadOnlyMemory<int>, CancellationToken, ValueTask<BatchAnswer>> send,
        CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (isWhole, hasTurn, isPutOff) = (true, false, false);
        RecordProblem? unnamed = null;
        try
        {
            var split = await BatchSplitter.RunAsync(
                count,
                async (positions, cancel) =>
                {
                    if (unnamed is not null && !hasTurn && !_isAnyTaken)
                    {
                        hasTurn = true;
                        await Interlocked.Exchange(ref _lastTurn, turn.Task).WaitAsync(cancel).ConfigureAwait(false);
                        isPutOff = !_isAnyTaken && _givenUpFor == unnamed && !keysOf().Any(_putOff.Contains);
                        if (isPutOff)
                        {
                            _putOff.UnionWith(keysOf());
                            return BatchAnswer.Halted;
                        }
                    }

                    // A splitter begins with all records, and that call has been made.
                    var answer = isWhole ? whole : await send(positions, cancel).ConfigureAwait(false);
                    isWhole = false;
                    if (answer.Verdict == BatchVerdict.Accepted)
                        _isAnyTaken = true;
                    if (answer.Verdict == BatchVerdict.Refused && answer.Named.Count == 0)
                        unnamed = answer.Reason;
                    return answer;
                },
                cancellationToken: cancellationToken).ConfigureAwait(false);
            if (split.NearlyAllRejected && unnamed is not null)
                _givenUpFor = unnamed;
            return (split, split.NearlyAllRejected || isPutOff);
        }
        finally
        {
            turn.SetResult();
        }
    }
}
