using Census.Sync.TestUtilities;

namespace Census.Sync.ConformanceTests;

/// <summary>A sync of samples to the object of a subject, from a list that a test changes between runs, with its state in memory.</summary>
internal sealed class SampleSync(DestinationSubject subject, SyncBehavior behavior)
{
    // The subject's clock jumps over waits, which would end every lease.
    private readonly InMemorySyncStateStore _state = new(new ManualTimeProvider());

    public ListSource Source { get; } = new([.. subject.Fields.Select(field => field.Name)]);

    public LogRecorder<SyncRunner> Log { get; } = new();

    public Task<SyncRunResult> RunAsync(SyncDestination destination, SyncRunOptions? options = null, CancellationToken? cancellationToken = null) =>
        Runner.RunAsync(Define(destination), options, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Tells the engine of records that the destination holds and cannot be asked for.</summary>
    public Task AddExistingAsync(SyncDestination destination, IEnumerable<FieldValue> keys) =>
        Runner.AddExistingAsync(Define(destination), keys.ToAsyncEnumerable(), TestContext.Current.CancellationToken);

    // A call that stands still is not waited for.
    private SyncRunner Runner => new(_state, new() { StopTimeout = TimeSpan.Zero }, subject.Time, Log);

    private SyncDefinition Define(SyncDestination destination)
    {
        var sync = new SyncBuilder("conformance").From(Source).To(destination, subject.ObjectName, behavior)
            .Guard(new() { ChangedShare = 1, DeletedShare = 1, HoldOnEmptySource = false });
        for (var i = 0; i < subject.Fields.Count; i++)
        {
            var field = subject.Fields[i];
            sync = i < subject.KeyCount ? sync.Key(field.Name, field.Name) : sync.Map(field.Name, field.Name, field.Type);
        }

        return sync.Build();
    }
}
