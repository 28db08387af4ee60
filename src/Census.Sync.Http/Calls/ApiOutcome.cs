namespace Census.Sync.Http;

/// <summary>How a call ended.</summary>
public enum ApiOutcome
{
    /// <summary>The service answered, well or badly.</summary>
    Answered,

    /// <summary>No connection could be made: no attempt reached the service, or <see cref="ApiResult.MayHaveBeenProcessed"/> says otherwise.</summary>
    NotConnected,

    /// <summary>
    /// The request went out and no complete answer came in time, or the key or the permit to ask again could not be had. The service may have done what it was
    /// asked for.
    /// </summary>
    NoAnswer,

    /// <summary>The quota is used up for longer than the call may wait.</summary>
    QuotaExhausted,

    /// <summary>The service points to another address. It is not followed, since the key would go there too: the address is set up wrong.</summary>
    Redirected,

    /// <summary>The answer is larger than the options allow; it was not read to its end.</summary>
    AnswerTooLarge,
}
