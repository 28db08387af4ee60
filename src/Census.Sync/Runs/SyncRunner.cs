using System.Collections.Concurrent;
using Census.Sync.Checking;
using Census.Sync.Planning;
using Census.Sync.State;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Census.Sync;

/// <summary>Runs syncs.</summary>
/// <remarks>
/// <para>
/// A run has two phases. First the source is read to its end and what has to be sent is written into the change set of the state; then the
/// change set is sent. A run that is killed at any moment and started again ends in the same state of the destination as one that was not.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently. Two runs of one sync do not happen at once: the second is skipped.</para>
/// </remarks>
public class SyncRunner
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly SyncStateStore _state = null!;
    private readonly SyncRunnerOptions _options = null!;
    private readonly TimeProvider _time = null!;
    private readonly ILogger _logger = null!;

    /// <summary>Initializes a runner.</summary>
    /// <param name="state">Where the state is kept. It is not disposed by the runner.</param>
    /// <param name="options">Options; later changes to them are ignored.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Where events are logged; nowhere by default.</param>
    public SyncRunner(SyncStateStore state, SyncRunnerOptions? options = null, TimeProvider? timeProvider = null, ILogger<SyncRunner>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _options = options ?? new();
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    /// <summary>Initializes a runner for a mock.</summary>
    protected SyncRunner()
    {
    }

    /// <summary>Runs a sync.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="options">Options of this run.</param>
    /// <param name="cancellationToken">
    /// Ends the run: no new call begins, and those in flight are heard to their end, for up to <see cref="SyncRunnerOptions.StopTimeout"/>; then they are aborted and their records
    /// are in doubt. What was not sent is kept, and the next run goes on with it. While the run still reads its source, it ends at once and nothing was changed.
    /// </param>
    /// <returns>
    /// The report. What concerns the sync as a whole (its set-up, the source, the destination, the state) is in
    /// <see cref="SyncRunResult.ErrorCode"/>, not thrown. A run that was cancelled has the status <see cref="SyncRunStatus.Canceled"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before the run began.</exception>
    /// <remarks>
    /// An exception that a batch fails with against the contract of <see cref="SyncDestination"/> leaves its records in doubt and stops the run; the report
    /// names its type only, since its text may hold values. One that a source or a store throws against its contract is passed on: it stops the run
    /// like a kill.
    /// </remarks>
    public virtual Task<SyncRunResult> RunAsync(SyncDefinition sync, SyncRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return Create(sync, options ?? new()).ExecuteAsync(cancellationToken);
    }

    /// <summary>Sends one record, or a few, from application code, with the mappings and the state of a sync: what a run would do if its source had just these rows.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="rows">The records, in the columns of the source of the sync; the caller disposes them.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run; see <see cref="RunAsync"/>.</param>
    /// <returns>
    /// The report. A record that was delivered as it is is not sent again. <see cref="SyncRunResult.Backlog"/> also counts what an earlier run left, which waits on for the next run.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    /// <remarks>
    /// <para>
    /// While a run of the sync is under way the records wait for its end, for up to <see cref="SyncRunnerOptions.PushWait"/>; so a run that read an older value never undoes a newer one.
    /// After that the report says <see cref="SyncRunStatus.Skipped"/> and nothing was sent: what the source holds, the next run sends. A run of the same runner waits for records that
    /// are pushed; to one of another process <see cref="SyncRunOptions.MaximumWait"/> gives that patience.
    /// </para>
    /// <para>
    /// <b>The source decides in the end.</b> Write the record there first. A run that reads an older value sends that, and a mirror deletes what its source does not have.
    /// Nothing is deleted because it is not among the records, and guards do not judge them.
    /// </para>
    /// <para>
    /// Fails with <see cref="SyncErrorCodes.InvalidConfiguration"/> if the mappings changed since the last run, or if the first run has still to come and is not to send everything. A
    /// record that an earlier run left in doubt takes the new value and is left to the next run, which knows when it may be sent.
    /// </para>
    /// </remarks>
    public virtual Task<SyncRunResult> PushAsync(SyncDefinition sync, RecordBatch rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return PushAsync(sync, new PushedRows(rows), cancellationToken);
    }

    /// <summary>Sends the records of a small source, the application's own objects for example; see <see cref="PushAsync(SyncDefinition, RecordBatch, CancellationToken)"/>.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="rows">Gives the records, in the columns of the source of the sync.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run; see <see cref="RunAsync"/>.</param>
    /// <returns>The report.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    public virtual Task<SyncRunResult> PushAsync(SyncDefinition sync, SyncSource rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(rows);
        return Create(sync, new(), new() { Rows = rows, MaximumWait = _options.PushWait }).ExecuteAsync(cancellationToken);
    }

    /// <summary>Tries a sync with one record of its source: sends it, changed or not, and keeps what became of it. All other records stay as they are.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="key">The key of the record, as reports show it; null for the first that the source gives.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run; see <see cref="RunAsync"/>.</param>
    /// <returns>The report: the record was updated, or is in <see cref="SyncRunResult.Issues"/> with the reason.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    /// <remarks>
    /// The source is read as far as the record. A record that was only to be created is not sent twice. Waits and fails like
    /// <see cref="PushAsync(SyncDefinition, RecordBatch, CancellationToken)"/>; there is no such record: <see cref="SyncErrorCodes.SourceFailed"/>.
    /// </remarks>
    public virtual Task<SyncRunResult> TestAsync(SyncDefinition sync, string? key = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return Create(sync, new() { FullSync = true }, new() { Key = key, MaximumWait = _options.PushWait }).ExecuteAsync(cancellationToken);
    }

    /// <summary>Sends records that were refused once more, also those that wait or are parked: after the fault was mended, at the destination or in the account.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="selection">Which of the records that are kept; null for all that the destination refused.</param>
    /// <param name="cancellationToken">Ends the call as it ends a run; see <see cref="RunAsync"/>.</param>
    /// <returns>The report. Its counts are those of the selected records alone.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before it began.</exception>
    /// <remarks>
    /// The values are those that the source has now: it is read to its end, and only the selected records are sent. A record that has left the source is not sent; a deletion that was refused is, for
    /// a mirror. Waits and fails like <see cref="PushAsync(SyncDefinition, RecordBatch, CancellationToken)"/>. <see cref="ListUnsettledAsync"/> lists what can be selected.
    /// </remarks>
    public virtual Task<SyncRunResult> ReplayAsync(SyncDefinition sync, RecordSelection? selection = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return Create(sync, new(), new() { Selection = selection ?? new(), MaximumWait = _options.PushWait }).ExecuteAsync(cancellationToken);
    }

    /// <summary>
    /// Forgets a record: deletes it at the destination, takes it and its values out of the state, everywhere, in one write, and leaves a mark by which later runs pass over its row, until
    /// <see cref="RecallAsync"/> takes that back.
    /// </summary>
    /// <param name="sync">The sync.</param>
    /// <param name="key">The values of the sync key, as its fields have them, in the order in which they are mapped.</param>
    /// <param name="cancellationToken">Ends the call. If it ends before the write, the record may be deleted and is not forgotten: call again.</param>
    /// <returns>What became of the record at the destination. It is forgotten in any case.</returns>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work, or the values are no key of it.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used, or did not answer. Nothing was forgotten; call again.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or another process runs the sync for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// <para>
    /// A process that is killed meanwhile leaves the record deleted, or not, and not forgotten; to call again does the rest. A record that was sent without an answer is deleted after the settle delay of
    /// its object, so that it does not come back late. The mark is a hash made with a secret of the state; the key is kept nowhere, and the report of a run names the row, not the record.
    /// </para>
    /// <para>
    /// Only this sync forgets: others that deliver the record have to be told too. Backups of the state keep what they have. Of <see cref="SyncBuilder.SendChangesAsVersions"/> only the first version is
    /// deleted. While the row is in the source, it still holds the values: delete it there as well.
    /// </para>
    /// </remarks>
    public virtual Task<ForgetResult> ForgetAsync(SyncDefinition sync, IReadOnlyList<FieldValue> key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(key);
        return Create(sync, new(), new() { MaximumWait = _options.PushWait }).ForgetAsync(key, cancellationToken);
    }

    /// <summary>Takes back that a record is forgotten: the next run sends its row like that of a new record.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="key">The values of the sync key, as for <see cref="ForgetAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if the record was not forgotten.</returns>
    /// <exception cref="SyncConfigurationException">The sync is not set up in a way that can work, or the values are no key of it.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    /// <exception cref="SyncStateException">The store cannot be used, or another process runs the sync.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<bool> RecallAsync(SyncDefinition sync, IReadOnlyList<FieldValue> key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(key);
        return Create(sync, new(), new() { MaximumWait = _options.PushWait }).RecallAsync(key, cancellationToken);
    }

    /// <summary>Tells how a sync is, from its state alone and also while it runs.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the last runs did, and what is kept. Nothing, of a sync that never ran.</returns>
    /// <exception cref="SyncStateException">The store cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual async Task<SyncStatus> GetStatusAsync(SyncDefinition sync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return await StoredState.ReadStatusAsync(_state, sync.Name, sync.Retry, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the records that are kept because they were not delivered, as of the last run that ended; all of them, where a report names the first.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="selection">Which of them; null for all, those in doubt too.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The records with their reasons, tries and times, in no order. Invalid ones are not kept: they are judged anew by every run.</returns>
    /// <exception cref="SyncStateException">The store cannot be read.</exception>
    public virtual IAsyncEnumerable<RecordIssue> ListUnsettledAsync(SyncDefinition sync, RecordSelection? selection = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return StoredState.ReadUnsettledAsync(_state, sync.Name, sync.Retry, selection, _time, cancellationToken);
    }

    /// <summary>Reads the record log of a sync, also while it runs.</summary>
    /// <param name="sync">The sync; without <see cref="SyncBuilder.LogRecords"/> its log is empty.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The entries that are not older than <see cref="RecordLogOptions.Retention"/>, the oldest first.</returns>
    /// <exception cref="SyncStateException">The store cannot be read.</exception>
    public virtual IAsyncEnumerable<LoggedRecord> ReadLogAsync(SyncDefinition sync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return sync.LogRecords is { } log
            ? RecordLog.ReadAsync(_state, sync, log.Retention, _time, cancellationToken)
            : AsyncEnumerable.Empty<LoggedRecord>();
    }

    /// <summary>Returns what a guard holds of a sync.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What the last run would have done; null if nothing is held.</returns>
    /// <exception cref="SyncStateException">The store cannot be used, or a run is under way for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<SyncHold?> FindHoldAsync(SyncDefinition sync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return DeskOf(sync).FindAsync(cancellationToken);
    }

    /// <summary>Approves what a held run would do: the next run goes through, if it would do just the same.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="planId">What is approved: <see cref="SyncHold.PlanId"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if this is not what is held: a later run would do something else, or was not held any more.</returns>
    /// <exception cref="SyncStateException">The store cannot be used, or a run is under way for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// The next run reads the source anew. Approve and run at once where the source changes all the time: a plan that differs in one record is another, is judged anew and needs an approval of
    /// its own. The approval is used up by the run that goes through.
    /// </remarks>
    public virtual Task<bool> ApproveAsync(SyncDefinition sync, string planId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentException.ThrowIfNullOrEmpty(planId);
        return DeskOf(sync).DecideAsync(planId, isApproved: true, cancellationToken);
    }

    /// <summary>Drops what is held, and an approval of it. The next run plans anew, and is held again if it would do the same.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="planId">What is dropped: <see cref="SyncHold.PlanId"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if this is not what is held.</returns>
    /// <exception cref="SyncStateException">The store cannot be used, or a run is under way for longer than <see cref="SyncRunnerOptions.PushWait"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual Task<bool> RejectAsync(SyncDefinition sync, string planId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentException.ThrowIfNullOrEmpty(planId);
        return DeskOf(sync).DecideAsync(planId, isApproved: false, cancellationToken);
    }

    /// <summary>Holds a sync against its source and its destination before it runs, and lists everything that does not fit.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The report: all problems at once, the mappings with what happens to their values, and warnings.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <remarks>
    /// Reads no row, writes nothing and does not touch the state; a source or a destination that cannot be reached is a problem of the report. What a run would send
    /// is told by a run with <see cref="SyncRunOptions.DryRun"/>.
    /// </remarks>
    public virtual Task<SyncPlanReport> PlanAsync(SyncDefinition sync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return new SyncChecker(sync).CheckAsync(cancellationToken);
    }

    /// <summary>
    /// Tells which records a destination has that cannot be read, so that syncs which only update send them and syncs which only create leave them alone. For records
    /// that came there by other ways; what syncs deliver is remembered anyway.
    /// </summary>
    /// <param name="sync">A sync to the object, whose key the values are of. What is told holds for all syncs of the state store to the object by this key.</param>
    /// <param name="keys">The keys. Null and empty ones are passed over.</param>
    /// <param name="cancellationToken">Ends the call; nothing is kept then.</param>
    /// <returns>The number of keys given.</returns>
    /// <exception cref="SyncConfigurationException">The object can be read, the sync key is made of several fields, or a value cannot be cast to its type.</exception>
    /// <exception cref="SyncStateException">The store cannot be used.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public virtual async Task<long> AddExistingAsync(SyncDefinition sync, IAsyncEnumerable<FieldValue> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentNullException.ThrowIfNull(keys);
        return await Create(sync, new()).AddExistingAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    private HoldDesk DeskOf(SyncDefinition sync) => new(sync.Name, _state, _options, _time);

    private SyncRun Create(SyncDefinition sync, SyncRunOptions options, PartialRun? part = null) =>
        new(sync, options, _state, _options, _time, _logger, _turns.GetOrAdd(sync.Name, static _ => new(1)), part);
}
