namespace Census.Sync;

/// <summary>How many records a run is about to send, by what is known of them.</summary>
/// <param name="Unknown">Records that the destination was never seen to hold.</param>
/// <param name="Accepted">Records that the destination accepted before.</param>
/// <param name="InDoubt">Records that were sent without an answer.</param>
public sealed record RunForecast(long Unknown, long Accepted, long InDoubt)
{
    /// <summary>Gets the number of all records.</summary>
    public long Total => Unknown + Accepted + InDoubt;

    /// <summary>Gets how many groups the records make, each of which the destination may write in one call: see <see cref="DestinationObject.GroupBy"/>.</summary>
    /// <value>The default is null: they are not grouped, or nobody counted.</value>
    public long? Groups { get; init; }
}
