namespace Census.Sync.ConformanceTests;

/// <summary>Where a key exists: in the source, at the destination, and in what the sync delivered before.</summary>
public enum Situation
{
    /// <summary>New in the source, absent at the destination.</summary>
    New,

    /// <summary>New in the source, at the destination by other means.</summary>
    NewAndThere,

    /// <summary>Delivered, and unchanged in the source.</summary>
    Unchanged,

    /// <summary>Delivered, and changed in the source.</summary>
    Changed,

    /// <summary>Delivered, and gone from the source.</summary>
    Gone,

    /// <summary>At the destination only.</summary>
    OnlyThere,

    /// <summary>Twice in the source.</summary>
    Twice,
}
