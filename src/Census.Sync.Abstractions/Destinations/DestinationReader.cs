namespace Census.Sync;

/// <summary>Reads the values of records at a destination, so that a sync can leave alone what is right, or set, already.</summary>
/// <remarks>
/// <para>
/// <b>Values.</b> A record that was read has the columns of the plan: <see cref="FieldValue.Null"/> for a field that has no value at the destination, and
/// <see cref="FieldValue.Absent"/> for a field that was not asked for or that the destination cannot tell. The values are those that
/// <see cref="Normalize"/> makes: two that are equal mean the same to the destination. A reader that is not sure says absent, which equals nothing.
/// </para>
/// <para>
/// <b>What is missing.</b> A reader may be told of a record twice and may miss one, since others write while it reads. Whoever calls takes only what was seen for seen.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently. It is valid as long as its destination.</para>
/// </remarks>
public abstract class DestinationReader
{
    /// <summary>Initializes a reader.</summary>
    /// <param name="plan">The plan whose records are read.</param>
    /// <param name="fields">Which of its fields are asked for; those of the key are read anyway.</param>
    /// <exception cref="ArgumentOutOfRangeException">A field is none of the plan.</exception>
    protected DestinationReader(SyncPlan plan, IReadOnlyList<int> fields)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var field in fields)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)field, (uint)plan.Fields.Count, nameof(fields));
        Plan = plan;
        Fields = [.. fields];
    }

    /// <summary>Gets the plan whose records are read.</summary>
    public SyncPlan Plan { get; }

    /// <summary>Gets which fields of the plan were asked for.</summary>
    public IReadOnlyList<int> Fields { get; }

    /// <summary>Gets which fields of the plan tell the records apart that are read.</summary>
    /// <value>The default is the sync key; another where the destination does not store that.</value>
    public virtual IReadOnlyList<int> KeyIndexes => Plan.KeyIndexes;

    /// <summary>Reads records by their keys.</summary>
    /// <param name="records">The records to ask for, in the columns of the plan; only their fields of <see cref="KeyIndexes"/> matter.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>One result a record, in the same order; those of which there is exactly one have <see cref="FindResult.Values"/>.</returns>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    public abstract ValueTask<IReadOnlyList<FindResult>> FindAsync(RecordBatch records, CancellationToken cancellationToken = default);

    /// <summary>Reads all records of the object, page by page, if that takes fewer calls than to ask for those that are sought.</summary>
    /// <param name="sought">How many records the caller would ask for by their keys.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>
    /// Batches in the columns of the plan, each record with the destination's id if it has one; a batch is valid until the next one is asked for. Null if asking is cheaper,
    /// or the object cannot be read as a whole, which is the default. The enumeration ends with <see cref="SyncDestinationException"/> where the destination can be used no more.
    /// </returns>
    /// <exception cref="SyncDestinationException">The destination as a whole cannot be used.</exception>
    public virtual ValueTask<IAsyncEnumerable<RecordBatch>?> ReadAllAsync(long sought, CancellationToken cancellationToken = default) => new((IAsyncEnumerable<RecordBatch>?)null);

    /// <summary>Returns a value as it is read after it was written, so that it can be compared with one that was.</summary>
    /// <param name="field">The position of its field in the plan.</param>
    /// <param name="value">The value as a sync would send it.</param>
    /// <returns>
    /// The value, of the kind that reading gives; absent if it cannot be told what the destination makes of it. Null stays null, absent stays absent. The default returns the
    /// value itself, for a destination that gives back what it got.
    /// </returns>
    public virtual FieldValue Normalize(int field, in FieldValue value) => value;
}
