namespace Census.Sync;

/// <summary>What a destination is told about the records it is given. One plan holds for all batches of an operation in a run.</summary>
public sealed class SyncPlan
{
    /// <summary>Initializes a plan.</summary>
    /// <param name="target">The object to write to.</param>
    /// <param name="operation">What to do with each record.</param>
    /// <param name="fields">The fields, in the order of the columns of the batches.</param>
    /// <param name="keyIndexes">Which of the fields are the sync key; none only where records are appended.</param>
    /// <exception cref="ArgumentException">There is no key and the operation needs one, a key index names no field or the field of another, or two fields have one name.</exception>
    public SyncPlan(DestinationObject target, SyncOperation operation, IReadOnlyList<PlanField> fields, params IReadOnlyList<int> keyIndexes)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(keyIndexes);
        if (keyIndexes.Count == 0 && operation != SyncOperation.Append)
            throw new ArgumentException("A plan needs at least one key field, unless it appends.", nameof(keyIndexes));
        foreach (var index in keyIndexes)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)fields.Count, nameof(keyIndexes));
        if (keyIndexes.Distinct().Count() != keyIndexes.Count)
            throw new ArgumentException("A field is named twice as the key.", nameof(keyIndexes));

        Object = target;
        Operation = operation;
        Fields = [.. fields];
        KeyIndexes = [.. keyIndexes];
        Schema = new RecordSchema(fields.Select(field => new SchemaField(field.Field.Name, field.Field.Type, field.Field.IsArray)));
    }

    /// <summary>Gets the object to write to.</summary>
    public DestinationObject Object { get; }

    /// <summary>Gets what to do with each record.</summary>
    public SyncOperation Operation { get; }

    /// <summary>Gets the fields, in the order of the columns of the batches.</summary>
    public IReadOnlyList<PlanField> Fields { get; }

    /// <summary>Gets which of <see cref="Fields"/> are the sync key; usually one, and none where records without a key are appended.</summary>
    public IReadOnlyList<int> KeyIndexes { get; }

    /// <summary>Gets the schema of the batches.</summary>
    public RecordSchema Schema { get; }

    /// <summary>Gets the name of the sync.</summary>
    /// <value>The default is empty.</value>
    public string SyncName { get; init; } = "";

    /// <summary>Gets the id of the run.</summary>
    /// <value>The default is empty.</value>
    public string RunId { get; init; } = "";
}
