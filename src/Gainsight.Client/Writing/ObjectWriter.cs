using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

/// <summary>Inserts and updates records of one object, 50 a call, and finds those that keep a call from going through.</summary>
/// <remarks>Gainsight validates all records of a call before it writes any: one bad record refuses the call.</remarks>
internal sealed class ObjectWriter(GainsightApi api, QuotaPriority priority, SearchTurns turns, ReferenceFinder? references = null)
{
    // https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Company_API_Documentation
    public const int MaximumRecords = 50;

    /// <summary>Creates records. A call whose answer is lost is not repeated: its records are unknown.</summary>
    public ValueTask InsertAsync(WriteBatch batch, IReadOnlyList<int> rows, CancellationToken cancellationToken) =>
        WriteAsync(batch, rows, isInsert: true, missing: null, cancellationToken);

    /// <summary>Updates records that exist.</summary>
    /// <param name="batch">The records and their results.</param>
    /// <param name="rows">Those to update.</param>
    /// <param name="missing">Gets those that Gainsight does not hold.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public ValueTask UpdateAsync(WriteBatch batch, IReadOnlyList<int> rows, List<int> missing, CancellationToken cancellationToken) =>
        WriteAsync(batch, rows, isInsert: false, missing, cancellationToken);

    private async ValueTask WriteAsync(
        WriteBatch batch, IReadOnlyList<int> rows, bool isInsert, List<int>? missing, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(MaximumRecords))
        {
            if (batch.IsOver)
                break;
            var call = new WriteCall(api, priority, batch, chunk, isInsert, references);
            var (split, nearlyAllRejected) = await turns.RunAsync(
                chunk.Length, () => chunk.Select(batch.Rows.KeyOf), call.SendAsync, cancellationToken).ConfigureAwait(false);
            batch.NearlyAllRejected |= nearlyAllRejected;
            if (split is not null)
                Take(batch, chunk, split, missing);
        }

        if (batch.NearlyAllRejected)
            batch.GiveUp();
    }

    private void Take(WriteBatch batch, int[] chunk, BatchSplit split, List<int>? missing)
    {
        RecordProblem? first = null;
        var rejected = 0;
        for (var i = 0; i < chunk.Length; i++)
        {
            if (split.FateOf(i) != BatchFate.Rejected)
                continue;
            var problem = split.ReasonOf(i)!;
            if (missing is not null && problem.Code == SyncErrorCodes.NotFound)
            {
                missing.Add(chunk[i]);
                continue;
            }

            batch.Results[chunk[i]] = RecordResult.Rejected(problem);
            first ??= problem;
            rejected++;
        }

        if (first is not null)
            api.Logger.RecordsRejected(rejected, chunk.Length, batch.Rows.Layout.ObjectName, first.Code, first.Field);
    }
}
