namespace Census.Sync.ConformanceTests;

// When to ask again, what concurrency does, and clocks that misbehave.
public abstract partial class QuotaStoreConformance
{
    [Fact]
    public async Task When_all_is_answered_the_time_to_ask_again_is_exact()
    {
        var store = await StoreAsync();
        foreach (var seconds in (int[])[0, 7, 20])
        {
            Time.Advance(TimeSpan.FromSeconds(seconds));
            await ReserveAndCompleteAsync(store, 1, PerMinute(3));
        }

        for (var i = 0; i < 6; i++)
        {
            var none = await ReserveAsync(store, 1, PerMinute(3));
            Assert.Equal(0, none.Permits);

            AdvanceTo(none.RetryAt - Tick);
            Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(3))).Permits);
            Time.Advance(Tick);
            await ReserveAndCompleteAsync(store, 1, PerMinute(3));
        }
    }

    [Fact]
    public async Task The_time_to_ask_again_waits_for_every_window_that_is_full()
    {
        var store = await StoreAsync();
        await ReserveAndCompleteAsync(store, 2, PerMinute(2), PerDay(2));

        var none = await ReserveAsync(store, 1, PerMinute(2), PerDay(2));

        Assert.Equal(Time.GetUtcNow() + Day, none.RetryAt);
    }

    [Fact]
    public async Task Open_calls_are_not_expected_to_be_lost_when_telling_the_time_to_ask_again()
    {
        var store = await StoreAsync();
        await ReserveAsync(store, 1, PerMinute(1));
        Time.Advance(TimeSpan.FromSeconds(2));

        var none = await ReserveAsync(store, 1, PerMinute(1));

        // The answer may come at once, and the permit is then free in a minute, long before it would count as lost.
        Assert.InRange(none.RetryAt, Time.GetUtcNow() + Tick, Time.GetUtcNow() + Minute);
    }

    [Fact]
    public async Task Nobody_waits_for_a_day_because_of_permits_that_may_be_given_back()
    {
        var store = await StoreAsync();
        await ReserveAsync(store, 5, PerDay(5));

        var none = await ReserveAsync(store, 1, PerDay(5));

        // What becomes of an open call is known at the latest when it counts as lost.
        Assert.InRange(none.RetryAt, Time.GetUtcNow() + Tick, Time.GetUtcNow() + store.LostAfter);
    }

    [Fact]
    public async Task After_permits_were_lost_the_time_to_ask_again_is_exact()
    {
        var store = await StoreAsync();
        await ReserveAsync(store, 1, PerMinute(1));
        var lost = Time.GetUtcNow() + store.LostAfter;
        AdvanceTo(lost + TimeSpan.FromSeconds(1));

        var none = await ReserveAsync(store, 1, PerMinute(1));

        Assert.Equal((0, lost + Minute), (none.Permits, none.RetryAt));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_window_of_the_vendor_ever_sees_more_than_the_limit(int seed)
    {
        var random = new Random(seed);
        var store = await StoreAsync();
        QuotaWindow[] windows = [new(5, TimeSpan.FromSeconds(10)), new(12, TimeSpan.FromSeconds(40))];
        List<DateTimeOffset> calls = [];
        List<(QuotaReservation Reservation, DateTimeOffset AnswerAt)> open = [];
        var notBefore = DateTimeOffset.MinValue;

        for (var step = 0; step < 400; step++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 900)));
            foreach (var due in open.Where(call => call.AnswerAt <= Time.GetUtcNow()).ToList())
            {
                await store.CompleteAsync("vendor", due.Reservation.Id, due.Reservation.Permits, due.AnswerAt, Cancellation);
                open.Remove(due);
            }

            var reservedAt = Time.GetUtcNow();
            var reservation = await ReserveAsync(store, random.Next(1, 4), windows);
            if (reservation.Permits == 0)
            {
                Assert.True(reservation.RetryAt > reservedAt);
                notBefore = reservation.RetryAt;
                continue;
            }

            // All permits are used, so none can come back before the time that was told.
            Assert.True(reservedAt >= notBefore, $"A permit was free {notBefore - reservedAt} before its time.");
            var latency = TimeSpan.FromMilliseconds(random.Next(1, 4_000));
            open.Add((reservation, reservedAt + latency));
            for (var i = 0; i < reservation.Permits; i++)
                calls.Add(reservedAt + latency * random.NextDouble());
        }

        Assert.True(calls.Count > 50);
        calls.Sort();
        foreach (var window in windows)
        {
            for (var i = window.Permits; i < calls.Count; i++)
                Assert.True(calls[i] - calls[i - window.Permits] >= window.Length, $"{window} was exceeded at call {i}, seed {seed}.");
        }
    }

    [Fact]
    public async Task Processes_that_reserve_at_once_never_get_more_than_there_is()
    {
        List<QuotaStore> stores = [];
        for (var i = 0; i < 4; i++)
            stores.Add(await StoreAsync());

        var reservations = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            i => Task.Run(() => ReserveAsync(stores[i % 4], 1 + i % 3, PerMinute(50), PerDay(60)))));

        Assert.Equal(50, reservations.Sum(reservation => reservation.Permits));
        var given = reservations.Where(reservation => reservation.Permits > 0).Select(reservation => reservation.Id).ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
    }

    [Fact]
    public async Task What_one_process_reserved_another_may_complete()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var reservation = await ReserveAsync(one, 5, PerMinute(5));

        await CompleteAsync(two, reservation, used: 2);

        Assert.Equal(3, (await ReserveAsync(one, 5, PerMinute(5))).Permits);
    }

    [Fact]
    public async Task A_year_of_days_does_not_pile_up()
    {
        var store = await StoreAsync();
        QuotaWindow[] windows = [PerMinute(10), PerDay(30)];
        var most = 0L;

        for (var day = 0; day < 365; day++)
        {
            // Three calls a day, one of which is never answered.
            await ReserveAndCompleteAsync(store, 10, windows);
            Time.Advance(TimeSpan.FromHours(6));
            await ReserveAndCompleteAsync(store, 10, windows);
            Time.Advance(TimeSpan.FromHours(6));
            await ReserveAsync(store, 1, windows);
            Time.Advance(TimeSpan.FromHours(13));
            if (day % 20 == 0)
                most = Math.Max(most, await CountKeptReservationsAsync(store));
        }

        Assert.InRange(most, 1, 10);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_gives_no_permit_twice()
    {
        var store = await StoreAsync();
        await ReserveAndCompleteAsync(store, 10, PerMinute(10), PerDay(100));

        Time.SetBack(TimeSpan.FromHours(1));

        Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(10), PerDay(100))).Permits);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_by_a_year_does_not_stop_the_work_for_a_year()
    {
        var store = await StoreAsync();
        await ReserveAndCompleteAsync(store, 5, PerMinute(10));
        await ReserveAsync(store, 5, PerMinute(10));

        Time.SetBack(TimeSpan.FromDays(365));
        var setBack = Time.GetUtcNow();
        var none = await ReserveAsync(store, 1, PerMinute(10));
        Assert.Equal(0, none.Permits);

        // What was answered counts for a window from now on, what was not as if it had been reserved now.
        Assert.InRange(none.RetryAt, setBack + Tick, setBack + Minute);
        AdvanceTo(setBack + Minute);
        var answered = await ReserveAsync(store, 10, PerMinute(10));
        await CompleteAsync(store, answered, used: 0);
        AdvanceTo(setBack + store.LostAfter + Minute);
        var all = await ReserveAsync(store, 10, PerMinute(10));

        Assert.Equal((5, 10), (answered.Permits, all.Permits));
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_frees_what_it_leaves_behind()
    {
        var store = await StoreAsync();
        await ReserveAndCompleteAsync(store, 10, PerMinute(10), PerDay(10));

        Time.Advance(TimeSpan.FromDays(3_650));

        Assert.Equal(10, (await ReserveAsync(store, 10, PerMinute(10), PerDay(10))).Permits);
    }
}
