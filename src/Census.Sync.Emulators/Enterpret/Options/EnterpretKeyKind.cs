namespace Census.Sync.Emulators;

/// <summary>What an Enterpret key may send. One key belongs to one integration of one kind.</summary>
public enum EnterpretKeyKind
{
    /// <summary>Users.</summary>
    Users,

    /// <summary>Accounts.</summary>
    Accounts,

    /// <summary>Feedback records, under the source name of the integration.</summary>
    Feedback,

    /// <summary>Requests to delete what belongs to a person.</summary>
    Privacy,
}
