using System.Buffers;

namespace Census.Sync.ConformanceTests;

// What is read, and when.
public abstract partial class SyncStateStoreConformance
{
    [Fact]
    public async Task A_range_is_read_in_the_order_of_numbers_whatever_the_order_of_writes()
    {
        await using var session = await OpenAsync(await StoreAsync());
        foreach (var number in (long[])[300, 2, 1L << 40, 0, 10, 255, 256])
            await session.WriteAsync(PutOf(StateSection.Pages, number, 1), Cancellation);

        Assert.Equal([0, 2, 10, 255, 256, 300, 1L << 40], await NumbersAsync(session, StateSection.Pages));
    }

    [Fact]
    public async Task A_range_starts_at_its_first_number_and_ends_before_its_second()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 0; number < 10; number++)
            write.Put(StateSection.Pages, number, new byte[] { 1 });
        await session.WriteAsync(write, Cancellation);

        Assert.Equal([3, 4, 5], await NumbersAsync(session, StateSection.Pages, 3, 6));
        Assert.Equal([8, 9], await NumbersAsync(session, StateSection.Pages, 8));
        Assert.Empty(await NumbersAsync(session, StateSection.Pages, 4, 4));
        Assert.Empty(await NumbersAsync(session, StateSection.Pages, 10, 20));
    }

    [Fact]
    public async Task A_read_sees_every_write_that_ended_before()
    {
        await using var session = await OpenAsync(await StoreAsync());

        for (byte i = 1; i <= 100; i++)
        {
            await session.WriteAsync(PutOf(StateSection.Header, 0, i), Cancellation);
            Assert.Equal([i], await ReadAsync(session, StateSection.Header, 0));
        }
    }

    [Fact]
    public async Task A_range_gives_the_blobs_of_its_beginning_while_others_are_written()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 0; number < 40; number++)
            write.Put(StateSection.Pages, number, Noise(number, 60_000));
        await session.WriteAsync(write, Cancellation);

        List<long> seen = [];
        await foreach (var blob in session.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation))
        {
            Assert.True(blob.Content.Span.SequenceEqual(Noise((int)blob.Number, 60_000)));
            seen.Add(blob.Number);

            // Behind, at and before the place that is read; and what was written is there at once for whoever asks anew.
            await session.WriteAsync(
                new StateWrite()
                    .Delete(StateSection.Pages, 39 - blob.Number, 40 - blob.Number)
                    .Put(StateSection.Pages, blob.Number + 1, new byte[] { 0 })
                    .Put(StateSection.Pages, 100 + blob.Number, new byte[] { 1 }),
                Cancellation);
            Assert.Equal([1], await ReadAsync(session, StateSection.Pages, 100 + blob.Number));
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(number => (long)number), seen);
    }

    [Fact]
    public async Task What_was_written_is_read_without_a_lease_also_while_another_holds_it()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        await using var session = await OpenAsync(one);
        await session.WriteAsync(PutOf(StateSection.Runs, 3, 1, 2).Put(StateSection.Runs, 1, new byte[] { 7 }).Put(StateSection.Records, 2, new byte[] { 9 }), Cancellation);

        Assert.Equal([(1, 1), (3, 2)], await WithoutLeaseAsync(two, "companies", StateSection.Runs));
        Assert.Equal([(3, 2)], await WithoutLeaseAsync(two, "companies", StateSection.Runs, 2, 4));
        Assert.Empty(await WithoutLeaseAsync(two, "companies", StateSection.Runs, 4));
        await session.WriteAsync(new StateWrite().Delete(StateSection.Runs, 0, 2), Cancellation);
        Assert.Equal([(3, 2)], await WithoutLeaseAsync(two, "companies", StateSection.Runs));
    }

    [Fact]
    public async Task To_read_without_a_lease_makes_no_state()
    {
        var store = await StoreAsync();

        Assert.Empty(await WithoutLeaseAsync(store, "companies", StateSection.Runs));
        Assert.Empty(await store.ListAsync(Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.OpenReadAsync("", Cancellation));
    }

    [Fact]
    public async Task A_state_that_is_not_there_is_read_as_empty_and_is_not_made()
    {
        var store = await StoreAsync();

        await using var nothing = await store.OpenReadAsync("companies", Cancellation);

        Assert.Null(await nothing.ReadAsync(StateSection.Header, 0, Cancellation));
        Assert.False(await nothing.ReadAsync(StateSection.Header, 0, new ArrayBufferWriter<byte>(), Cancellation));
        Assert.Empty(await NumbersAsync(nothing, StateSection.Pages));
        Assert.Empty(await store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Without_a_lease_all_reads_see_the_moment_of_opening()
    {
        var (one, two) = (await StoreAsync(), await StoreAsync());
        await using var session = await OpenAsync(one);
        var write = PutOf(StateSection.Header, 0, 1);
        for (var number = 0; number < 30; number++)
            write.Put(StateSection.Pages, number, Noise(number, 60_000));
        await session.WriteAsync(write, Cancellation);

        await using (var then = await two.OpenReadAsync("companies", Cancellation))
        {
            List<long> seen = [];
            await foreach (var blob in then.ReadRangeAsync(StateSection.Pages, 1, cancellationToken: Cancellation))
            {
                await session.WriteAsync(
                    PutOf(StateSection.Header, 0, 2, 2).Put(StateSection.Held, blob.Number, new byte[] { 1 }).Delete(StateSection.Pages, blob.Number, blob.Number + 2), Cancellation);
                Assert.Equal(Noise((int)blob.Number, 60_000), blob.Content.ToArray());
                Assert.Equal([1], (await then.ReadAsync(StateSection.Header, 0, Cancellation))!.Value.ToArray());
                seen.Add(blob.Number);
            }

            Assert.Equal(Enumerable.Range(1, 29).Select(number => (long)number), seen);
            Assert.Empty(await NumbersAsync(then, StateSection.Held));
            Assert.Equal(30, (await NumbersAsync(then, StateSection.Pages)).Count);
        }

        await using var now = await two.OpenReadAsync("companies", Cancellation);
        Assert.Equal([2, 2], (await now.ReadAsync(StateSection.Header, 0, Cancellation))!.Value.ToArray());
        Assert.Equal([0], await NumbersAsync(now, StateSection.Pages));
    }

    [Fact]
    public async Task Without_a_lease_a_state_is_read_by_several_at_once()
    {
        var store = await StoreAsync();
        await using (var session = await OpenAsync(store))
        {
            var write = new StateWrite();
            for (var number = 0; number < 20; number++)
                write.Put(StateSection.Pages, number, Noise(number, 90_000)).Put(StateSection.Held, number, new[] { (byte)number });
            await session.WriteAsync(write, Cancellation);
        }

        await using var state = await store.OpenReadAsync("companies", Cancellation);
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var read = 0L;
            await foreach (var page in state.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation))
            {
                var held = await state.ReadAsync(StateSection.Held, page.Number, Cancellation);
                Assert.Equal([(byte)page.Number], held!.Value.ToArray());
                read += (await NumbersAsync(state, StateSection.Held)).Count;
            }

            return read;
        }));

        Assert.All(await Task.WhenAll(readers), read => Assert.Equal(400, read));
    }

    [Fact]
    public async Task A_reader_that_was_disposed_reads_no_more_and_may_be_disposed_again()
    {
        var store = await StoreAsync();
        await using (var session = await OpenAsync(store))
            await session.WriteAsync(PutOf(StateSection.Runs, 1, 7), Cancellation);
        var state = await store.OpenReadAsync("companies", Cancellation);

        await state.DisposeAsync();
        await state.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await state.ReadAsync(StateSection.Runs, 1, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await NumbersAsync(state, StateSection.Runs));
    }

    [Fact]
    public async Task Reading_without_a_lease_with_a_cancelled_token_throws()
    {
        var store = await StoreAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.OpenReadAsync("companies", new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.ReadRangeAsync("companies", StateSection.Runs, cancellationToken: new CancellationToken(canceled: true)).GetAsyncEnumerator(Cancellation).MoveNextAsync());
    }

    [Fact]
    public async Task Several_ranges_may_be_read_at_the_same_time()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 0; number < 50; number++)
            write.Put(StateSection.Pages, number, Noise(number, 5_000)).Put(StateSection.Held, number, new[] { (byte)number });
        await session.WriteAsync(write, Cancellation);

        var held = session.ReadRangeAsync(StateSection.Held, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        await using (held)
        {
            await foreach (var page in session.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation))
            {
                Assert.True(await held.MoveNextAsync());
                Assert.Equal(page.Number, held.Current.Number);
                Assert.Equal([(byte)page.Number], held.Current.Content.ToArray());
            }

            Assert.False(await held.MoveNextAsync());
        }
    }

    [Fact]
    public async Task A_range_that_is_left_early_does_not_stand_in_the_way()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 0; number < 50; number++)
            write.Put(StateSection.Pages, number, Noise(number, 50_000));
        await session.WriteAsync(write, Cancellation);

        for (var round = 0; round < 20; round++)
        {
            await foreach (var blob in session.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation))
            {
                if (blob.Number == round)
                    break;
            }
        }

        await session.WriteAsync(new StateWrite().Delete(StateSection.Pages), Cancellation);
        Assert.Empty(await NumbersAsync(session, StateSection.Pages));
    }

    [Fact]
    public async Task A_range_can_be_enumerated_twice()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var range = session.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation);
        await session.WriteAsync(PutOf(StateSection.Pages, 1, 1), Cancellation);
        Assert.Equal(1, await CountAsync(range));

        await session.WriteAsync(PutOf(StateSection.Pages, 2, 1), Cancellation);

        Assert.Equal(2, await CountAsync(range));
    }

    [Fact]
    public async Task Cancelling_ends_an_enumeration_with_an_exception()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        for (var number = 0; number < 10; number++)
            write.Put(StateSection.Pages, number, new byte[] { 1 });
        await session.WriteAsync(write, Cancellation);
        using var stop = new CancellationTokenSource();

        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var blob in session.ReadRangeAsync(StateSection.Pages, cancellationToken: stop.Token))
            {
                if (++seen == 3)
                    await stop.CancelAsync();
            }
        });

        Assert.Equal(3, seen);
        Assert.Equal(10, (await NumbersAsync(session, StateSection.Pages)).Count);
    }

    [Fact]
    public async Task A_range_that_is_visited_is_what_is_enumerated()
    {
        await using var session = await OpenAsync(await StoreAsync());
        var write = new StateWrite();
        foreach (var number in (long[])[300, 2, 0, 10])
            write.Put(StateSection.Pages, number, Noise((int)number, 60_000));
        await session.WriteAsync(write.Put(StateSection.Pages, 3, default).Put(StateSection.Held, 5, new byte[] { 1 }), Cancellation);

        List<long> visited = [];
        await session.ReadRangeAsync(
            StateSection.Pages, 2, 300,
            (number, content) =>
            {
                visited.Add(number);
                Assert.True(content.SequenceEqual(number == 3 ? [] : Noise((int)number, 60_000)));
            },
            Cancellation);

        Assert.Equal([2, 3, 10], visited);
    }

    [Fact]
    public async Task A_visit_that_throws_or_is_cancelled_ends_and_stands_in_nobodys_way()
    {
        await using var session = await OpenAsync(await StoreAsync());
        await session.WriteAsync(PutOf(StateSection.Pages, 1, 1).Put(StateSection.Pages, 2, new byte[] { 2 }), Cancellation);
        using var stop = new CancellationTokenSource();
        var visits = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.ReadRangeAsync(
            StateSection.Pages, 0, long.MaxValue, (_, _) => throw new InvalidOperationException($"{++visits}"), Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.ReadRangeAsync(
            StateSection.Pages, 0, long.MaxValue,
            (_, _) =>
            {
                visits++;
                stop.Cancel();
            },
            stop.Token));

        Assert.Equal(2, visits);
        await session.WriteAsync(new StateWrite().Delete(StateSection.Pages), Cancellation);
        await session.ReadRangeAsync(StateSection.Pages, 0, long.MaxValue, (_, _) => visits++, Cancellation);
        Assert.Equal(2, visits);
    }

    [Fact]
    public async Task Reading_with_a_cancelled_token_throws()
    {
        var store = await StoreAsync();
        await using var session = await OpenAsync(store);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.ReadAsync(StateSection.Header, 0, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ListAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.RenewAsync(cancelled));
    }

    [Fact]
    public async Task States_of_several_syncs_do_not_meet()
    {
        var store = await StoreAsync();
        await using var companies = await OpenAsync(store, "one", "companies");
        await using var contacts = await OpenAsync(store, "one", "contacts");
        await companies.WriteAsync(PutOf(StateSection.Pages, 1, 1), Cancellation);
        await contacts.WriteAsync(PutOf(StateSection.Pages, 1, 2), Cancellation);

        await contacts.WriteAsync(new StateWrite().Delete(StateSection.Pages), Cancellation);

        Assert.Equal([1], await ReadAsync(companies, StateSection.Pages, 1));
        Assert.Null(await ReadAsync(contacts, StateSection.Pages, 1));
    }

    [Fact]
    public async Task Names_of_any_characters_stay_apart()
    {
        string[] names =
        [
            "companies", "Companies", "companies ", " companies", "a/b", @"a\b", "../a", "a'b", "a\"b", "a;DROP TABLE sync;--", "%", "_", "*",
            "null", "0", "a\nb", "a\tb", "\u00e9", "e\u0301", "Straße", "STRASSE", "名前", "😀", "con", ".", new string('x', 500),
        ];
        var (one, two) = (await StoreAsync(), await StoreAsync());
        foreach (var name in names)
        {
            await using var session = await OpenAsync(one, "one", name);
            Assert.Null(await ReadAsync(session, StateSection.Header, 0));
            await session.WriteAsync(new StateWrite().Put(StateSection.Header, 0, System.Text.Encoding.UTF8.GetBytes(name)), Cancellation);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), (await two.ListAsync(Cancellation)).Order(StringComparer.Ordinal));
        foreach (var name in names)
        {
            await using var session = await OpenAsync(two, "two", name);
            Assert.Equal(System.Text.Encoding.UTF8.GetBytes(name), await ReadAsync(session, StateSection.Header, 0));
        }
    }

    [Fact]
    public async Task Listing_names_every_sync_once_whoever_holds_it()
    {
        var store = await StoreAsync();
        Assert.Empty(await store.ListAsync(Cancellation));
        await using var companies = await OpenAsync(store, "one", "companies");
        await (await OpenAsync(store, "one", "contacts")).DisposeAsync();
        await (await OpenAsync(store, "two", "contacts")).DisposeAsync();

        Assert.Equal(["companies", "contacts"], (await store.ListAsync(Cancellation)).Order(StringComparer.Ordinal));
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<StateBlob> blobs)
    {
        var count = 0;
        await foreach (var blob in blobs)
            count++;
        return count;
    }

    [Theory, InlineData(0), InlineData(1), InlineData(100_000)]
    public async Task A_blob_is_read_into_a_buffer_behind_what_is_there(int length)
    {
        await using var session = await OpenAsync(await StoreAsync());
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await session.WriteAsync(PutOf(StateSection.Changes, 3, content), Cancellation);
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write<byte>([7, 8]);

        Assert.True(await session.ReadAsync(StateSection.Changes, 3, buffer, Cancellation));
        Assert.False(await session.ReadAsync(StateSection.Changes, 4, buffer, Cancellation));
        Assert.False(await session.ReadAsync(StateSection.Journal, 3, buffer, Cancellation));

        Assert.Equal([7, 8, .. content], buffer.WrittenSpan.ToArray());
    }
}
