namespace Census.Sync.Http;

/// <summary>What a call is called and how it may be repeated.</summary>
/// <param name="Operation">The name for logs, traces and metrics; one of few, without ids.</param>
/// <param name="Repeat">
/// How it may be repeated. With <see cref="RepeatRule.Safe"/> after any transient failure; else only if the request certainly did
/// not reach the service, or the service said that it did nothing.
/// </param>
public sealed record ApiCall(string Operation, RepeatRule Repeat)
{
    /// <summary>Gets who is served first when calls wait for the quota.</summary>
    /// <value>The default is <see cref="QuotaPriority.Bulk"/>.</value>
    public QuotaPriority Priority { get; init; }

    /// <summary>Gets how long the call may wait for a permit.</summary>
    /// <value>The default is null: as long as the limiter's options say.</value>
    public TimeSpan? MaximumQuotaWait { get; init; }
}
