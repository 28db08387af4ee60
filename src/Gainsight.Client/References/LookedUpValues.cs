using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>The values that Gainsight looks up in other objects while it writes.</summary>
internal static class LookedUpValues
{
    /// <summary>Finds the records with a value that leads to no record.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="part">Those to look at.</param>
    /// <param name="references">Finds and remembers.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The records, each with the column of the value; and why no more calls can be made.</returns>
    public static async ValueTask<(List<(int Row, int Column, RecordProblem Problem)> Unmatched, Stop? Stop)> FindUnmatchedAsync(
        ObjectRows rows, int[] part, ReferenceFinder references, QuotaPriority priority, CancellationToken cancellationToken)
    {
        List<(int, int, RecordProblem)> unmatched = [];
        for (var i = 0; i < rows.Layout.Columns.Count; i++)
        {
            if (rows.Layout.Columns[i] is not { HelperName: not null, LookupBy: { } by, Field: { LookupObject: { } objectName } field })
                continue;
            using var keys = new RecordBatch(new RecordSchema([by]), part.Length);
            List<int> asked = [];
            foreach (var row in part)
            {
                if (!rows.ValuesOf(row)[i].HasValue)
                    continue;
                keys.Add()[0] = rows.ValuesOf(row)[i];
                asked.Add(row);
            }

            var found = new FindResult[asked.Count];
            if (await references.FindAsync(references.TargetOf(objectName, by), keys, priority, found, cancellationToken).ConfigureAwait(false) is { } stop)
                return (unmatched, stop);
            for (var k = 0; k < found.Length; k++)
            {
                if (found[k].Outcome == FindOutcome.Absent)
                    unmatched.Add((asked[k], i, RecordProblems.Of(GainsightErrorCode.NoMatch, field.Name)));
            }
        }

        return (unmatched, null);
    }
}
