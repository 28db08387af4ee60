using System.Threading.RateLimiting;

namespace Census.Sync.Http;

// A permit for one call, or the news that there is none. Disposing a permit says that the call was answered.
internal sealed class QuotaLease : RateLimitLease
{
    private static readonly string[] RetryAfterName = [MetadataName.RetryAfter.Name];
    private readonly TimeSpan? _retryAfter;
    private QuotaLimiter? _limiter;
    private readonly QuotaBlock? _block;

    public QuotaLease(QuotaLimiter limiter, QuotaBlock block)
    {
        _limiter = limiter;
        _block = block;
    }

    public QuotaLease(TimeSpan? retryAfter) => _retryAfter = retryAfter;

    public override bool IsAcquired => _block is not null;

    public override IEnumerable<string> MetadataNames => _retryAfter is null ? [] : RetryAfterName;

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        if (_retryAfter is { } retryAfter && metadataName == MetadataName.RetryAfter.Name)
        {
            metadata = retryAfter;
            return true;
        }

        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Interlocked.Exchange(ref _limiter, null)?.OnAnswered(_block!);
        base.Dispose(disposing);
    }
}
