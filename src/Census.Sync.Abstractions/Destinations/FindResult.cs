namespace Census.Sync;

/// <summary>What a destination answers when asked for a record by its key.</summary>
public readonly record struct FindResult
{
    private FindResult(FindOutcome outcome, string? destinationId) => (Outcome, DestinationId) = (outcome, destinationId);

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

    /// <summary>Gives the answer that exactly one record has the key.</summary>
    /// <param name="destinationId">Its id, if it has one and it was looked up.</param>
    public static FindResult One(string? destinationId) => new(FindOutcome.One, destinationId);
}
