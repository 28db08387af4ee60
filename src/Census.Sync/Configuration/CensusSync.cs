namespace Census.Sync;

/// <summary>The syncs of an application, by name. Registered by <c>AddCensusSync</c>.</summary>
public class CensusSync
{
    private readonly Dictionary<string, Lazy<SyncDefinition>> _syncs = null!;
    private readonly SyncRunner _runner = null!;

    internal CensusSync(SyncRunner runner, IEnumerable<KeyValuePair<string, Lazy<SyncDefinition>>> syncs)
    {
        _runner = runner;
        _syncs = new(syncs, StringComparer.Ordinal);
        Names = [.. _syncs.Keys];
    }

    /// <summary>Initializes an object for a mock.</summary>
    protected CensusSync()
    {
    }

    /// <summary>Gets the names of the syncs, in the order they were added.</summary>
    public virtual IReadOnlyList<string> Names { get; } = [];

    /// <summary>Returns a sync as it is set up.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    public virtual SyncDefinition Get(string name) => _syncs.TryGetValue(name, out var sync)
        ? sync.Value
        : throw new KeyNotFoundException($"There is no sync '{name}'. The syncs are: {string.Join(", ", Names)}.");

    /// <summary>Sets all syncs up and says everything that is wrong with them, without reading a source or calling a destination. For the start of an application, and for tests.</summary>
    /// <exception cref="SyncDefinitionException">Some are not set up in a way that can work, all of them read from JSON.</exception>
    /// <exception cref="SyncConfigurationException">Some are not set up in a way that can work, at least one of them written in code.</exception>
    /// <remarks>Sources and destinations are made that were not yet. Without this call, a sync that is not set up right fails when it is run, and the others go on.</remarks>
    public virtual void Validate()
    {
        var failures = new List<SyncConfigurationException>();
        foreach (var sync in _syncs.Values)
        {
            try
            {
                _ = sync.Value;
            }
            catch (SyncConfigurationException e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count == 0)
            return;
        throw failures.TrueForAll(failure => failure is SyncDefinitionException)
            ? new SyncDefinitionException([.. failures.SelectMany(failure => ((SyncDefinitionException)failure).Problems)])
            : new SyncConfigurationException(string.Join(System.Environment.NewLine, failures.Select(failure => failure.Message)));
    }

    /// <summary>Runs a sync.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="options">Options of this run.</param>
    /// <param name="cancellationToken">Ends the run; see <see cref="SyncRunner.RunAsync"/>.</param>
    /// <returns>The report.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before the run began.</exception>
    public virtual Task<SyncRunResult> RunAsync(string name, SyncRunOptions? options = null, CancellationToken cancellationToken = default) =>
        _runner.RunAsync(Get(name), options, cancellationToken);

    /// <summary>Runs all syncs: those to different destinations side by side, those to one destination one after the other, each after the syncs it names.</summary>
    /// <param name="options">Options of these runs.</param>
    /// <param name="cancellationToken">Ends the runs; see <see cref="SyncRunner.RunAsync"/>.</param>
    /// <returns>The reports, in the order of <see cref="Names"/>.</returns>
    /// <exception cref="SyncConfigurationException">A sync comes after one that is not there, or after itself by way of others.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before the first run began.</exception>
    /// <remarks>
    /// Runs that had not begun when the token was cancelled have the status <see cref="SyncRunStatus.Canceled"/> too. <see cref="SyncRunOptions.MaxCalls"/> holds for each run.
    /// A sync that fails does not stop the others. Those that come after it are skipped with <see cref="SyncErrorCodes.PredecessorFailed"/>; one that is not set up in a
    /// way that can work has failed with <see cref="SyncErrorCodes.InvalidConfiguration"/>. An exception of a single run is thrown when all others have ended.
    /// </remarks>
    public virtual Task<IReadOnlyList<SyncRunResult>> RunAllAsync(SyncRunOptions? options = null, CancellationToken cancellationToken = default) =>
        new RunOfAll(Names, Get, sync => _runner.RunAsync(sync, options, cancellationToken), options?.Progress, cancellationToken).ExecuteAsync();

    /// <summary>Sends one record, or a few, with the mappings and the state of a sync; see <see cref="SyncRunner.PushAsync(SyncDefinition, RecordBatch, CancellationToken)"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="rows">The records, in the columns of the source of the sync; the caller disposes them.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run.</param>
    /// <returns>The report.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    public virtual Task<SyncRunResult> PushAsync(string name, RecordBatch rows, CancellationToken cancellationToken = default) =>
        _runner.PushAsync(Get(name), rows, cancellationToken);

    /// <summary>Sends the records of a small source; see <see cref="SyncRunner.PushAsync(SyncDefinition, SyncSource, CancellationToken)"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="rows">Gives the records, in the columns of the source of the sync.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run.</param>
    /// <returns>The report.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    public virtual Task<SyncRunResult> PushAsync(string name, SyncSource rows, CancellationToken cancellationToken = default) =>
        _runner.PushAsync(Get(name), rows, cancellationToken);

    /// <summary>Tries a sync with one record of its source; see <see cref="SyncRunner.TestAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="key">The key of the record, as reports show it; null for the first that the source gives.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run.</param>
    /// <returns>The report.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    public virtual Task<SyncRunResult> TestAsync(string name, string? key = null, CancellationToken cancellationToken = default) =>
        _runner.TestAsync(Get(name), key, cancellationToken);

    /// <summary>Sends records that were refused once more; see <see cref="SyncRunner.ReplayAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="selection">Which of the records that are kept; null for all that the destination refused.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run.</param>
    /// <returns>The report.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    public virtual Task<SyncRunResult> ReplayAsync(string name, RecordSelection? selection = null, CancellationToken cancellationToken = default) =>
        _runner.ReplayAsync(Get(name), selection, cancellationToken);

    /// <summary>Forgets a record; see <see cref="SyncRunner.ForgetAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="key">The values of the sync key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What became of the record at the destination.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work, or the values are no key of it.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used. Nothing was forgotten; call again.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or another process runs the sync.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<ForgetResult> ForgetAsync(string name, IReadOnlyList<FieldValue> key, CancellationToken cancellationToken = default) =>
        _runner.ForgetAsync(Get(name), key, cancellationToken);

    /// <summary>Takes back that a record is forgotten; see <see cref="SyncRunner.RecallAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="key">The values of the sync key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if the record was not forgotten.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work, or the values are no key of it.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or another process runs the sync.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<bool> RecallAsync(string name, IReadOnlyList<FieldValue> key, CancellationToken cancellationToken = default) =>
        _runner.RecallAsync(Get(name), key, cancellationToken);

    /// <summary>Tells how a sync is, also while it runs; see <see cref="SyncRunner.GetStatusAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the last runs did, and what is kept.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="SyncStateException">The store cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<SyncStatus> GetStatusAsync(string name, CancellationToken cancellationToken = default) =>
        _runner.GetStatusAsync(Get(name), cancellationToken);

    /// <summary>Lists the records that are kept because they were not delivered; see <see cref="SyncRunner.ListUnsettledAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="selection">Which of them; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The records with their reasons.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="SyncStateException">The store cannot be read.</exception>
    public virtual IAsyncEnumerable<RecordIssue> ListUnsettledAsync(string name, RecordSelection? selection = null, CancellationToken cancellationToken = default) =>
        _runner.ListUnsettledAsync(Get(name), selection, cancellationToken);

    /// <summary>Reads the record log of a sync; see <see cref="SyncRunner.ReadLogAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The entries, the oldest first.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="SyncStateException">The store cannot be read.</exception>
    public virtual IAsyncEnumerable<LoggedRecord> ReadLogAsync(string name, CancellationToken cancellationToken = default) =>
        _runner.ReadLogAsync(Get(name), cancellationToken);

    /// <summary>Returns what a guard holds of a sync.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the last run would have done; null if nothing is held.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or a run is under way for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<SyncHold?> FindHoldAsync(string name, CancellationToken cancellationToken = default) =>
        _runner.FindHoldAsync(Get(name), cancellationToken);

    /// <summary>Approves what a held run would do: the next run goes through, if it would do just the same.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="planId">What is approved: <see cref="SyncHold.PlanId"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if this is not what is held: a later run would do something else, or was not held any more.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or a run is under way for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// The next run reads the source anew. Approve and run at once where the source changes all the time: a plan that differs in one record is another, is judged anew and needs an approval of
    /// its own. The approval is used up by the run that goes through.
    /// </remarks>
    public virtual Task<bool> ApproveAsync(string name, string planId, CancellationToken cancellationToken = default) =>
        _runner.ApproveAsync(Get(name), planId, cancellationToken);

    /// <summary>Drops what is held, and an approval of it. The next run plans anew, and is held again if it would do the same.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="planId">What is dropped: <see cref="SyncHold.PlanId"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if this is not what is held.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or a run is under way for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<bool> RejectAsync(string name, string planId, CancellationToken cancellationToken = default) =>
        _runner.RejectAsync(Get(name), planId, cancellationToken);

    /// <summary>Holds a sync against its source and its destination; see <see cref="SyncRunner.PlanAsync"/>.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The report.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync names something that is not registered, or lacks its source, destination or key.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<SyncPlanReport> PlanAsync(string name, CancellationToken cancellationToken = default) =>
        _runner.PlanAsync(Get(name), cancellationToken);

    /// <summary>Tells which records a destination has that cannot be read; see <see cref="SyncRunner.AddExistingAsync"/>.</summary>
    /// <param name="name">The name of a sync to the object.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Ends the call; nothing is kept then.</param>
    /// <returns>The number of keys given.</returns>
    /// <exception cref="KeyNotFoundException">There is no sync of this name.</exception>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work, or the keys cannot be told.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<long> AddExistingAsync(string name, IAsyncEnumerable<FieldValue> keys, CancellationToken cancellationToken = default) =>
        _runner.AddExistingAsync(Get(name), keys, cancellationToken);
}
