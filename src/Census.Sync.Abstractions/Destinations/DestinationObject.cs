namespace Census.Sync;

/// <summary>A collection of a destination that records are written to.</summary>
/// <param name="Name">The stable name in the destination's API.</param>
public sealed record DestinationObject(string Name)
{
    /// <summary>Gets the name for people.</summary>
    /// <value>The default is <see cref="Name"/>.</value>
    public string Label { get; init; } = Name;

    /// <summary>Gets the operations that the object supports.</summary>
    /// <value>The default is none: the object cannot be written to.</value>
    public IReadOnlyList<DestinationOperation> Operations { get; init; } = [];

    /// <summary>Gets a value indicating whether fields that are not listed are made when data arrives for them.</summary>
    /// <value>The default is false: a mapping to an unknown field is an error.</value>
    public bool CanCreateFields { get; init; }

    /// <summary>Gets why the object cannot be written to.</summary>
    /// <value>The default is null.</value>
    public string? NotWritableReason { get; init; }

    /// <summary>Gets a value indicating whether a field keeps the value that it has when a null is sent, or may keep it: then nothing can be cleared.</summary>
    /// <value>The default is false: a null clears a field.</value>
    public bool IgnoresNulls { get; init; }

    /// <summary>
    /// Gets a value indicating whether records can be written but neither read nor looked up. Then the engine remembers what was delivered, by any sync of the state
    /// store to this object, and a record of which it knows is <see cref="RecordKnowledge.Accepted"/> for every sync.
    /// </summary>
    /// <value>The default is false: a sync knows what it delivered itself, and the destination is asked for the rest.</value>
    public bool IsWriteOnly { get; init; }

    /// <summary>
    /// Gets the field whose equal values make records belong together, as the associations of one person that are written in one call. Such records are handed over
    /// side by side in one batch, as far as they fit into one and none of them is retried. If the field is not the sync key, a known key under another value is
    /// reported as a warning: the destination takes it for another record.
    /// </summary>
    /// <value>The default is null: every record stands for itself.</value>
    public string? GroupBy { get; init; }

    /// <summary>
    /// Gets how long the destination may take to store what was sent to it after the connection was cut. A record in doubt is left alone for so long where the
    /// repeat rule is <see cref="RepeatRule.AfterFind"/>, and under every rule if an earlier run left it, since the source may say something else by now.
    /// </summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan SettleDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Returns how an operation may be repeated.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The rule, or null if the object does not support the operation.</returns>
    public RepeatRule? RepeatRuleOf(SyncOperation operation)
    {
        foreach (var supported in Operations)
        {
            if (supported.Operation == operation)
                return supported.Repeat;
        }

        return null;
    }
}
