using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

/// <summary>Makes calls that carry one record, or a few that belong together, and gives up when one after the other is refused for the same reason.</summary>
internal static class SingleCalls
{
    /// <summary>Sends one group after the other.</summary>
    /// <param name="api">The tenant.</param>
    /// <param name="batch">The records and their results.</param>
    /// <param name="groups">The records of each call.</param>
    /// <param name="send">Sends a group and notes what became of its records.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public static async ValueTask RunAsync(
        GainsightApi api,
        WriteBatch batch,
        IReadOnlyList<int[]> groups,
        Func<int[], CancellationToken, ValueTask> send,
        CancellationToken cancellationToken)
    {
        var (alike, accepted, rejected) = (0, false, 0);
        RecordProblem? first = null;
        RecordProblem? last = null;
        for (var i = 0; i < groups.Count && !batch.IsOver; i++)
        {
            await send(groups[i], cancellationToken).ConfigureAwait(false);
            accepted |= groups[i].Any(row => batch.Results[row].Outcome == RecordOutcome.Succeeded);
            foreach (var row in groups[i])
            {
                if (batch.Results[row] is not { Outcome: RecordOutcome.Rejected, Problem: { } problem })
                    continue;
                first ??= problem;
                rejected++;
                alike = problem == last ? alike + 1 : 1;
                last = problem;
            }

            batch.NearlyAllRejected = !accepted && alike >= BatchSplitter.DefaultGiveUpAfter && i < groups.Count - 1;
        }

        if (first is not null)
            api.Logger.RecordsRejected(rejected, batch.Rows.Count, batch.Rows.Layout.ObjectName, first.Code, first.Field);
        if (batch.NearlyAllRejected)
            batch.GiveUp();
    }
}
