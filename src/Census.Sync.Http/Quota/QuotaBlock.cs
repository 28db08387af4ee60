namespace Census.Sync.Http;

// Permits that were reserved together. Changed under the limiter's lock.
internal sealed class QuotaBlock(long id, int granted)
{
    public long Id { get; } = id;

    public int Granted { get; } = granted;

    public int Unanswered { get; set; } = granted;
}
