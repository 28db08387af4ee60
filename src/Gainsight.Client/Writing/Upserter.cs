using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Creates what is absent and updates what is present: Gainsight has no such call.</summary>
/// <param name="api">The tenant.</param>
/// <param name="priority">Who is served first.</param>
/// <param name="turns">Whose turn it is to search for bad records.</param>
/// <param name="references">Finds what records refer to; null if Gainsight looks nothing up for them.</param>
internal sealed class Upserter(GainsightApi api, QuotaPriority priority, SearchTurns turns, ReferenceFinder? references = null)
{
    private readonly ObjectWriter _writer = new(api, priority, turns, references);

    /// <summary>Writes records.</summary>
    /// <param name="batch">The records and their results.</param>
    /// <param name="operation">Upsert, insert, update or append.</param>
    /// <param name="known">The keys read at the start of the run, if they were.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask WriteAsync(WriteBatch batch, SyncOperation operation, KnownKeys? known, CancellationToken cancellationToken)
    {
        var sound = batch.TakeSound();
        if (operation == SyncOperation.Append)
        {
            await AppendAsync(batch, sound, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (operation != SyncOperation.Insert && sound.TrueForAll(row => IsKnown(batch.Rows, row)))
        {
            await UpdateAsync(batch, sound, operation, known, cancellationToken).ConfigureAwait(false);
            return;
        }

        var found = await FindAsync(batch, sound, operation, known, cancellationToken).ConfigureAwait(false);
        if (batch.IsOver)
            return;

        var (absent, present) = Decide(batch, sound, found, operation);
        await InsertAsync(batch, absent, known, cancellationToken).ConfigureAwait(false);
        await UpdateAsync(batch, present, operation, known, cancellationToken).ConfigureAwait(false);
    }

    // Whatever is there is none of our business, unless it may be this very record, sent before without an answer.
    private async ValueTask AppendAsync(WriteBatch batch, List<int> sound, CancellationToken cancellationToken)
    {
        var found = new FindResult[batch.Rows.Count];
        var doubtful = sound.FindAll(row => batch.Rows.KnowledgeOf(row) == RecordKnowledge.InDoubt && batch.Rows.Layout.KeyIndexes.Count > 0);
        batch.Stop = await KeyFinder.FindAsync(api, batch.Rows, doubtful, priority, found, cancellationToken).ConfigureAwait(false);
        if (batch.IsOver)
            return;
        foreach (var row in doubtful)
        {
            if (found[row].Outcome != FindOutcome.Absent)
                batch.Results[row] = RecordResult.Skipped(RecordProblems.AlreadyExists);
        }

        await InsertAsync(batch, sound.FindAll(row => batch.Results[row].Outcome != RecordOutcome.Skipped), known: null, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsKnown(ObjectRows rows, int row) =>
        rows.KnowledgeOf(row) == RecordKnowledge.Accepted && (!rows.Layout.UpdatesByGsid || rows.GsidOf(row) is not null);

    private async ValueTask UpdateAsync(WriteBatch batch, List<int> present, SyncOperation operation, KnownKeys? known, CancellationToken cancellationToken)
    {
        List<int> missing = [];
        if (!batch.IsOver)
            await _writer.UpdateAsync(batch, present, missing, cancellationToken).ConfigureAwait(false);

        // Taken for present and deleted since.
        if (operation == SyncOperation.Update)
            batch.Set([.. missing], RecordResult.Skipped(RecordProblems.NotFound));
        else if (!batch.IsOver)
            await InsertAsync(batch, missing, known, cancellationToken).ConfigureAwait(false);
    }

    // What is known to exist is not asked for; what is in doubt always is, however much was read before.
    private async ValueTask<FindResult[]> FindAsync(
        WriteBatch batch, List<int> sound, SyncOperation operation, KnownKeys? known, CancellationToken cancellationToken)
    {
        var found = new FindResult[batch.Rows.Count];
        List<int> unsure = [];
        foreach (var row in sound)
        {
            var knowledge = batch.Rows.KnowledgeOf(row);
            if (operation != SyncOperation.Insert && IsKnown(batch.Rows, row))
            {
                found[row] = FindResult.One(null);
                continue;
            }

            var outcome = knowledge == RecordKnowledge.Unknown && known is not null ? known.Find(batch.Rows.KeyOf(row)) : FindOutcome.CannotTell;
            if (outcome == FindOutcome.CannotTell || outcome == FindOutcome.One && batch.Rows.Layout.UpdatesByGsid && operation != SyncOperation.Insert)
                unsure.Add(row);
            else
                found[row] = outcome switch { FindOutcome.Absent => FindResult.Absent, FindOutcome.One => FindResult.One(null), _ => FindResult.Many };
        }

        batch.Stop = await KeyFinder.FindAsync(api, batch.Rows, unsure, priority, found, cancellationToken).ConfigureAwait(false);
        foreach (var row in unsure)
        {
            if (found[row].DestinationId is { } gsid)
                batch.Rows.SetGsid(row, gsid);
        }

        return found;
    }

    private (List<int> Absent, List<int> Present) Decide(WriteBatch batch, List<int> sound, FindResult[] found, SyncOperation operation)
    {
        List<int> absent = [];
        List<int> present = [];
        foreach (var row in sound)
        {
            switch (found[row].Outcome)
            {
                case FindOutcome.Absent when operation == SyncOperation.Update:
                    batch.Results[row] = RecordResult.Skipped(RecordProblems.NotFound);
                    break;
                case FindOutcome.Absent:
                    absent.Add(row);
                    break;
                case not FindOutcome.Absent when operation == SyncOperation.Insert:
                    batch.Results[row] = RecordResult.Skipped(RecordProblems.AlreadyExists);
                    break;
                case FindOutcome.Many when batch.Rows.Layout.UpdatesByGsid || api.Options.MultipleMatches == GainsightMultipleMatches.Reject:
                    batch.Results[row] = RecordResult.Rejected(RecordProblems.AmbiguousKey);
                    break;
                default:
                    present.Add(row);
                    break;
            }
        }

        return (absent, present);
    }

    private async ValueTask InsertAsync(WriteBatch batch, List<int> rows, KnownKeys? known, CancellationToken cancellationToken)
    {
        try
        {
            await _writer.InsertAsync(batch, rows, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What was sent and not answered may be there: it must not be taken for absent again, even if the caller was cancelled.
            foreach (var row in rows)
            {
                if (known is not null && batch.Results[row].Outcome != RecordOutcome.Rejected)
                    known.NoteInsert(batch.Rows.KeyOf(row), batch.Results[row].Outcome == RecordOutcome.Succeeded);
            }
        }
    }
}
