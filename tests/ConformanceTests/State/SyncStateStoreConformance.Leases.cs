namespace Census.Sync.ConformanceTests;

// Who may write, and from when on no longer.
public abstract partial class SyncStateStoreConformance
{
    [Fact]
    public async Task A_second_owner_is_refused_while_the_lease_holds()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        await using var session = await OpenAsync(one, "one");

        Assert.Null(await one.TryOpenAsync("companies", Lease("two"), Cancellation));
        Assert.Null(await two.TryOpenAsync("companies", Lease("two"), Cancellation));

        Time.Advance(LeaseDuration - TimeSpan.FromTicks(1));
        Assert.Null(await two.TryOpenAsync("companies", Lease("two"), Cancellation));
    }

    [Fact]
    public async Task A_refused_owner_changes_nothing_for_the_holder()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        await using var session = await OpenAsync(one, "one");

        Assert.Null(await two.TryOpenAsync("companies", Lease("two"), Cancellation));

        await session.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation);
        Time.Advance(LeaseDuration);
        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await session.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Disposing_gives_the_lease_back()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var session = await OpenAsync(one, "one");

        await session.DisposeAsync();

        await using var next = await OpenAsync(two, "two");
        await next.WriteAsync(new StateWrite(), Cancellation);
    }

    [Fact]
    public async Task Disposing_twice_does_not_take_the_lease_from_the_next_holder()
    {
        var store = await StoreAsync();
        var session = await OpenAsync(store, "one");
        await session.DisposeAsync();
        await using var next = await OpenAsync(store, "two");

        await session.DisposeAsync();

        await next.WriteAsync(new StateWrite(), Cancellation);
        Assert.Null(await store.TryOpenAsync("companies", Lease("three"), Cancellation));
    }

    [Fact]
    public async Task A_disposed_session_can_neither_read_nor_write()
    {
        var session = await OpenAsync(await StoreAsync());
        await session.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.WriteAsync(new StateWrite(), Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.RenewAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.ReadAsync(StateSection.Header, 0, Cancellation));
    }

    [Fact]
    public async Task A_lease_that_ran_out_can_be_taken()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var session = await OpenAsync(one, "one");
        await session.WriteAsync(PutOf(StateSection.Header, 0, 7), Cancellation);

        Time.Advance(LeaseDuration);

        await using var next = await OpenAsync(two, "two");
        Assert.Equal([7], await ReadAsync(next, StateSection.Header, 0));
    }

    [Fact]
    public async Task A_lease_that_ran_out_does_not_allow_a_write_even_if_nobody_took_it()
    {
        var store = await StoreAsync();
        var session = await OpenAsync(store);
        Time.Advance(LeaseDuration);

        await Assert.ThrowsAsync<SyncLeaseLostException>(
            async () => await session.WriteAsync(PutOf(StateSection.Pages, 0, 1), Cancellation));

        await using var next = await OpenAsync(store, "two");
        Assert.Null(await ReadAsync(next, StateSection.Pages, 0));
    }

    [Fact]
    public async Task A_lease_that_ran_out_cannot_be_renewed()
    {
        var session = await OpenAsync(await StoreAsync());
        Time.Advance(LeaseDuration);

        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await session.RenewAsync(Cancellation));
        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await session.WriteAsync(new StateWrite(), Cancellation));
    }

    [Fact]
    public async Task A_lease_once_lost_stays_lost_when_the_clock_is_set_back()
    {
        var session = await OpenAsync(await StoreAsync());
        Time.Advance(LeaseDuration);
        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await session.WriteAsync(new StateWrite(), Cancellation));

        Time.SetBack(LeaseDuration);

        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await session.WriteAsync(new StateWrite(), Cancellation));
        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await session.RenewAsync(Cancellation));
    }

    [Fact]
    public async Task Renewing_makes_the_lease_hold_for_its_full_duration_again()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        await using var session = await OpenAsync(one, "one");

        Time.Advance(LeaseDuration - TimeSpan.FromTicks(1));
        await session.RenewAsync(Cancellation);
        Time.Advance(LeaseDuration - TimeSpan.FromTicks(1));

        await session.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation);
        Assert.Null(await two.TryOpenAsync("companies", Lease("two"), Cancellation));
        Time.Advance(TimeSpan.FromTicks(1));
        await using var next = await OpenAsync(two, "two");
    }

    [Fact]
    public async Task Writing_does_not_renew_the_lease()
    {
        var store = await StoreAsync();
        var session = await OpenAsync(store, "one");
        Time.Advance(LeaseDuration / 2);
        await session.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation);

        Time.Advance(LeaseDuration / 2);

        await using var next = await OpenAsync(store, "two");
    }

    [Fact]
    public async Task A_writer_whose_lease_was_taken_over_cannot_write()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var stale = await OpenAsync(one, "one");
        Time.Advance(LeaseDuration);
        await using var session = await OpenAsync(two, "two");

        var lost = await Assert.ThrowsAsync<SyncLeaseLostException>(
            async () => await stale.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation));
        Assert.Contains("companies", lost.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await stale.WriteAsync(new StateWrite(), Cancellation));
        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await stale.RenewAsync(Cancellation));

        Assert.Null(await ReadAsync(session, StateSection.Header, 0));
    }

    [Fact]
    public async Task A_writer_whose_lease_was_taken_over_and_given_back_cannot_write()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var stale = await OpenAsync(one, "one");
        Time.Advance(LeaseDuration);
        await (await OpenAsync(two, "two")).DisposeAsync();
        Time.SetBack(LeaseDuration);

        await Assert.ThrowsAsync<SyncLeaseLostException>(
            async () => await stale.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation));
    }

    [Fact]
    public async Task A_stale_session_that_is_disposed_does_not_give_back_the_lease_of_the_next()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var stale = await OpenAsync(one, "one");
        Time.Advance(LeaseDuration);
        await using var session = await OpenAsync(two, "two");

        await stale.DisposeAsync();

        Assert.Null(await one.TryOpenAsync("companies", Lease("three"), Cancellation));
        await session.WriteAsync(new StateWrite(), Cancellation);
    }

    [Fact]
    public async Task The_same_owner_enters_again_at_once_and_shuts_its_former_session_out()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        var former = await OpenAsync(one, "one");

        await using var session = await OpenAsync(two, "one");

        await Assert.ThrowsAsync<SyncLeaseLostException>(
            async () => await former.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation));
        await former.DisposeAsync();
        await session.WriteAsync(PutOf(StateSection.Header, 0, 2), Cancellation);
        Assert.Null(await one.TryOpenAsync("companies", Lease("two"), Cancellation));
    }

    [Fact]
    public async Task Entering_again_makes_the_lease_hold_for_its_full_duration()
    {
        var store = await StoreAsync();
        await OpenAsync(store, "one");
        Time.Advance(LeaseDuration - TimeSpan.FromTicks(1));
        await using var session = await OpenAsync(store, "one");
        Time.Advance(LeaseDuration - TimeSpan.FromTicks(1));

        await session.WriteAsync(new StateWrite(), Cancellation);
        Assert.Null(await store.TryOpenAsync("companies", Lease("two"), Cancellation));
    }

    [Fact]
    public async Task Owners_differ_by_case()
    {
        var store = await StoreAsync();
        await using var session = await OpenAsync(store, "one");

        Assert.Null(await store.TryOpenAsync("companies", Lease("ONE"), Cancellation));
    }

    [Fact]
    public async Task Of_many_who_want_a_lease_at_once_one_gets_it()
    {
        List<SyncStateStore> stores = [];
        for (var i = 0; i < 4; i++)
            stores.Add(await StoreAsync());

        for (var round = 0; round < 5; round++)
        {
            var sync = $"sync {round}";
            var tries = Enumerable.Range(0, 16).Select(
                i => Task.Run(async () => await stores[i % 4].TryOpenAsync(sync, Lease($"owner {i}"), Cancellation)));

            var sessions = await Task.WhenAll(tries);

            var winner = Assert.Single(sessions, session => session is not null)!;
            await winner.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation);
            await winner.DisposeAsync();
        }
    }

    [Fact]
    public async Task Leases_of_several_syncs_do_not_meet()
    {
        var store = await StoreAsync();
        await using var companies = await OpenAsync(store, "one", "companies");
        await using var contacts = await OpenAsync(store, "two", "contacts");

        await companies.WriteAsync(PutOf(StateSection.Header, 0, 1), Cancellation);
        await contacts.WriteAsync(PutOf(StateSection.Header, 0, 2), Cancellation);
        await companies.DisposeAsync();

        await contacts.RenewAsync(Cancellation);
        Assert.Equal([2], await ReadAsync(contacts, StateSection.Header, 0));
    }

    [Fact]
    public async Task A_name_an_owner_and_a_duration_are_needed()
    {
        var store = await StoreAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.TryOpenAsync("", Lease(), Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.TryOpenAsync(null!, Lease(), Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.TryOpenAsync("companies", null!, Cancellation));
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Opening_with_a_cancelled_token_takes_no_lease()
    {
        var store = await StoreAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.TryOpenAsync("companies", Lease("one"), new CancellationToken(canceled: true)));

        await using var session = await OpenAsync(store, "two");
    }
}
