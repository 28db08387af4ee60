namespace Census.Sync.Http;

// The line of those who wait, and the pump that serves it: one at a time, whenever somebody comes, leaves the vendor's refusal behind, or time is up.
public sealed partial class QuotaLimiter
{
    // Who finds nobody in line and a permit in memory need not stand in it. Under the lock.
    private QuotaLease? TakeAtOnce(DateTimeOffset now) =>
        !_pumping && _interactive.Count + _bulk.Count == 0 && BlockedUntil(now) is null
        && _store is InMemoryQuotaStore store && store.Reserve(new(Name, _windows, 1, now)) is { Permits: > 0 } reservation
            ? new(this, CountGranted(new(reservation.Id, reservation.Permits)))
            : null;

    private void Pump()
    {
        lock (_lock)
        {
            if (_pumping || _disposed)
                return;
            _pumping = true;
        }

        _ = PumpAsync();
    }

    // Reserves and hands out permits until nobody waits or none are left. One at a time, so that the line keeps its order.
    private async Task PumpAsync()
    {
        try
        {
            while (NextRequest() is { } request)
                Distribute(await _store.ReserveAsync(request).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            // Whatever stopped the store stops those who wait; the next call asks again.
            lock (_lock)
            {
                _pumping = false;
                while (Dequeue() is { } waiter)
                {
                    _failed++;
                    waiter.Registration.Unregister();
                    waiter.TrySetException(error);
                }
            }
        }
    }

    // What to ask the store for; null, with the pump stopped, if there is nobody to serve or it is not the time.
    private QuotaRequest? NextRequest()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (BlockedUntil(now) is { } until)
                RefuseThoseWhoCannotWait(until, now);

            var waiting = _interactive.Count + _bulk.Count;
            if (!_disposed && waiting > 0 && BlockedUntil(now) is null)
                return new(Name, _windows, Math.Min(_blockSize, waiting), now);

            _pumping = false;
            Arm(waiting > 0 && !_disposed ? BlockedUntil(now) - now : null);
            return null;
        }
    }

    private void Distribute(QuotaReservation reservation)
    {
        lock (_lock)
        {
            if (reservation.Permits == 0)
            {
                // A time that has passed already would spin.
                var now = _time.GetUtcNow();
                _blockedUntil = reservation.RetryAt > now ? reservation.RetryAt : now + ShortestPause;
                return;
            }

            var count = Math.Min(reservation.Permits, _interactive.Count + _bulk.Count);
            if (count == 0)
            {
                _completion = CompleteAsync(_completion, reservation.Id, 0, _time.GetUtcNow());
                return;
            }

            var block = CountGranted(new(reservation.Id, count));
            for (var i = 0; i < count; i++)
                Finish(Dequeue()!, new QuotaLease(this, block));
        }
    }

    private DateTimeOffset? BlockedUntil(DateTimeOffset now)
    {
        var until = _blockedUntil > _throttledUntil ? _blockedUntil : _throttledUntil;
        return until > now ? until : null;
    }

    private void RefuseThoseWhoCannotWait(DateTimeOffset until, DateTimeOffset now)
    {
        foreach (var queue in (ReadOnlySpan<LinkedList<QuotaWaiter>>)[_interactive, _bulk])
        {
            for (var node = queue.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Deadline < until)
                {
                    queue.Remove(node);
                    Finish(node.Value, Refuse(until - now));
                }

                node = next;
            }
        }
    }

    private QuotaWaiter? Dequeue()
    {
        var node = _interactive.First ?? _bulk.First;
        node?.List!.Remove(node);
        return node?.Value;
    }

    private void Leave(QuotaWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return;
            waiter.Queue.Remove(waiter.Node);
            if (_interactive.Count + _bulk.Count == 0)
                Arm(null);
        }

        waiter.TrySetCanceled(cancellationToken);
    }

    private static void Finish(QuotaWaiter waiter, QuotaLease lease)
    {
        waiter.Registration.Unregister();
        waiter.TrySetResult(lease);
    }

    private QuotaLease Refuse(TimeSpan? retryAfter)
    {
        _failed++;
        return new(retryAfter);
    }

    private QuotaBlock CountGranted(QuotaBlock block)
    {
        _succeeded += block.Granted;
        _unanswered += block.Granted;
        return block;
    }

    private void Arm(TimeSpan? due)
    {
        if (due is null && _timer is null)
            return;
        _timer ??= _time.CreateTimer(
            static state => ((QuotaLimiter)state!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due is { } wait ? Bounded(wait) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // Timers count whole milliseconds and take at most 49 days; one that fires early is simply armed again.
    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.FromDays(1)
        ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds))
        : TimeSpan.FromDays(1);

    // Chained, so that disposing can await the last. A store in memory is told at once, any other outside of the lock.
    private async Task CompleteAsync(Task previous, long id, int used, DateTimeOffset answeredAt)
    {
        if (id == 0)
            return;
        if (_store is not InMemoryQuotaStore)
            await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _store.CompleteAsync(Name, id, used, answeredAt).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The permits then count as lost, which is longer than needed and never too short.
            _logger.QuotaCompletionFailed(Name, error);
        }
    }
}
