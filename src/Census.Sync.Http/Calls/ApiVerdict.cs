namespace Census.Sync.Http;

/// <summary>What an answer of a service means for its call.</summary>
public enum ApiVerdict
{
    /// <summary>It is the answer, good or bad: the caller gets it.</summary>
    Final,

    /// <summary>The service failed in a way that passes: the call may be repeated as its <see cref="RepeatRule"/> allows.</summary>
    Transient,

    /// <summary>Too many calls: nothing was done, and the call is repeated when the quota allows.</summary>
    Throttled,

    /// <summary>The key was refused: nothing was done, and the call is repeated once if the key provider has another key.</summary>
    Unauthorized,
}
