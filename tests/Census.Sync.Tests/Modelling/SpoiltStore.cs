using System.Runtime.CompilerServices;

namespace Census.Sync.Tests.Modelling;

/// <summary>A store that makes the engine look as if it forgot something.</summary>
internal sealed class SpoiltStore(SyncStateStore inner, Bug bug) : SyncStateStore
{
    public override async ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default) =>
        await inner.TryOpenAsync(syncName, lease, cancellationToken) is { } session ? new Session(session, bug) : null;

    public override ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(syncName, cancellationToken);

    public override ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private sealed class Session(SyncStateSession inner, Bug bug) : SyncStateSession
    {
        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(section, number, cancellationToken);

        public override async IAsyncEnumerable<StateBlob> ReadRangeAsync(
            StateSection section, long from = 0, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (bug == Bug.JournalForgotten && section == StateSection.Journal)
                yield break;
            await foreach (var blob in inner.ReadRangeAsync(section, from, to, cancellationToken))
                yield return blob;
        }

        public override async ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default)
        {
            // What is in the journal begins with what it is: 2 is the note of a batch.
            var spoilt = new StateWrite();
            foreach (var (section, from, to) in write.Deletions)
                spoilt.Delete(section, from, to);
            foreach (var (section, blob) in write.Puts)
            {
                var isLost = bug switch
                {
                    Bug.NoNoteOfABatch => section == StateSection.Journal && blob.Content.Span[0] == 2,
                    Bug.StalePages => section == StateSection.Pages && await inner.ReadAsync(section, blob.Number, cancellationToken) is { } old && old.Length == blob.Content.Length,
                    Bug.RefusalsForgotten => section == StateSection.Held,
                    _ => false,
                };
                if (!isLost)
                    spoilt.Put(section, blob.Number, blob.Content);
            }

            await inner.WriteAsync(spoilt, cancellationToken);
        }

        public override ValueTask RenewAsync(CancellationToken cancellationToken = default) => inner.RenewAsync(cancellationToken);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
