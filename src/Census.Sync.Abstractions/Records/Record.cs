namespace Census.Sync;

/// <summary>One record of a <see cref="RecordBatch"/>; a view that is valid as long as the batch is.</summary>
public readonly struct Record
{
    private readonly RecordBatch _batch;
    private readonly int _index;

    internal Record(RecordBatch batch, int index)
    {
        _batch = batch;
        _index = index;
    }

    /// <summary>Gets the fields of the record.</summary>
    public RecordSchema Schema => _batch.Schema;

    /// <summary>Gets the values, in the order of the schema.</summary>
    public ReadOnlySpan<FieldValue> Values => _batch.ValuesOf(_index);

    /// <summary>Gets what the engine knows of the record at the destination.</summary>
    public RecordKnowledge Knowledge => _batch.KnowledgeOf(_index);

    /// <summary>Gets the destination's own id of the record, if it is known.</summary>
    /// <remarks>Nobody has to know it: the engine hands over what the destination once told it with deletions only, so that a destination finds the others itself.</remarks>
    public string? DestinationId => _batch.DestinationIdOf(_index);

    /// <summary>Gets a value by position.</summary>
    /// <param name="field">The position of the field.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public FieldValue this[int field] => Values[field];

    /// <summary>Gets a value by name.</summary>
    /// <param name="field">The name of the field.</param>
    /// <exception cref="KeyNotFoundException">There is no field of this name.</exception>
    public FieldValue this[string field]
    {
        get
        {
            var index = Schema.IndexOf(field);
            return index >= 0
                ? Values[index]
                : throw new KeyNotFoundException($"There is no field '{field}'. The fields are: {Schema}.");
        }
    }
}
