namespace Census.Sync.State;

/// <summary>The state as a dry run has it: everything can be read, and a write is a mistake of the engine.</summary>
internal sealed class ReadOnlyState(SyncStateReader state) : SyncStateSession
{
    public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default) =>
        state.ReadAsync(section, number, cancellationToken);

    public override IAsyncEnumerable<StateBlob> ReadRangeAsync(
        StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default) =>
        state.ReadRangeAsync(section, from, to, cancellationToken);

    public override ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("A dry run does not write.");

    public override ValueTask RenewAsync(CancellationToken cancellationToken = default) => default;

    public override ValueTask DisposeAsync() => state.DisposeAsync();
}
