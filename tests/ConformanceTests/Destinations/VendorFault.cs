namespace Census.Sync.ConformanceTests;

/// <summary>What a vendor may do to a write in the place of answering it as it should.</summary>
public enum VendorFault
{
    /// <summary>The connection is cut, and nothing is stored.</summary>
    CutBeforeStore,

    /// <summary>The call is stored, and the connection is cut before the answer.</summary>
    CutAfterStore,

    /// <summary>The connection is cut, and the call is stored a few seconds later.</summary>
    StoreAfterCut,

    /// <summary>The call is stored, and the connection is cut in the middle of the answer.</summary>
    CutInAnswer,

    /// <summary>A gateway answers 502 with a web page; nothing is stored.</summary>
    GatewayPage,

    /// <summary>The vendor answers 500; nothing is stored.</summary>
    ServerError,

    /// <summary>The call is stored, and answered with a success that nobody can read.</summary>
    UnreadableSuccess,

    /// <summary>The call is stored, and answered with a success that acknowledges none of its records.</summary>
    NoAcknowledgement,

    /// <summary>The vendor answers 429; nothing is stored.</summary>
    Throttled,

    /// <summary>The vendor refuses the key; nothing is stored.</summary>
    KeyRefused,

    /// <summary>The call stands still before it is stored, until it is released or the client leaves, which ends it.</summary>
    StandsStill,

    /// <summary>The call is stored and stands still before it is answered.</summary>
    StandsStillStored,
}
