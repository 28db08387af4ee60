using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

/// <summary>Creates or updates persons, one a call: Gainsight finds them by their e-mail address itself.</summary>
/// <remarks>https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Person_API/People_API_Documentation.</remarks>
internal sealed class PersonWriter(GainsightApi api, QuotaPriority priority)
{
    public const string Path = "v1/peoplemgmt/v1.0/people";
    private readonly ApiCall _call = new("gainsight.person.upsert", RepeatRule.Safe) { Priority = priority };

    public async ValueTask UpsertAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var (alike, accepted, rejected) = (0, false, 0);
        RecordProblem? first = null;
        RecordProblem? last = null;
        var sound = batch.TakeSound();
        foreach (var row in sound)
        {
            if (batch.IsOver)
                break;
            await SendAsync(batch, row, cancellationToken).ConfigureAwait(false);
            accepted |= batch.Results[row].Outcome == RecordOutcome.Succeeded;
            if (batch.Results[row] is not { Outcome: RecordOutcome.Rejected, Problem: { } problem })
                continue;
            first ??= problem;
            rejected++;
            alike = problem == last ? alike + 1 : 1;
            last = problem;
            batch.NearlyAllRejected = !accepted && alike >= BatchSplitter.DefaultGiveUpAfter && row != sound[^1];
        }

        if (first is not null)
            api.Logger.RecordsRejected(rejected, batch.Rows.Count, batch.Rows.Layout.ObjectName, first.Code, first.Field);
        for (var row = 0; batch.NearlyAllRejected && row < batch.Rows.Count; row++)
        {
            if (batch.Results[row].Outcome == RecordOutcome.Deferred)
                batch.Results[row] = RecordResult.Retryable(RecordProblems.NearlyAllRejected);
        }
    }

    private async ValueTask SendAsync(WriteBatch batch, int row, CancellationToken cancellationToken)
    {
        using var payload = JsonPayload.Create(
            (batch.Rows, Row: row), static (json, state) => state.Rows.WriteRecord(json, state.Row, isInsert: null), 1024);
        using var reply = await api.SendAsync(_call, HttpMethod.Put, Path, payload, cancellationToken).ConfigureAwait(false);
        switch (reply.End)
        {
            case CallEnd.Succeeded:
                // Whether it was created or updated is not said, and no sample of the answer is published: the ID is taken if it is there.
                batch.Results[row] = RecordResult.Succeeded(RecordEffect.NotSaid, GsidOf(reply));
                break;
            case CallEnd.Refused:
                batch.Results[row] = RecordResult.Rejected(RecordProblems.Of(reply.ErrorCode, null));
                break;
            case CallEnd.TooLarge:
                batch.Results[row] = RecordResult.Rejected(RecordProblems.TooLarge);
                break;
            default:
                if (reply.End == CallEnd.NoAnswer)
                    batch.Results[row] = RecordResult.Unknown;
                batch.Stop = Stop.Of(reply, api);
                break;
        }
    }

    private static string? GsidOf(GainsightReply reply)
    {
        var reader = new Utf8JsonReader(reply.Data.Span);
        if (reply.Data.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isGsid = reader.ValueTextEquals("Gsid"u8);
            reader.Read();
            if (isGsid)
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }
}
