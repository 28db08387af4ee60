namespace Census.Sync.Http;

/// <summary>What a service said to a part of a batch.</summary>
public enum BatchVerdict
{
    /// <summary>It took all records.</summary>
    Accepted,

    /// <summary>It took none, because of at least one of them.</summary>
    Refused,

    /// <summary>It took none, because there were too many or too much of them.</summary>
    TooLarge,

    /// <summary>The batch must go no further: the quota is used up, the key refused, the answer lost.</summary>
    Halted,
}
