using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Census.Sync.Http;

/// <summary>Hands out permits for calls, one a call, as far as several windows of a vendor allow at once.</summary>
/// <remarks>
/// <para>
/// <b>Rule.</b> Where a vendor's window begins is unknown, and sometimes whether it is fixed or sliding. With a limit of L calls, permit k is given
/// one window length after the <em>answer</em> to permit k−L. The call lies before its answer, so no window of the vendor, wherever
/// it begins, ever sees more than L calls.
/// </para>
/// <para>
/// <b>Disposing a lease says that the call was answered</b> (or given up). Dispose it when the answer is there, not before the call.
/// </para>
/// <para>
/// <b>Order.</b> <see cref="QuotaPriority.Interactive"/> before <see cref="QuotaPriority.Bulk"/>, first come first served in each. A call that is
/// cancelled leaves the line. The use is kept in a <see cref="QuotaStore"/>, so that a restart or a second process does not spend it twice.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// </remarks>
public sealed partial class QuotaLimiter : RateLimiter
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private readonly Lock _lock = new();
    private readonly LinkedList<QuotaWaiter> _interactive = [];
    private readonly LinkedList<QuotaWaiter> _bulk = [];
    private readonly IReadOnlyList<QuotaWindow> _windows;
    private readonly QuotaStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maximumWait;
    private readonly int _blockSize;
    private readonly ILogger _logger;
    private ITimer? _timer;
    private Task _completion = Task.CompletedTask;
    private DateTimeOffset _blockedUntil;
    private DateTimeOffset _throttledUntil;
    private DateTimeOffset _idleSince;
    private long _succeeded;
    private long _failed;
    private int _unanswered;
    private bool _pumping;
    private bool _disposed;

    /// <summary>Initializes a limiter.</summary>
    /// <param name="options">How to limit; copied.</param>
    /// <param name="logger">Told when the store fails to take a completion.</param>
    /// <exception cref="ArgumentException">The options make no sense; the message says why.</exception>
    public QuotaLimiter(QuotaLimiterOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _windows = options.EffectiveWindows();
        Name = options.Name;
        _store = options.Store ?? new InMemoryQuotaStore();
        _blockSize = _store is InMemoryQuotaStore ? 1 : options.BlockSize;
        _time = options.TimeProvider;
        _maximumWait = options.MaximumWait;
        _logger = logger ?? NullLogger.Instance;
        _idleSince = _time.GetUtcNow();
    }

    /// <summary>Gets the name of the quota.</summary>
    public string Name { get; }

    /// <summary>Gets the windows that are kept, the shortest first, with the share applied.</summary>
    public IReadOnlyList<QuotaWindow> Windows => _windows;

    /// <summary>Gets until when all calls wait because the vendor refused one.</summary>
    /// <value>Null if they do not.</value>
    public DateTimeOffset? ThrottledUntil
    {
        get
        {
            lock (_lock)
                return _throttledUntil > _time.GetUtcNow() ? _throttledUntil : null;
        }
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                var idle = _time.GetUtcNow() - _idleSince;
                return _unanswered > 0 || _interactive.Count + _bulk.Count > 0 || idle < TimeSpan.Zero ? null : idle;
            }
        }
    }

    /// <summary>Waits for a permit for one call.</summary>
    /// <param name="priority">Who is served first.</param>
    /// <param name="maximumWait">How long to wait at most; null for the option's value.</param>
    /// <param name="cancellationToken">Leaves the line.</param>
    /// <returns>
    /// A lease to dispose when the call was answered. It is not acquired if the wait would be too long, and then tells
    /// <see cref="MetadataName.RetryAfter"/>.
    /// </returns>
    /// <exception cref="SyncStateException">The store cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<RateLimitLease> AcquireAsync(
        QuotaPriority priority, TimeSpan? maximumWait = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RateLimitLease>(cancellationToken);

        var budget = maximumWait ?? _maximumWait;
        var now = _time.GetUtcNow();
        var deadline = budget == Timeout.InfiniteTimeSpan || DateTimeOffset.MaxValue - now <= budget ? DateTimeOffset.MaxValue : now + budget;
        QuotaWaiter waiter;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (TakeAtOnce(now) is { } lease)
                return new(lease);
            waiter = new(priority == QuotaPriority.Interactive ? _interactive : _bulk, deadline);
            waiter.Queue.AddLast(waiter.Node);
        }

        Pump();
        if (cancellationToken.CanBeCanceled && !waiter.Task.IsCompleted)
        {
            waiter.Registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (limiter, waiter) = ((QuotaLimiter, QuotaWaiter))state!;
                    limiter.Leave(waiter, token);
                },
                (this, waiter));
            if (waiter.Task.IsCompleted)
                waiter.Registration.Unregister();
        }

        return new(waiter.Task);
    }

    /// <summary>Tells that the vendor refused a call as too many: other users of the key were faster.</summary>
    /// <param name="retryAfter">How long the vendor asks to wait; null to wait for the length of the shortest window.</param>
    /// <remarks>No call is let through meanwhile. Calls whose budget is shorter are refused at once.</remarks>
    public void NoteThrottled(TimeSpan? retryAfter = null)
    {
        lock (_lock)
        {
            var wait = retryAfter ?? _windows[0].Length;
            var now = _time.GetUtcNow();
            var until = DateTimeOffset.MaxValue - now <= wait ? DateTimeOffset.MaxValue : now + wait;
            if (until > _throttledUntil)
                _throttledUntil = until;
        }

        Pump();
    }

    /// <inheritdoc/>
    public override RateLimiterStatistics? GetStatistics()
    {
        lock (_lock)
        {
            var available = (_store as InMemoryQuotaStore)?.Available(new(Name, _windows, 1, _time.GetUtcNow())) ?? 0;
            return new()
            {
                CurrentAvailablePermits = _throttledUntil > _time.GetUtcNow() ? 0 : available,
                CurrentQueuedCount = _interactive.Count + _bulk.Count,
                TotalSuccessfulLeases = _succeeded,
                TotalFailedLeases = _failed,
            };
        }
    }

    internal void OnAnswered(QuotaBlock block)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            _unanswered--;
            _idleSince = now + _windows[^1].Length;
            if (--block.Unanswered == 0)
                _completion = CompleteAsync(_completion, block.Id, block.Granted, now);
        }
    }

    /// <summary>Waits for a permit with the lowest priority and the option's maximum wait.</summary>
    /// <param name="permitCount">The number of permits: 1, or 0 to ask only whether one can be had now.</param>
    /// <param name="cancellationToken">Leaves the line.</param>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        CheckPermitCount(permitCount);
        return permitCount == 0 ? new(AttemptAcquireCore(0)) : AcquireAsync(QuotaPriority.Bulk, null, cancellationToken);
    }

    /// <summary>Takes a permit if nobody waits and one can be had without waiting for the store.</summary>
    /// <param name="permitCount">The number of permits: 1, or 0 to ask only whether one can be had now.</param>
    /// <remarks>With a store that answers asynchronously, this never succeeds: await <see cref="AcquireAsync"/> instead.</remarks>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        CheckPermitCount(permitCount);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var now = _time.GetUtcNow();
            var request = new QuotaRequest(Name, _windows, 1, now);
            if (_interactive.Count + _bulk.Count > 0 || _pumping || BlockedUntil(now) is not null)
                return Refuse(BlockedUntil(now) - now);
            if (_store is not InMemoryQuotaStore store)
                return Refuse(null);
            if (permitCount == 0)
                return store.Available(request) > 0 ? new QuotaLease(this, CountGranted(new(0, 1))) : Refuse(null);

            var reservation = store.Reserve(request);
            return reservation.Permits > 0
                ? new QuotaLease(this, CountGranted(new(reservation.Id, 1)))
                : Refuse(reservation.RetryAt - now);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                _timer?.Dispose();
                while (Dequeue() is { } waiter)
                    Finish(waiter, Refuse(null));
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Disposes the limiter and waits until the store was told of all answered calls.</summary>
    protected override async ValueTask DisposeAsyncCore()
    {
        Dispose(true);
        Task completion;
        lock (_lock)
            completion = _completion;
        await completion.ConfigureAwait(false);
        await base.DisposeAsyncCore().ConfigureAwait(false);
    }

    private static void CheckPermitCount(int permitCount)
    {
        if (permitCount is < 0 or > 1)
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, "A call takes one permit; more are not given at once.");
    }
}
