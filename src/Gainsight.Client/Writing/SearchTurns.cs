using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>
/// Lets batches search for their bad records one after the other until any record was taken: a value that is bad in all of them is found out by the first
/// search, for all. Thread-safe.
/// </summary>
internal sealed class SearchTurns
{
    private Task _lastTurn = Task.CompletedTask;
    private volatile bool _isAnyTaken;
    private volatile RecordProblem? _givenUpFor;

    /// <summary>Sends a batch, in parts if needed.</summary>
    /// <param name="count">The number of records.</param>
    /// <param name="send">Sends the records at the given positions.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>What became of each record, and whether it was given up because record after record was refused alike, here or in the batch before.</returns>
    public async ValueTask<(BatchSplit Split, bool NearlyAllRejected)> RunAsync(
        int count, Func<ReadOnlyMemory<int>, CancellationToken, ValueTask<BatchAnswer>> send, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (hasTurn, isGivenUp) = (false, false);
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
                        isGivenUp = !_isAnyTaken && _givenUpFor == unnamed;
                        if (isGivenUp)
                            return BatchAnswer.Halted;
                    }

                    var answer = await send(positions, cancel).ConfigureAwait(false);
                    if (answer.Verdict == BatchVerdict.Accepted)
                        _isAnyTaken = true;
                    if (answer.Verdict == BatchVerdict.Refused && answer.Named.Count == 0)
                        unnamed = answer.Reason;
                    return answer;
                },
                cancellationToken: cancellationToken).ConfigureAwait(false);
            if (split.NearlyAllRejected && unnamed is not null)
                _givenUpFor = unnamed;
            return (split, split.NearlyAllRejected || isGivenUp);
        }
        finally
        {
            turn.SetResult();
        }
    }
}
