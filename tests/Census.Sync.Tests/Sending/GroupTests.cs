using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Sending;

/// <summary>Records that belong together reach the destination together, wherever they stand in the source.</summary>
public sealed class GroupTests
{
    private static TestSync Create()
    {
        var sync = new TestSync("id", "mail", "arr") { Map = map => map.Key("id", "Id").Map("mail", "Mail").Map("arr", "Arr") };
        sync.Destination.GroupBy = "Mail";
        return sync;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_of_one_value_share_a_batch_and_stand_side_by_side(int seed)
    {
        var sync = Create();
        sync.Destination.Speed = new(7, 2);
        var rows = Enumerable.Range(0, 2_000).Select(i => (Id: $"{i % 900}/{i}", Mail: $"m{i % 900}@example.com")).ToArray();
        new Random(seed).Shuffle(rows);
        foreach (var (id, mail) in rows)
            sync.Source.Add(id, mail, 1m);

        await sync.RunCompletedAsync();

        var batchOf = new Dictionary<string, int>();
        for (var i = 0; i < sync.Destination.Batches.Count; i++)
        {
            var groups = sync.Destination.Batches[i].Select(key => key.Split('/')[0]).ToList();
            Assert.InRange(groups.Count, 1, 7);
            Assert.Equal(groups.Distinct().Count(), 1 + groups.Zip(groups.Skip(1)).Count(pair => pair.First != pair.Second));
            foreach (var group in groups.Distinct())
                Assert.True(batchOf.TryAdd(group, i), $"{group} is in two batches.");
        }

        Assert.Equal((900, 2_000), (batchOf.Count, sync.Destination.Stored.Count));
    }

    [Fact]
    public async Task The_destination_is_told_how_many_groups_there_will_be()
    {
        var sync = Create();
        for (var i = 0; i < 12; i++)
            sync.Source.Add($"k{i}", i == 11 ? FieldValue.Null : $"M{i % 4}@Example.com".Replace("M0", i == 0 ? "m0" : "M0", StringComparison.Ordinal), 1m);

        await sync.RunCompletedAsync();
        sync.Source.Set(0, 2, 2m);
        sync.Source.Set(4, 2, 2m);
        await sync.RunCompletedAsync();

        // One record is in no group, and so by itself.
        Assert.Equal([new(12, 0, 0) { Groups = 5 }, new(0, 2, 0) { Groups = 1 }], sync.Destination.Forecasts);
    }

    [Fact]
    public async Task A_group_larger_than_a_batch_is_cut()
    {
        var sync = Create();
        sync.Destination.Speed = new(4);
        for (var i = 0; i < 10; i++)
            sync.Source.Add($"k{i}", "one@example.com", 1m);

        await sync.RunCompletedAsync();

        Assert.Equal([4, 4, 2], sync.Destination.BatchSizes);
    }

    [Fact]
    public async Task What_counts_as_one_value_is_the_destinations_to_say()
    {
        var sync = Create();
        sync.Destination.Speed = new(2);
        sync.Source.Add("a1", "a@example.com", 1m);
        sync.Source.Add("b1", "b@example.com", 1m);
        sync.Source.Add("a2", " A@Example.com ", 1m);

        await sync.RunCompletedAsync();

        Assert.Contains(sync.Destination.Batches, batch => batch is ["a1", "a2"]);
    }

    [Fact]
    public async Task Rows_without_a_value_and_rows_that_are_left_out_hold_nobody_up()
    {
        var sync = Create();
        sync.Source.Add("a1", "a@example.com", 1m);
        sync.Source.Add("none", FieldValue.Null, 1m);
        sync.Source.Add("a2", "a@example.com", 1m);
        sync.Source.Add("a2", "a@example.com", 1m);
        sync.Source.Add("a3", "a@example.com", "bad");
        sync.Destination.Refuses = key => key == "a1";
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        sync.Source.Rows.RemoveAt(3);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((2, 0), (result.RecordsUpdated, result.Backlog));
        Assert.Equal(["a1", "a2", "none"], sync.Destination.Stored.Keys.Order());
    }

    [Fact]
    public async Task A_stopped_run_goes_on_with_its_groups()
    {
        var sync = Create();
        sync.Destination.Speed = new(4);
        for (var i = 0; i < 40; i++)
            sync.Source.Add($"k{i}", $"m{i % 20}@example.com", 1m);
        sync.Destination.OnCall = call => call > 3 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Batches.Clear();

        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(40, sync.Destination.Stored.Count);
        Assert.All(sync.Destination.Batches, batch => Assert.Equal(2, batch.Select(key => int.Parse(key[1..], null) % 20).Distinct().Count()));
    }

    [Fact]
    public async Task A_known_key_in_another_group_is_another_record_for_the_destination_and_the_run_says_so()
    {
        var sync = Create();
        for (var i = 0; i < 20; i++)
            sync.Source.Add($"k{i}", $"m{i}@example.com", 1m);
        await sync.RunCompletedAsync();
        sync.Source.Set(3, 1, "other@example.com");
        sync.Source.Set(4, 1, " M4@Example.com");
        sync.Source.Set(5, 2, 7m);
        sync.Source.Add("new", "new@example.com", 1m);

        var moved = await sync.RunCompletedAsync();
        sync.Source.Set(3, 2, 8m);
        var again = await sync.RunCompletedAsync();

        Assert.Equal(4, moved.RecordsUpdated);
        Assert.StartsWith("1 records have another Mail", Assert.Single(moved.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, again.RecordsUpdated);
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public async Task A_destination_may_begin_to_group_at_any_time()
    {
        var sync = Create();
        sync.Destination.GroupBy = null;
        for (var i = 0; i < 10; i++)
            sync.Source.Add($"k{i}", $"m{i}@example.com", 1m);
        await sync.RunCompletedAsync();
        var away = sync.Source.Rows[0];
        sync.Source.Rows.RemoveAt(0);
        sync.Destination.GroupBy = "Mail";
        await sync.RunCompletedAsync();
        sync.Source.Add(away[0], "elsewhere@example.com", 1m);
        sync.Source.Set(0, 1, "moved@example.com");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(2, result.RecordsUpdated);
        Assert.StartsWith("1 records have another Mail", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }
}
