namespace Census.Sync;

/// <summary>What a destination answers when asked for a record by its key.</summary>
public readonly record struct FindResult
{
    private FindResult(FindOutcome outcome, string? destinationId, ReadOnlyMemory<FieldValue> values = default) =>
        (Outcome, DestinationId, Values) = (outcome, destinationId, values);

    /// <summary>Gets the answer of a destination that cannot be asked.</summary>
    public static FindResult CannotTell => default;

    /// <summary>Gets the answer that no record has the key.</summary>
    public static FindResult Absent { get; } = new(FindOutcome.Absent, null);

    /// <summary>Gets the answer that several records have the key.</summary>
    public static FindResult Many { get; } = new(FindOutcome.Many, null);

    /// <summary>Gets how many records have the key.</summary>
    public FindOutcome Outcome { get; }

    /// <summary>Gets the destination's id of the record, if there is exactly one, it has an id, and the destination looked it up.</summary>
    public string? DestinationId { get; }

    /// <summary>Gets the values of the record in the columns of the plan, if there is exactly one and it was read: see <see cref="DestinationReader"/>.</summary>
    /// <value>Empty for a record that was only looked up.</value>
    public ReadOnlyMemory<FieldValue> Values { get; }

    /// <summary>Gives the answer that exactly one record has the key.</summary>
    /// <param name="destinationId">Its id, if it has one and it was looked up.</param>
    public static FindResult One(string? destinationId) => new(FindOutcome.One, destinationId);

    /// <summary>Gives the answer that exactly one record has the key, with its values.</summary>
    /// <param name="destinationId">Its id, if it has one.</param>
    /// <param name="values">Its values in the columns of the plan.</param>
    public static FindResult One(string? destinationId, ReadOnlyMemory<FieldValue> values) => new(FindOutcome.One, destinationId, values);

    /// <summary>Returns the outcome, never the values.</summary>
    public override string ToString() => Outcome.ToString();
}
