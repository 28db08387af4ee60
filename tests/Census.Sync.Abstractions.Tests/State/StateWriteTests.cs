namespace Census.Sync.Abstractions.Tests.State;

public sealed class StateWriteTests
{
    [Fact]
    public void A_write_keeps_what_it_was_told_in_order()
    {
        var write = new StateWrite()
            .Put(StateSection.Header, 0, new byte[] { 1 })
            .Delete(StateSection.Journal)
            .Put(StateSection.Pages, 5, new byte[] { 2 })
            .Delete(StateSection.Pages, 2, 2);

        Assert.Equal([(StateSection.Journal, 0L, long.MaxValue), (StateSection.Pages, 2L, 2L)], write.Deletions);
        Assert.Equal([(StateSection.Header, 0L), (StateSection.Pages, 5L)], write.Puts.Select(put => (put.Section, put.Blob.Number)));
        Assert.Equal(new byte[] { 2 }, write.Puts[1].Blob.Content.ToArray());
    }

    [Fact]
    public void A_write_is_empty_until_something_is_put_or_deleted()
    {
        Assert.True(new StateWrite().IsEmpty);
        Assert.False(new StateWrite().Put(StateSection.Header, 0, default).IsEmpty);
        Assert.False(new StateWrite().Delete(StateSection.Header).IsEmpty);
    }

    [Fact]
    public void Numbers_that_no_range_can_hold_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateWrite().Put(StateSection.Pages, -1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateWrite().Put(StateSection.Pages, long.MaxValue, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateWrite().Delete(StateSection.Pages, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateWrite().Delete(StateSection.Pages, 3, 2));
    }

    [Fact]
    public void A_lease_needs_an_owner_and_a_duration()
    {
        Assert.Throws<ArgumentException>(() => new SyncLease("", TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncLease("one", TimeSpan.Zero));
        Assert.Equal(new SyncLease("one", TimeSpan.FromSeconds(1)), new SyncLease("one", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_lost_lease_names_its_sync() =>
        Assert.Contains("'companies'", new SyncLeaseLostException("companies").Message, StringComparison.Ordinal);
}
