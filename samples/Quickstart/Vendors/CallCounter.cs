namespace Quickstart.Vendors;

/// <summary>Counts the calls that really go out, retries among them.</summary>
public sealed class CallCounter(HttpMessageHandler inner, Func<HttpRequestMessage, bool> isWrite) : DelegatingHandler(inner)
{
    private long _all;
    private long _writes;

    public CallCount Count => new(Interlocked.Read(ref _all), Interlocked.Read(ref _writes));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _all);
        if (isWrite(request))
            Interlocked.Increment(ref _writes);
        return base.SendAsync(request, cancellationToken);
    }
}
