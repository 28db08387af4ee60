using System.Runtime.CompilerServices;

namespace Census.Sync.State;

/// <summary>What can be told of a sync without its lease, while it runs too.</summary>
internal static class StoredState
{
    public static async ValueTask<SyncStatus> ReadStatusAsync(
        SyncStateStore store, string sync, RecordRetryOptions retry, TimeProvider time, CancellationToken cancellationToken)
    {
        var state = await store.OpenReadAsync(sync, cancellationToken).ConfigureAwait(false);
        await using var _ = state.ConfigureAwait(false);
        var runs = await RunHistory.ReadAsync(state, cancellationToken).ConfigureAwait(false);
        var header = await state.ReadAsync(StateSection.Header, 0, cancellationToken).ConfigureAwait(false) is { } content ? StateHeader.Decode(content) : null;
        var counts = new long[(int)RecordIssueKind.Parked + 1];
        await foreach (var issue in ReadUnsettledAsync(state, retry, null, time, cancellationToken).ConfigureAwait(false))
            counts[(int)issue.Kind]++;
        return new()
        {
            Sync = sync,
            Runs = runs,
            RecordsDelivered = header?.Records ?? 0,
            RecordsForgotten = header?.Forgotten ?? 0,
            RecordsRejected = counts[(int)RecordIssueKind.Rejected],
            RecordsWaiting = counts[(int)RecordIssueKind.Waiting],
            RecordsParked = counts[(int)RecordIssueKind.Parked],
            RecordsSkipped = counts[(int)RecordIssueKind.Skipped],
            RecordsInDoubt = counts[(int)RecordIssueKind.InDoubt],
        };
    }

    public static async IAsyncEnumerable<RecordIssue> ReadUnsettledAsync(
        SyncStateStore store, string sync, RecordRetryOptions retry, RecordSelection? selection, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await store.OpenReadAsync(sync, cancellationToken).ConfigureAwait(false);
        await using var _ = state.ConfigureAwait(false);
        await foreach (var issue in ReadUnsettledAsync(state, retry, selection, time, cancellationToken).ConfigureAwait(false))
            yield return issue;
    }

    private static async IAsyncEnumerable<RecordIssue> ReadUnsettledAsync(
        SyncStateReader state, RecordRetryOptions retry, RecordSelection? selection, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (now, records) = (time.GetUtcNow(), new Dictionary<UInt128, HeldRecord>());
        await foreach (var blob in state.ReadRangeAsync(StateSection.Held, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            HeldRecord.Decode(Checksum.Verify(StateSection.Held, blob.Number, blob.Content).Span, records);
            foreach (var record in records.Values)
            {
                if (selection is null || selection.Contains(record))
                    yield return record.ToIssue(record.KindAt(now, retry), retry);
            }

            records.Clear();
        }
    }
}
