namespace Census.Sync;

/// <summary>How an operation may be repeated when its answer was lost.</summary>
public enum RepeatRule
{
    /// <summary>Sending it again has no second effect.</summary>
    Safe,

    /// <summary>
    /// It may be repeated after the destination was asked for the record, once <see cref="DestinationObject.SettleDelay"/> has passed, since the
    /// destination may still commit after the connection was cut.
    /// </summary>
    AfterFind,

    /// <summary>It must not be repeated: the record is parked as in doubt and reported.</summary>
    Never,
}
