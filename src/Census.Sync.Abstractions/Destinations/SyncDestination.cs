using System.Text.Json;

namespace Census.Sync;

/// <summary>A service that records are written to.</summary>
/// <remarks>
/// <para>
/// The abstract members are the methods of Census's Custom Destination protocol (https://developers.getcensus.com/custom-destinations),
/// so that one class serves this engine and can be offered to Census. The virtual ones are what an engine that computes differences itself
/// needs beyond it; their defaults are safe for a destination that knows none of it.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// <para>
/// <b>Errors.</b> What concerns one record is its <see cref="RecordResult"/>. What stops the destination as a whole (a refused key, an exhausted
/// quota, a wrong address) is a <see cref="SyncDestinationException"/>, thrown only while no record of the batch was sent. A batch that is cut in the
/// middle returns results: <see cref="RecordResult.Unknown"/> for what was sent, <see cref="RecordResult.Deferred"/> for what was not. Any
/// other exception leaves all records of the batch in doubt.
/// </para>
/// <para><b>Retries</b> of calls, quotas, attribution and bisecting are the destination's; the engine acts on records.</para>
/// </remarks>
public abstract class SyncDestination
{
    /// <summary>Gets a name of the account that is written to, without secrets: the vendor, the domain, and what else tells two accounts apart.</summary>
    /// <remarks>Kept in the state, so that a state is not used against another account by mistake.</remarks>
    public abstract string Environment { get; }

    /// <summary>Gets a value indicating whether each call takes from <see cref="CallBudget.Current"/> before it is made.</summary>
    /// <value>The default is false: the engine counts a call for each batch.</value>
    public virtual bool CountsCalls => false;

    /// <summary>Checks whether the destination can be reached and the credentials work.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Success, or a message that an administrator can act on.</returns>
    public abstract ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the objects, with the operations that each supports.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    public abstract ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the fields of an object.</summary>
    /// <param name="objectName">The name of the object.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncDestinationException">There is no such object, or the destination as a whole cannot be used.</exception>
    public abstract ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default);

    /// <summary>Says how fast the destination takes the records of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public abstract ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Writes a batch of records.</summary>
    /// <param name="plan">What to do with them.</param>
    /// <param name="records">The records, not more than <see cref="SyncSpeed.MaximumBatchSize"/>, no two of one key; valid until the task ends.</param>
    /// <param name="cancellationToken">Ends the call; records that were sent are then in doubt.</param>
    /// <returns>One result a record, in the same order. A result that is missing counts as <see cref="RecordResult.Unknown"/>.</returns>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used; no record of the batch was sent.</exception>
    public abstract ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default);

    /// <summary>Gets ready for a run: reads in bulk what the batches would otherwise ask for one by one.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="forecast">How many records will come.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    /// <remarks>The default does nothing.</remarks>
    public virtual ValueTask PrepareRunAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default) => default;

    /// <summary>Tells what somebody who sets up a sync should know of a plan that can be carried out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One sentence or two for each; the default is none. They go into the report of dry runs and of full syncs.</returns>
    public virtual ValueTask<IReadOnlyList<string>> ListWarningsAsync(SyncPlan plan, CancellationToken cancellationToken = default) => new([]);

    /// <summary>Tells what a run would cost, without a call.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="forecast">How many records would be sent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The estimate; the default counts full batches and knows neither time nor quota.</returns>
    public virtual async ValueTask<SyncEstimate> EstimateAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        var speed = await GetSyncSpeedAsync(plan, cancellationToken).ConfigureAwait(false);
        return new((forecast.Total + speed.MaximumBatchSize - 1) / speed.MaximumBatchSize, TimeSpan.Zero, null);
    }

    /// <summary>Asks for records by their keys.</summary>
    /// <param name="plan">The plan, which says what the key is.</param>
    /// <param name="records">The records to ask for; only their key fields matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One result a record, in the same order; the default cannot tell.</returns>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    public virtual ValueTask<IReadOnlyList<FindResult>> FindAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return new(new FindResult[records.Count]);
    }

    /// <summary>Opens a reader of the values that the records of an object have.</summary>
    /// <param name="plan">The plan, which says what the key is.</param>
    /// <param name="fields">Which fields of the plan are asked for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The reader; null if the values cannot be read, which is the default.</returns>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    public virtual ValueTask<DestinationReader?> OpenReaderAsync(SyncPlan plan, IReadOnlyList<int> fields, CancellationToken cancellationToken = default) =>
        new((DestinationReader?)null);

    /// <summary>Shows what would go on the wire for a batch, without a call.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="records">The records.</param>
    /// <param name="writer">Where to write one JSON value. The text holds field values: it is for the caller's eyes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <remarks>The default writes an array with one object a record.</remarks>
    public virtual ValueTask RenderAsync(SyncPlan plan, RecordBatch records, Utf8JsonWriter writer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        for (var i = 0; i < records.Count; i++)
        {
            writer.WriteStartObject();
            var values = records[i].Values;
            for (var f = 0; f < values.Length; f++)
            {
                if (values[f].IsAbsent)
                    continue;
                writer.WritePropertyName(records.Schema[f].Name);
                values[f].WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        return default;
    }

    /// <summary>Asks for the outcome of records that were <see cref="RecordOutcome.Pending"/>.</summary>
    /// <param name="plan">The plan they were sent with.</param>
    /// <param name="receipt">What the destination gave out for them.</param>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One result a record, in the same order; the default does not know.</returns>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    public virtual ValueTask<IReadOnlyList<RecordResult>> ResolveAsync(
        SyncPlan plan, RecordReceipt receipt, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return new(new RecordResult[records.Count]);
    }
}
