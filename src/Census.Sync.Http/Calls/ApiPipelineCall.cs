namespace Census.Sync.Http;

// What the strategies of a pipeline know of the call they work on. Used by one attempt at a time.
internal sealed class ApiPipelineCall(ApiCall call, Func<HttpRequestMessage> createRequest, long startedAt)
{
    public ApiCall Call { get; } = call;

    public Func<HttpRequestMessage> CreateRequest { get; } = createRequest;

    public long StartedAt { get; } = startedAt;

    public TimeSpan WaitedForQuota { get; set; }

    public int Attempts { get; set; }

    public int Failures { get; set; }

    public int ThrottledAnswers { get; set; }

    public long FirstThrottledAt { get; set; }

    public bool AskedForKey { get; set; }

    public bool MayHaveBeenProcessed { get; set; }

    /// <summary>Gets or sets the result of the first attempt, until the strategies for repeating take it.</summary>
    public ApiResult? First { get; set; }

    public ApiResult? TakeFirst()
    {
        var first = First;
        First = null;
        return first;
    }
}
