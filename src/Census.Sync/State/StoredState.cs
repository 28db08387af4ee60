using System.Runtime.CompilerServices;

namespace Census.Sync.State;

/// <summary>What can be told of a sync without its lease, while it runs too.</summary>
internal static class StoredState
{
    public static async ValueTask<SyncStatus> ReadStatusAsync(
        SyncStateStore store, string sync, RecordRetryOptions retry, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = new SyncStatus { Sync = sync, Runs = await RunHistory.ReadAsync(store, sync, cancellationToken).ConfigureAwait(false) };
        await foreach (var blob in store.ReadRangeAsync(sync, StateSection.Header, 0, 1, cancellationToken).ConfigureAwait(false))
        {
            var header = StateHeader.Decode(blob.Content);
            status = status with { RecordsDelivered = header.Records, RecordsForgotten = header.Forgotten };
        }

        var counts = new long[(int)RecordIssueKind.Parked + 1];
        await foreach (var issue in ReadUnsettledAsync(store, sync, retry, null, time, cancellationToken).ConfigureAwait(false))
            counts[(int)issue.Kind]++;
        return status with
        {
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
        var (now, records) = (time.GetUtcNow(), new Dictionary<UInt128, HeldRecord>());
        await foreach (var blob in store.ReadRangeAsync(sync, StateSection.Held, cancellationToken: cancellationToken).ConfigureAwait(false))
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
