namespace Census.Sync.ConformanceTests;

// How many permits there are, and until when they count.
public abstract partial class QuotaStoreConformance
{
    [Fact]
    public async Task Permits_are_given_as_wanted_while_there_is_room()
    {
        var store = await StoreAsync();

        var first = await ReserveAsync(store, 4, PerMinute(10));
        var second = await ReserveAsync(store, 6, PerMinute(10));

        Assert.Equal((4, 6), (first.Permits, second.Permits));
        Assert.NotEqual(0, first.Id);
        Assert.NotEqual(0, second.Id);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task What_is_left_is_given_when_there_is_less_than_wanted()
    {
        var store = await StoreAsync();
        await ReserveAsync(store, 7, PerMinute(10));

        var rest = await ReserveAsync(store, 7, PerMinute(10));

        Assert.Equal(3, rest.Permits);
    }

    [Fact]
    public async Task Nothing_is_given_when_nothing_is_left()
    {
        var store = await StoreAsync();
        await ReserveAsync(store, 10, PerMinute(10));

        var none = await ReserveAsync(store, 1, PerMinute(10));

        Assert.Equal((0L, 0), (none.Id, none.Permits));
        Assert.True(none.RetryAt > Time.GetUtcNow());
    }

    [Fact]
    public async Task The_window_with_the_least_room_decides()
    {
        var store = await StoreAsync();
        QuotaWindow[] windows = [PerMinute(10), PerDay(25)];
        await ReserveAndCompleteAsync(store, 10, windows);
        var firstAnswer = Time.GetUtcNow();
        Assert.Equal(0, (await ReserveAsync(store, 1, windows)).Permits);

        Time.Advance(Minute);
        await ReserveAndCompleteAsync(store, 10, windows);
        Time.Advance(Minute);
        var last = await ReserveAsync(store, 10, windows);
        await CompleteAsync(store, last);
        Time.Advance(Minute);
        var none = await ReserveAsync(store, 10, windows);

        Assert.Equal(5, last.Permits);
        Assert.Equal(0, none.Permits);
        Assert.Equal(firstAnswer + Day, none.RetryAt);
    }

    [Fact]
    public async Task A_permit_counts_until_one_window_after_its_answer()
    {
        var store = await StoreAsync();
        var reservation = await ReserveAsync(store, 1, PerMinute(1));
        Time.Advance(TimeSpan.FromSeconds(40));
        await CompleteAsync(store, reservation);

        Time.Advance(Minute - Tick);
        Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(1))).Permits);

        Time.Advance(Tick);
        Assert.Equal(1, (await ReserveAsync(store, 1, PerMinute(1))).Permits);
    }

    [Fact]
    public async Task The_time_of_the_answer_counts_and_not_that_of_its_report()
    {
        var store = await StoreAsync();
        var reservation = await ReserveAsync(store, 1, PerMinute(1));
        Time.Advance(TimeSpan.FromSeconds(10));
        var answeredAt = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromSeconds(15));
        await store.CompleteAsync("vendor", reservation.Id, 1, answeredAt, Cancellation);

        AdvanceTo(answeredAt + Minute - Tick);
        Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(1))).Permits);

        Time.Advance(Tick);
        Assert.Equal(1, (await ReserveAsync(store, 1, PerMinute(1))).Permits);
    }

    [Fact]
    public async Task Permits_without_an_answer_count_until_they_are_lost_and_one_window_more()
    {
        var store = await StoreAsync();
        await ReserveAsync(store, 3, PerMinute(3));

        Time.Advance(store.LostAfter + Minute - Tick);
        Assert.Equal(0, (await ReserveAsync(store, 3, PerMinute(3))).Permits);

        Time.Advance(Tick);
        Assert.Equal(3, (await ReserveAsync(store, 3, PerMinute(3))).Permits);
    }

    [Fact]
    public async Task A_late_answer_counts_from_when_it_came()
    {
        var store = await StoreAsync();
        var reservation = await ReserveAsync(store, 1, PerMinute(1));
        Time.Advance(store.LostAfter + TimeSpan.FromSeconds(30));
        await CompleteAsync(store, reservation);

        Time.Advance(Minute - Tick);
        Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(1))).Permits);

        Time.Advance(Tick);
        Assert.Equal(1, (await ReserveAsync(store, 1, PerMinute(1))).Permits);
    }

    [Fact]
    public async Task Unused_permits_are_given_back_at_once()
    {
        var store = await StoreAsync();
        var reservation = await ReserveAsync(store, 10, PerMinute(10));

        await CompleteAsync(store, reservation, used: 4);

        Assert.Equal(6, (await ReserveAsync(store, 10, PerMinute(10))).Permits);
    }

    [Fact]
    public async Task A_reservation_that_was_not_used_at_all_leaves_no_trace()
    {
        var store = await StoreAsync();
        var reservation = await ReserveAsync(store, 10, PerMinute(10), PerDay(10));

        await CompleteAsync(store, reservation, used: 0);

        Assert.Equal(0, await CountKeptReservationsAsync(store));
        Assert.Equal(10, (await ReserveAsync(store, 10, PerMinute(10), PerDay(10))).Permits);
    }

    [Fact]
    public async Task Completing_twice_is_the_same_as_once()
    {
        var store = await StoreAsync();
        var reservation = await ReserveAsync(store, 10, PerMinute(10));

        await CompleteAsync(store, reservation, used: 4);
        await CompleteAsync(store, reservation, used: 4);

        Assert.Equal(6, (await ReserveAsync(store, 10, PerMinute(10))).Permits);
    }

    [Fact]
    public async Task Completing_what_is_long_forgotten_changes_nothing()
    {
        var store = await StoreAsync();
        var forgotten = await ReserveAsync(store, 1, PerMinute(10));
        Time.Advance(store.LostAfter + Day);
        var current = await ReserveAsync(store, 10, PerMinute(10));
        Assert.Equal(10, current.Permits);

        await CompleteAsync(store, forgotten, used: 0);

        Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(10))).Permits);
    }

    [Fact]
    public async Task A_limit_that_was_lowered_counts_what_was_used_before()
    {
        var store = await StoreAsync();
        for (var i = 0; i < 10; i++)
        {
            await ReserveAndCompleteAsync(store, 1, PerMinute(10));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var none = await ReserveAsync(store, 1, PerMinute(4));

        // Six of the ten are still too many; the seventh has to leave the window.
        Assert.Equal(0, none.Permits);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(56), none.RetryAt);
        AdvanceTo(none.RetryAt - Tick);
        Assert.Equal(0, (await ReserveAsync(store, 1, PerMinute(4))).Permits);
        Time.Advance(Tick);
        Assert.Equal(1, (await ReserveAsync(store, 1, PerMinute(4))).Permits);
    }

    [Fact]
    public async Task A_window_that_was_added_counts_what_is_still_known()
    {
        var store = await StoreAsync();
        await ReserveAndCompleteAsync(store, 10, PerMinute(10), PerDay(12));
        Time.Advance(TimeSpan.FromHours(2));

        // A process that only knows of the minute must not make the others forget the day.
        await ReserveAndCompleteAsync(store, 1, PerMinute(10));

        Assert.Equal(1, (await ReserveAsync(store, 5, PerMinute(10), PerDay(12))).Permits);
    }

    [Fact]
    public async Task Reserving_with_a_cancelled_token_takes_nothing()
    {
        var store = await StoreAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReserveAsync(
            new("vendor", [PerMinute(1)], 1, Time.GetUtcNow()), new CancellationToken(canceled: true)));

        Assert.Equal(1, (await ReserveAsync(store, 1, PerMinute(1))).Permits);
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        var reservation = await ReserveAsync(await StoreAsync(), 8, PerMinute(10));

        var restarted = await StoreAsync();

        Assert.Equal(2, (await ReserveAsync(restarted, 10, PerMinute(10))).Permits);
        await CompleteAsync(restarted, reservation, used: 5);
        Assert.Equal(3, (await ReserveAsync(restarted, 10, PerMinute(10))).Permits);
    }

    [Fact]
    public async Task Several_quotas_do_not_meet()
    {
        var store = await StoreAsync();
        string[] quotas = ["vendor", "Vendor", "vendor ", "a'b", "名前", "%", new string('q', 300)];
        foreach (var quota in quotas)
            Assert.Equal(5, (await ReserveOfAsync(store, quota, 9, PerMinute(5))).Permits);

        foreach (var quota in quotas)
            Assert.Equal(0, (await ReserveOfAsync(store, quota, 1, PerMinute(5))).Permits);
    }

    [Fact]
    public async Task A_reservation_is_completed_in_its_own_quota_only()
    {
        var store = await StoreAsync();
        var reservation = await ReserveOfAsync(store, "one", 5, PerMinute(5));
        await ReserveOfAsync(store, "two", 5, PerMinute(5));

        await CompleteAsync(store, reservation, used: 0, quota: "two");

        Assert.Equal(0, (await ReserveOfAsync(store, "one", 5, PerMinute(5))).Permits);
        Assert.Equal(0, (await ReserveOfAsync(store, "two", 5, PerMinute(5))).Permits);
    }
}
