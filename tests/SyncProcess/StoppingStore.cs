namespace Census.Sync.SyncProcess;

/// <summary>Passes on to the real store and stops before or after chosen writes.</summary>
internal sealed class StoppingStore(SyncStateStore inner, StopPoint stop) : SyncStateStore
{
    public override async ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default) =>
        await inner.TryOpenAsync(syncName, lease, cancellationToken) is { } session ? new Session(session, stop) : null;

    public override ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(syncName, cancellationToken);

    public override ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    private sealed class Session(SyncStateSession inner, StopPoint stop) : SyncStateSession
    {
        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(section, number, cancellationToken);

        public override IAsyncEnumerable<StateBlob> ReadRangeAsync(
            StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default) =>
            inner.ReadRangeAsync(section, from, to, cancellationToken);

        public override async ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default)
        {
            var what = WhatIs(write);
            await stop.PassAsync($"before {what}");
            await inner.WriteAsync(write, cancellationToken);
            await stop.PassAsync($"after {what}");
        }

        public override ValueTask RenewAsync(CancellationToken cancellationToken = default) => inner.RenewAsync(cancellationToken);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();

        // The journal's entries begin with what they are: 1 the seal, 2 records in flight, 3 outcomes.
        private static string WhatIs(StateWrite write)
        {
            foreach (var (section, blob) in write.Puts)
            {
                if (section == StateSection.Runs)
                    return "report";
                if (section == StateSection.Journal)
                    return blob.Content.Span[0] switch { 2 => "note", 3 => "outcome", _ => "seal" };
            }

            return write.Deletions.Any(deletion => deletion.Section == StateSection.Journal) ? "merge" : "plan";
        }
    }
}
