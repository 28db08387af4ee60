using System.Threading.RateLimiting;

namespace Census.Sync.Http;

// A call that waits in line. In the queue as long as Node.List is not null; changed under the limiter's lock.
internal sealed class QuotaWaiter : TaskCompletionSource<RateLimitLease>
{
    public QuotaWaiter(LinkedList<QuotaWaiter> queue, DateTimeOffset deadline)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Node = new(this);
        Queue = queue;
        Deadline = deadline;
    }

    public LinkedListNode<QuotaWaiter> Node { get; }

    public LinkedList<QuotaWaiter> Queue { get; }

    public DateTimeOffset Deadline { get; }

    public CancellationTokenRegistration Registration { get; set; }
}
