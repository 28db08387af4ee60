namespace Census.Sync.Emulators;

/// <summary>What can go wrong with a call.</summary>
public enum FaultKind
{
    /// <summary>429 with the vendor's body, with or without <c>Retry-After</c>.</summary>
    TooManyRequests,

    /// <summary>A 5xx with an HTML page, as a gateway in front of the vendor sends it.</summary>
    Html,

    /// <summary>500 with the vendor's own error body.</summary>
    ServerError,

    /// <summary>401 with the vendor's body, although the key is right.</summary>
    Unauthorized,

    /// <summary>302 to another address.</summary>
    Redirect,

    /// <summary>Any answer that a test makes up.</summary>
    Custom,

    /// <summary>The connection is reset and nothing is stored.</summary>
    CutBeforeCommit,

    /// <summary>The call is stored and the connection is reset before the answer.</summary>
    CutAfterCommit,

    /// <summary>The connection is reset first; the call is stored later.</summary>
    CommitAfterCut,

    /// <summary>The call is stored and answered, and the connection is reset in the middle of the answer's body.</summary>
    CutInBody,

    /// <summary>The call stands still until it is released, its time is over, or the client leaves.</summary>
    Hang,

    /// <summary>The answer's body arrives a few bytes at a time.</summary>
    SlowBody,

    /// <summary>Stored and answered with success, but with fewer acknowledgements than records.</summary>
    NoAcknowledgement,

    /// <summary>200 with a body that says the call failed; nothing is stored. Gainsight only.</summary>
    ResultFalse,

    /// <summary>Stored and answered with 200 and a body that is not JSON.</summary>
    MalformedJson,

    /// <summary>Stored and answered with a body of the given size.</summary>
    OversizedBody,
}
