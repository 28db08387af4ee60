using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Creates or updates persons with all that belongs to them, one person a call: Gainsight finds them by their e-mail address itself.</summary>
/// <remarks>https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Person_API/People_API_Documentation.</remarks>
internal sealed class PersonWriter(GainsightApi api, QuotaPriority priority)
{
    public const string Path = "v1/peoplemgmt/v1.0/people";
    private readonly ApiCall _call = new("gainsight.person.upsert", RepeatRule.Safe) { Priority = priority };

    /// <summary>Writes persons.</summary>
    /// <param name="batch">The records and their results.</param>
    /// <param name="groups">The records about one person each.</param>
    /// <param name="build">Makes the person of some records of a group; alone if so asked, without companies.</param>
    /// <param name="gsidOf">Reads the ID of a record from an answer.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public ValueTask UpsertAsync(
        WriteBatch batch,
        IReadOnlyList<int[]> groups,
        Func<IReadOnlyList<int>, bool, PersonNode> build,
        Func<int, PersonAnswer, string?> gsidOf,
        CancellationToken cancellationToken) => SingleCalls.RunAsync(
            api, batch, groups, (group, cancel) => SendAsync(batch, group, build, gsidOf, cancel), cancellationToken);

    // Of several records about one person, one may name a company that is gone: that one is found and the others go through.
    private async ValueTask SendAsync(
        WriteBatch batch,
        int[] group,
        Func<IReadOnlyList<int>, bool, PersonNode> build,
        Func<int, PersonAnswer, string?> gsidOf,
        CancellationToken cancellationToken)
    {
        var isFirst = true;
        var split = await BatchSplitter.RunAsync(group.Length, async (positions, cancel) =>
        {
            int[] rows = [.. positions.ToArray().Select(position => group[position])];
            var answer = await CallAsync(batch, rows, build(rows, false), gsidOf, cancel).ConfigureAwait(false);
            if (!isFirst || rows.Length == 1 || answer.Verdict != BatchVerdict.Refused)
                return answer;

            // Perhaps it is the person who is refused, whatever the companies.
            isFirst = false;
            var alone = await CallAsync(batch, [], build(rows, true), gsidOf, cancel).ConfigureAwait(false);
            return alone.Verdict switch
            {
                BatchVerdict.Accepted => answer,
                BatchVerdict.Refused => BatchAnswer.Refused(
                    alone.Reason!, [.. Enumerable.Range(0, group.Length).Select(position => KeyValuePair.Create(position, alone.Reason!))]),
                _ => alone,
            };
        }, giveUpAfter: 0, cancellationToken: cancellationToken).ConfigureAwait(false);

        for (var i = 0; i < group.Length; i++)
        {
            if (split.FateOf(i) == BatchFate.Rejected)
                batch.Results[group[i]] = RecordResult.Rejected(split.ReasonOf(i)!);
        }
    }

    private async ValueTask<BatchAnswer> CallAsync(
        WriteBatch batch, int[] rows, PersonNode person, Func<int, PersonAnswer, string?> gsidOf, CancellationToken cancellationToken)
    {
        using var payload = JsonPayload.Create(
            (Person: person, Shape: api.Options.RelationshipShape), static (json, state) => state.Person.WritePerson(json, state.Shape), 1024);
        using var reply = await api.SendAsync(_call, HttpMethod.Put, Path, payload, cancellationToken).ConfigureAwait(false);
        switch (reply.End)
        {
            case CallEnd.Succeeded:
                // Whether it was created or updated is not said, and no sample of the answer is published: the ID is taken if it is there.
                using (var data = Parse(reply))
                {
                    var answer = new PersonAnswer(data?.RootElement ?? default);
                    foreach (var row in rows)
                        batch.Results[row] = RecordResult.Succeeded(RecordEffect.NotSaid, gsidOf(row, answer));
                }

                return BatchAnswer.Accepted;
            case CallEnd.Refused when reply.ErrorCode != GainsightErrorCode.InvalidCall:
                return BatchAnswer.Refused(RecordProblems.Of(reply.ErrorCode, null));
            case CallEnd.TooLarge:
                return BatchAnswer.TooLarge(RecordProblems.TooLarge);
            default:
                if (reply.IsInDoubt)
                    batch.Set(rows, RecordResult.Unknown);
                batch.Stop = Stop.Of(reply, api);
                return BatchAnswer.Halted;
        }
    }

    private static JsonDocument? Parse(GainsightReply reply)
    {
        try
        {
            return reply.Data.IsEmpty ? null : JsonDocument.Parse(reply.Data);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
