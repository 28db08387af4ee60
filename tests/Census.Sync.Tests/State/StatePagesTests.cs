using System.Buffers.Binary;
using Census.Sync.State;
using Census.Sync.TestUtilities;

namespace Census.Sync.Tests.State;

/// <summary>Pages that stay in the store say what a dictionary would say.</summary>
public sealed class StatePagesTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;
    private readonly InMemorySyncStateStore _store = new();

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public Task Records_are_located_like_in_a_dictionary(int seed) => AssertLocatedAsync(seed, PageIndex.UsualInMemory);

    [Theory, InlineData(7, 0), InlineData(8, 0), InlineData(9, 500), InlineData(10, 1_000)]
    public Task So_are_those_whose_index_does_not_fit_in_memory(int seed, int inMemory) => AssertLocatedAsync(seed, inMemory);

    private async Task AssertLocatedAsync(int seed, int inMemory)
    {
        var random = new Random(seed);
        await using var session = await OpenAsync();
        var (pages, model) = (StatePages.Blank(session), new SortedDictionary<UInt128, UInt128>());
        for (var round = 0; round < 8; round++)
        {
            // Keys that differ only behind what the index has of them, too.
            var keys = Enumerable.Range(0, 300).Select(_ => random.Next(3) == 0 ? new UInt128((ulong)random.Next(4) << 40, (ulong)random.Next(100)) : Hash(random)).ToArray();
            foreach (var key in keys.Concat(model.Keys.Where(_ => random.Next(5) == 0).ToArray()))
            {
                var changes = random.Next(2) == 0 ? pages.Journaled : pages.Planned;
                if (random.Next(4) == 0)
                {
                    changes.Remove(key);
                    model.Remove(key);
                }
                else
                {
                    model[key] = Hash(random);
                    changes.Put(key, model[key]);
                }

                // What is planned counts after what was journalled: a key is in one of them.
                if (changes == pages.Planned)
                    continue;
                pages.Planned.Remove(key);
                if (model.TryGetValue(key, out var last))
                    pages.Planned.Put(key, last);
            }

            await WriteAsync(session, pages, random.Next(2) == 0 ? pages.Bits : Math.Min(9, pages.Bits + random.Next(3)));
            await AssertSameAsync(pages, model, random);
            pages = new(session, pages.Bits, model.Count) { IndexedInMemory = inMemory };
            await AssertSameAsync(pages, model, random);
        }
    }

    [Fact]
    public async Task What_the_journal_says_is_part_of_the_pages_and_what_the_plan_says_is_not()
    {
        await using var session = await OpenAsync();
        var pages = StatePages.Blank(session);
        pages.Journaled.Put(1, 10);
        pages.Journaled.Put(2, 20);
        await WriteAsync(session, pages, 3);
        pages.Journaled.Put(1, 11);
        pages.Journaled.Put(1, 12);
        pages.Journaled.Remove(2);
        pages.Journaled.Put(3, 30);
        pages.Planned.Put(1, 13);
        pages.Planned.Remove(3);

        await pages.LoadIndexAsync(s_token);

        Assert.Equal(2, pages.Count);
        Assert.Equal((true, (UInt128)12), await FindAsync(pages, 1));
        Assert.Equal((false, default), await FindAsync(pages, 2));
        Assert.Equal((true, (UInt128)30), await FindAsync(pages, 3));

        await WriteAsync(session, pages, pages.Bits);
        await pages.LoadIndexAsync(s_token);

        Assert.Equal(1, pages.Count);
        Assert.Equal((true, (UInt128)13), await FindAsync(pages, 1));
    }

    [Fact]
    public async Task A_lost_page_is_noticed_when_the_index_is_made()
    {
        await using var session = await OpenAsync();
        var pages = StatePages.Blank(session);
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
            pages.Journaled.Put(Hash(random), 1);
        await WriteAsync(session, pages, 2);
        await session.WriteAsync(new StateWrite().Delete(StateSection.Pages, 1, 2), s_token);

        await Assert.ThrowsAsync<SyncStateException>(async () => await new StatePages(session, 2, 100).LoadIndexAsync(s_token));
    }

    [Fact]
    public async Task A_finish_in_parts_ends_alike_wherever_it_is_killed()
    {
        const int records = 3_000;
        var killedAt = 0;
        for (var (isKilled, after) = (true, false); isKilled; after = !after)
        {
            killedAt += after ? 0 : 1;
            var durable = new InMemorySyncStateStore();
            var dying = new FailingStore(durable);
            var seed = new Random(7);
            await using (var session = (await dying.TryOpenAsync("things", new("one", TimeSpan.FromHours(1)), s_token))!)
            {
                var ledger = await SyncLedger.OpenAsync(session, "here", new(), s_token);
                await ledger.BeginChangeSetAsync(s_token);

                // Room for two millions makes so many pages that they are written in parts.
                await ledger.SealAsync(new("run", 1, 0, [], []), [], keepsKeys: false, cursor: null, added: 2_000_000, keepsHold: false, s_token);
                var outcomes = new JournalEntry.Outcomes();
                for (var i = 0; i < records; i++)
                    outcomes.Acknowledged.Add((i, Hash(seed), (UInt128)i, null));
                await ledger.CommitAsync(outcomes, mayBeRepeated: true);
                dying.KilledAtWrite = dying.Writes + killedAt;
                dying.AfterTheWrite = after;
                isKilled = false;
                try
                {
                    await ledger.FinishAsync(s_token);
                }
                catch (FailingStore.KilledException)
                {
                    isKilled = true;
                }
            }

            await using var next = (await durable.TryOpenAsync("things", new("one", TimeSpan.FromHours(1)), s_token))!;
            var resumed = await SyncLedger.OpenAsync(next, "here", new(), s_token);
            await resumed.Pages.LoadIndexAsync(s_token);
            Assert.Equal(records, resumed.Pages.Count);
            if (resumed.ChangeSet is not null)
                await resumed.FinishAsync(s_token);
            resumed = await SyncLedger.OpenAsync(next, "here", new(), s_token);
            await resumed.Pages.LoadIndexAsync(s_token);
            Assert.Null(resumed.ChangeSet);
            Assert.Equal(records, resumed.Pages.Count);
            var again = new Random(7);
            for (var i = 0; i < records; i++)
                Assert.Equal((true, (UInt128)i), await FindAsync(resumed.Pages, Hash(again)));
        }

        Assert.True(killedAt > 3, $"The pages were written in {killedAt} parts.");
    }

    private static UInt128 Hash(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static async Task<(bool IsFound, UInt128 Fingerprint)> FindAsync(StatePages pages, UInt128 key)
    {
        var located = await pages.FindAsync(key, s_token);
        Assert.Equal(located.IsFound, await pages.ContainsAsync(key, s_token));
        return (located.IsFound, located.Fingerprint);
    }

    private static async Task WriteAsync(SyncStateSession session, StatePages pages, int bits)
    {
        var (write, taken) = (new StateWrite(), new List<BlobWriter>());
        if (bits != pages.Bits)
            write.Delete(StateSection.Pages);
        await foreach (var (number, page) in pages.TakeChangedAsync(bits, s_token))
        {
            if (page.Length == 0)
                write.Delete(StateSection.Pages, number, number + 1);
            else
                write.Put(StateSection.Pages, number, page.Close(StateSection.Pages, number));
            taken.Add(page);
        }

        await session.WriteAsync(write, s_token);
        taken.ForEach(pages.Return);
    }

    private static async Task AssertSameAsync(StatePages pages, SortedDictionary<UInt128, UInt128> model, Random random)
    {
        await pages.LoadIndexAsync(s_token);
        Assert.Equal(model.Count, pages.Count);

        var known = model.Keys.ToArray();
        var keys = known.Concat(Enumerable.Range(0, 100).Select(_ => Hash(random)))
            .Concat(Enumerable.Range(0, 400).Select(i => new UInt128((ulong)(i % 4) << 40, (ulong)(i / 4)))).Distinct().ToArray();
        var fingerprints = keys.Select(key => model.TryGetValue(key, out var is_) && random.Next(2) == 0 ? is_ : Hash(random)).ToArray();
        var located = new LocatedRecord[keys.Length];
        await pages.LocateAsync(keys, fingerprints, located, s_token);

        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(model.ContainsKey(keys[i]), located[i].IsFound);
            if (located[i].IsFound)
                Assert.Equal(model[keys[i]], located[i].Fingerprint);
        }

        Assert.Equal(located.Where(record => record.IsFound).Select(record => record.Position).Distinct().Count(), model.Count);
        foreach (var record in located.Where(record => record.IsFound && random.Next(2) == 0).ToArray())
        {
            Assert.True(pages.MarkSeen(record.Position));
            Assert.False(pages.MarkSeen(record.Position));
        }

        var unseen = keys.Where((_, i) => located[i].IsFound && !pages.IsSeen(located[i].Position)).Order().ToArray();
        Assert.Equal(unseen, await pages.ListUnseenAsync(s_token));
    }

    private async Task<SyncStateSession> OpenAsync() => (await _store.TryOpenAsync("things", new("one", TimeSpan.FromHours(1)), s_token))!;
}
