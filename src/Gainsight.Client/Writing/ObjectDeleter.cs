using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Deletes records of one object, one a call: that is what Gainsight documents.</summary>
internal sealed class ObjectDeleter(GainsightApi api, QuotaPriority priority)
{
    /// <summary>Deletes by the Gainsight ID, if it is known, else by the key. What is not there counts as success without an effect.</summary>
    public async ValueTask DeleteAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var sound = batch.TakeSound();
        var rows = batch.Rows;
        var gsidKey = rows.Layout.KeyNames is [ObjectLayout.GsidName] ? 0 : -1;
        List<int> unsure = [];
        foreach (var row in sound)
        {
            if (gsidKey == 0)
                rows.SetGsid(row, rows.KeyValueOf(row, 0).ToText());
            else if (rows.GsidOf(row) is null)
                unsure.Add(row);
        }

        var found = new FindResult[rows.Count];
        batch.Stop = await KeyFinder.FindAsync(api, rows, unsure, priority, found, cancellationToken).ConfigureAwait(false);
        if (batch.IsOver)
            return;

        foreach (var row in unsure)
        {
            if (found[row].DestinationId is { } gsid)
                rows.SetGsid(row, gsid);
            else
                batch.Results[row] = found[row].Outcome == FindOutcome.Absent ? RecordResult.Succeeded(RecordEffect.None) : RecordResult.Rejected(RecordProblems.AmbiguousKey);
        }

        int[][] groups = [.. sound.Where(row => rows.GsidOf(row) is not null).Select(row => new[] { row })];
        await SingleCalls.RunAsync(api, batch, groups, (group, cancel) => SendAsync(batch, group[0], cancel), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(WriteBatch batch, int row, CancellationToken cancellationToken)
    {
        var gsid = batch.Rows.GsidOf(row)!;
        if (!CanBeId(gsid))
        {
            batch.Results[row] = RecordResult.Succeeded(RecordEffect.None, gsid);
            return;
        }

        using var reply = await SendAsync(api, batch.Rows.Layout.ObjectName, gsid, priority, cancellationToken).ConfigureAwait(false);
        if (reply.End == CallEnd.Succeeded || IsGone(reply))
        {
            // Not there: perhaps because an attempt whose answer was lost deleted it.
            var isDeleted = reply.End == CallEnd.Succeeded || reply.MayHaveBeenProcessed;
            batch.Results[row] = RecordResult.Succeeded(isDeleted ? RecordEffect.Deleted : RecordEffect.None, gsid);
        }
        else if (reply.End == CallEnd.Refused && reply.ErrorCode != GainsightErrorCode.InvalidCall || reply.ErrorCode == GainsightErrorCode.DeleteFailed)
        {
            batch.Results[row] = RecordResult.Rejected(RecordProblems.Of(reply.ErrorCode, null));
        }
        else
        {
            if (reply.IsInDoubt)
                batch.Results[row] = RecordResult.Unknown;
            batch.Stop = Stop.Of(reply, api);
        }
    }

    /// <summary>Sends one deletion.</summary>
    public static ValueTask<GainsightReply> SendAsync(
        GainsightApi api, string objectName, string gsid, QuotaPriority priority, CancellationToken cancellationToken) => api.SendAsync(
            new($"gainsight.{objectName.ToLowerInvariant()}.delete", RepeatRule.Safe) { Priority = priority },
            HttpMethod.Delete,
            PathOf(objectName, gsid),
            null,
            cancellationToken);

    /// <summary>Tells whether a text can be an ID in a path: dots alone would lead to another path.</summary>
    public static bool CanBeId(string gsid) => gsid.AsSpan().ContainsAnyExcept('.');

    public static string PathOf(string objectName, string gsid) => $"v1/data/objects/{Uri.EscapeDataString(objectName)}/{Uri.EscapeDataString(gsid)}";

    /// <summary>Tells whether a deletion was refused because there is no such record. Assumed: the vendor does not say how it answers then.</summary>
    public static bool IsGone(GainsightReply reply) =>
        reply.End == CallEnd.Refused && (reply.ErrorCode == GainsightErrorCode.InvalidGsid || reply.ErrorCode == GainsightErrorCode.NoMatch);
}
