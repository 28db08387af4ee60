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
}
