namespace Census.Sync.ConformanceTests;

// What a write does, all of it or nothing.
public abstract partial class SyncStateStoreConformance
{
    [Fact]
    public async Task A_new_state_is_empty()
    {
        await using var session = await OpenAsync(await StoreAsync());

        foreach (var section in Enum.GetValues<StateSection>())
        {
            Assert.Null(await ReadAsync(session, section, 0));
            Assert.Empty(await ReadAllAsync(session, section));
        }
    }

    [Fact]
    public async Task Sections_do_not_meet()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        foreach (var section in Enum.GetValues<StateSection>())
            write.Put(section, 1, new[] { (byte)section });
        await session.WriteAsync(write, Cancellation);

        await session.WriteAsync(new StateWrite().Delete(StateSection.Journal), Cancellation);

        foreach (var section in Enum.GetValues<StateSection>().Except([StateSection.Journal]))
            Assert.Equal([(byte)section], await ReadAsync(session, section, 1));
        Assert.Null(await ReadAsync(session, StateSection.Journal, 1));
    }

    [Fact]
    public async Task A_blob_of_the_same_number_is_replaced()
    {
        await using var session = await OpenAsync(await StoreAsync());
        await session.WriteAsync(PutOf(StateSection.Pages, 3, 1, 2, 3), Cancellation);

        await session.WriteAsync(PutOf(StateSection.Pages, 3, 9), Cancellation);

        Assert.Equal([9], await ReadAsync(session, StateSection.Pages, 3));
        Assert.Equal([3], await NumbersAsync(session, StateSection.Pages));
    }

    [Fact]
    public async Task The_last_of_two_blobs_of_one_number_in_a_write_counts()
    {
        await using var session = await OpenAsync(await StoreAsync());

        await session.WriteAsync(PutOf(StateSection.Pages, 3, 1).Put(StateSection.Pages, 3, new byte[] { 2 }), Cancellation);

        Assert.Equal([2], await ReadAsync(session, StateSection.Pages, 3));
    }

    [Fact]
    public async Task Deletions_come_before_puts()
    {
        await using var session = await OpenAsync(await StoreAsync());
        await session.WriteAsync(PutOf(StateSection.Pages, 0, 1).Put(StateSection.Pages, 1, new byte[] { 1 }), Cancellation);

        await session.WriteAsync(PutOf(StateSection.Pages, 1, 2).Delete(StateSection.Pages), Cancellation);

        Assert.Equal([1], await NumbersAsync(session, StateSection.Pages));
        Assert.Equal([2], await ReadAsync(session, StateSection.Pages, 1));
    }

    [Fact]
    public async Task A_deletion_takes_the_first_number_and_leaves_the_second()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 0; number < 10; number++)
            write.Put(StateSection.Journal, number, new byte[] { 1 });
        await session.WriteAsync(write, Cancellation);

        await session.WriteAsync(
            new StateWrite().Delete(StateSection.Journal, 2, 5).Delete(StateSection.Journal, 7, 7).Delete(StateSection.Journal, 9), Cancellation);

        Assert.Equal([0, 1, 5, 6, 7, 8], await NumbersAsync(session, StateSection.Journal));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_does_no_harm()
    {
        await using var session = await OpenAsync(await StoreAsync());

        await session.WriteAsync(new StateWrite().Delete(StateSection.Held, 5, 50).Delete(StateSection.Changes), Cancellation);

        Assert.Empty(await ReadAllAsync(session, StateSection.Held));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue - 1)]
    public async Task Any_number_can_be_used_and_deleted(long number)
    {
        await using var session = await OpenAsync(await StoreAsync());

        await session.WriteAsync(PutOf(StateSection.Pages, number, 1), Cancellation);
        Assert.Equal([number], await NumbersAsync(session, StateSection.Pages));
        await session.WriteAsync(new StateWrite().Delete(StateSection.Pages), Cancellation);

        Assert.Null(await ReadAsync(session, StateSection.Pages, number));
    }

    [Fact]
    public async Task An_empty_blob_is_not_a_missing_one()
    {
        await using var session = await OpenAsync(await StoreAsync());

        await session.WriteAsync(PutOf(StateSection.Header, 0), Cancellation);

        Assert.Equal([], await ReadAsync(session, StateSection.Header, 0));
        Assert.Equal([0], await NumbersAsync(session, StateSection.Header));
    }

    [Fact]
    public async Task A_part_of_a_larger_buffer_is_written_as_that_part()
    {
        await using var session = await OpenAsync(await StoreAsync());
        byte[] buffer = [1, 2, 3, 4, 5];

        await session.WriteAsync(new StateWrite().Put(StateSection.Header, 0, buffer.AsMemory(1, 3)), Cancellation);
        buffer.AsSpan().Clear();

        Assert.Equal([2, 3, 4], await ReadAsync(session, StateSection.Header, 0));
    }

    [Fact]
    public async Task What_was_read_may_be_kept()
    {
        await using var session = await OpenAsync(await StoreAsync());
        await session.WriteAsync(PutOf(StateSection.Pages, 0, 1, 2), Cancellation);
        var kept = await session.ReadAsync(StateSection.Pages, 0, Cancellation);

        await session.WriteAsync(PutOf(StateSection.Pages, 0, 8, 9), Cancellation);
        await session.ReadAsync(StateSection.Pages, 0, Cancellation);

        Assert.Equal([1, 2], kept!.Value.ToArray());
    }

    [Fact]
    public async Task A_blob_of_five_megabytes_comes_back()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var content = Noise(1, 5 * 1024 * 1024 + 17);

        await session.WriteAsync(new StateWrite().Put(StateSection.Changes, 0, content), Cancellation);

        Assert.True((await session.ReadAsync(StateSection.Changes, 0, Cancellation))!.Value.Span.SequenceEqual(content));
    }

    [Fact]
    public async Task Many_small_blobs_come_back_in_order()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 4_999; number >= 0; number--)
            write.Put(StateSection.Journal, number, BitConverter.GetBytes(number));
        await session.WriteAsync(write, Cancellation);

        var blobs = await ReadAllAsync(session, StateSection.Journal);

        Assert.Equal(Enumerable.Range(0, 5_000).Select(number => (long)number), blobs.Select(blob => blob.Number));
        Assert.All(blobs, blob => Assert.Equal(blob.Number, BitConverter.ToInt32(blob.Content)));
    }

    [Fact]
    public async Task A_write_that_is_refused_leaves_nothing_of_itself()
    {
        var store = await StoreAsync();
        var stale = await OpenAsync(store, "one");
        await stale.WriteAsync(PutOf(StateSection.Pages, 1, 1), Cancellation);
        Time.Advance(LeaseDuration);

        await Assert.ThrowsAsync<SyncLeaseLostException>(async () => await stale.WriteAsync(
            PutOf(StateSection.Pages, 2, 2).Delete(StateSection.Pages).Put(StateSection.Header, 0, new byte[] { 1 }), Cancellation));

        await using var session = await OpenAsync(store, "two");
        Assert.Equal([1], await NumbersAsync(session, StateSection.Pages));
        Assert.Null(await ReadAsync(session, StateSection.Header, 0));
    }

    [Fact]
    public async Task A_write_with_a_cancelled_token_changes_nothing_and_keeps_the_session_usable()
    {
        await using var session = await OpenAsync(await StoreAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await session.WriteAsync(PutOf(StateSection.Header, 0, 1), new CancellationToken(canceled: true)));

        Assert.Null(await ReadAsync(session, StateSection.Header, 0));
        await session.WriteAsync(PutOf(StateSection.Header, 0, 2), Cancellation);
        Assert.Equal([2], await ReadAsync(session, StateSection.Header, 0));
    }

    [Fact]
    public async Task Concurrent_writes_of_one_session_take_effect_one_after_the_other()
    {
        await using var session = await OpenAsync(await StoreAsync());

        // Each write leaves one blob in Changes, whichever write is the last, and one in Journal.
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () => await session.WriteAsync(
            PutOf(StateSection.Journal, i, (byte)i).Delete(StateSection.Changes).Put(StateSection.Changes, i, new[] { (byte)i }), Cancellation))));

        Assert.Equal(60, (await NumbersAsync(session, StateSection.Journal)).Count);
        Assert.Single(await NumbersAsync(session, StateSection.Changes));
    }

    [Fact]
    public async Task Processes_that_write_to_several_syncs_do_not_disturb_each_other()
    {
        string[] syncs = ["companies", "contacts", "feedback"];
        List<(string Sync, SyncStateStore Store)> processes = [];
        foreach (var sync in syncs)
            processes.Add((sync, await StoreAsync()));

        await Task.WhenAll(processes.Select(process => Task.Run(async () =>
        {
            await using var session = await OpenAsync(process.Store, process.Sync, process.Sync);
            for (var i = 0; i < 25; i++)
                await session.WriteAsync(new StateWrite().Put(StateSection.Journal, i, Noise(i, 2_000)), Cancellation);
        })));

        var store = await StoreAsync();
        foreach (var sync in syncs)
        {
            await using var session = await OpenAsync(store, "reader", sync);
            var blobs = await ReadAllAsync(session, StateSection.Journal);
            Assert.Equal(25, blobs.Count);
            Assert.All(blobs, blob => Assert.Equal(Noise((int)blob.Number, 2_000), blob.Content));
        }
    }

    [Fact]
    public async Task A_state_outlives_its_store()
    {
        var first = await StoreAsync();
        await using (var session = await OpenAsync(first, "one"))
            await session.WriteAsync(PutOf(StateSection.Pages, 4, 1, 2, 3), Cancellation);

        // A store in memory is the same object: nothing was closed, and nothing is lost.
        await using var next = await OpenAsync(await StoreAsync(), "two");

        Assert.Equal([1, 2, 3], await ReadAsync(next, StateSection.Pages, 4));
    }

    [Fact]
    public async Task A_write_that_need_not_survive_a_power_failure_is_seen_and_kept_like_any_other()
    {
        await using (var session = await OpenAsync(await StoreAsync()))
        {
            await session.WriteAsync(PutOf(StateSection.Pages, 1, 1), Cancellation);
            await session.WriteAsync(new StateWrite { SurvivesPowerFailure = false }.Put(StateSection.Pages, 2, new byte[] { 2 }).Delete(StateSection.Pages, 1, 2), Cancellation);
            Assert.Equal([2], await NumbersAsync(session, StateSection.Pages));
            await session.WriteAsync(PutOf(StateSection.Pages, 3, 3), Cancellation);
        }

        await using var next = await OpenAsync(await StoreAsync(), "two");
        Assert.Equal([2, 3], await NumbersAsync(next, StateSection.Pages));
    }

    [Fact]
    public async Task A_buffer_may_be_used_again_when_its_write_has_ended()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var buffer = new byte[] { 1, 2, 3, 4 };
        await session.WriteAsync(new StateWrite().Put(StateSection.Journal, 0, buffer.AsMemory(1, 2)), Cancellation);

        buffer.AsSpan().Clear();

        Assert.Equal([2, 3], await ReadAsync(session, StateSection.Journal, 0));
    }
}
