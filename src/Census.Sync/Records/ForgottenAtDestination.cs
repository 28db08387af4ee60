namespace Census.Sync;

/// <summary>What became, at the destination, of a record that was to be forgotten.</summary>
public enum ForgottenAtDestination
{
    /// <summary>It was deleted.</summary>
    Deleted = 0,

    /// <summary>There was none.</summary>
    NotThere = 1,

    /// <summary>The destination takes no deletion of the object. The record has to be deleted there in another way.</summary>
    NotSupported = 2,

    /// <summary>The destination refused to delete it. The record has to be deleted there in another way.</summary>
    Refused = 3,
}
