using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Sending;

/// <summary>How records are grouped and how many calls run at once.</summary>
public sealed class BatchTests
{
    [Theory]
    [InlineData(1, 25)]
    [InlineData(10, 3)]
    [InlineData(25, 1)]
    [InlineData(int.MaxValue, 1)]
    public async Task A_batch_is_as_large_as_the_destination_allows(int size, int batches)
    {
        var sync = new TestSync().WithRows(25);
        sync.Destination.Speed = new(size);

        await sync.RunCompletedAsync();

        Assert.Equal(batches, sync.Destination.Batches.Count);
        Assert.All(sync.Destination.BatchSizes, count => Assert.InRange(count, 1, size));
        Assert.Equal(25, sync.TakeSent().Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task As_many_batches_run_at_once_as_the_destination_allows(int parallel)
    {
        var sync = new TestSync().WithRows(100);
        var allArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        sync.Destination.Speed = new(10, parallel);
        sync.Destination.OnCall = _ =>
        {
            if (Interlocked.Increment(ref arrived) == parallel)
                allArrived.TrySetResult();
            return allArrived.Task;
        };

        var result = await sync.RunCompletedAsync();

        Assert.Equal(parallel, sync.Destination.MostParallel);
        Assert.Equal(100, result.RecordsUpdated);
    }

    [Fact]
    public async Task A_change_set_of_many_blocks_is_sent_whole_and_in_order()
    {
        var sync = new TestSync { Map = sync => sync.Key("id", "Id").Map("name", "Note") };
        var text = new string('x', 2_000);
        for (var i = 0; i < 500; i++)
            sync.Source.Add($"k{i}", text, 1);
        sync.Destination.Speed = new(7);

        await sync.RunCompletedAsync();

        Assert.True(sync.Store.Puts[StateSection.Changes] > 5);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"k{i}"), sync.TakeSent());
    }

    [Fact]
    public async Task Values_of_every_kind_survive_the_change_set()
    {
        var sync = new TestSync("id", "value") { Map = sync => sync.Key("id", "Id").Map("value", "Note") };
        FieldValue[] values =
        [
            true, long.MinValue, long.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, FieldValue.FromNumber("1e40"), double.Epsilon,
            "", "Grüße 😀", DateOnly.MinValue, DateOnly.MaxValue, TimeOnly.MaxValue, FieldValue.From(DateTime.MaxValue), DateTimeOffset.MinValue,
            FieldValue.From([]), FieldValue.From([255]), FieldValue.FromJson("{}"), FieldValue.FromArray([]),
            FieldValue.FromArray([FieldValue.FromArray([FieldValue.Null]), "x"]),
        ];
        for (var i = 0; i < values.Length; i++)
            sync.Source.Add($"{i}", values[i]);

        await sync.RunCompletedAsync();

        for (var i = 0; i < values.Length; i++)
            Assert.Equal(values[i].ToText(), sync.Destination.Stored[$"{i}"]["Note"]);
    }

    [Fact]
    public async Task A_state_of_many_pages_finds_every_record_again()
    {
        var sync = new TestSync().WithRows(0);
        sync.Destination.Speed = new(1_000);
        for (var round = 0; round < 4; round++)
        {
            sync.WithRows(round == 0 ? 100 : 0);
            for (var i = 0; i < 2_500; i++)
                sync.Source.Add($"r{round}-{i}", "x", 1);
            var result = await sync.RunCompletedAsync();
            Assert.Equal(round == 0 ? 2_600 : 2_500, result.SourceRecordUpdates);
        }

        Assert.Equal(10_100, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task What_was_refused_before_goes_apart_from_what_was_not()
    {
        var sync = new TestSync().WithRows(6);
        sync.Destination.Refuses = key => key is "k1" or "k4";
        await sync.RunCompletedAsync();
        for (var i = 0; i < 6; i += 2)
            sync.Source.Set(i, 1, "changed");
        sync.Destination.Refuses = key => key == "k1";
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal([["k0", "k2"], ["k1", "k4"]], sync.Destination.Batches.Select(batch => batch.Order().ToArray()));
    }
}
