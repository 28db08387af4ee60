using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>A run may send what an earlier one left without looking at the source.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task What_was_left_is_sent_without_opening_the_source()
    {
        var sync = await StoppedAsync(RepeatRule.Safe);
        sync.Source.Rows.Clear();

        var result = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(1, sync.Source.Reads);
        Assert.Equal((20, 20, 0, 0), (result.SourceRecordUpdates, result.RecordsUpdated, result.Backlog, result.RecordsInDoubt));
        Assert.Equal(30, sync.Destination.Stored.Count);
        Assert.Equal(Enumerable.Range(10, 20).Select(i => $"k{i}").Order(), sync.TakeSent().Order());
    }

    [Fact]
    public async Task No_page_of_the_state_is_read_before_the_first_request()
    {
        var sync = await StoppedAsync(RepeatRule.Safe);
        sync.Store.Reads.Clear();
        var read = -1;
        sync.Destination.OnCall = _ =>
        {
            read = read < 0 ? sync.Store.Reads.GetValueOrDefault(StateSection.Pages) : read;
            return Task.CompletedTask;
        };

        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(0, read);
        Assert.True(sync.Store.Reads[StateSection.Pages] > 0);
    }

    [Fact]
    public async Task The_run_after_it_finds_nothing_to_do()
    {
        var sync = await StoppedAsync(RepeatRule.Safe);
        await sync.RunCompletedAsync(new() { Resume = true });

        var again = await sync.RunCompletedAsync(new() { Resume = true });
        var planned = await sync.RunCompletedAsync();

        Assert.Equal((0, 0), (again.RecordsProcessed, planned.RecordsProcessed));
        Assert.Equal(30, planned.SourceRecordUnchanged);
    }

    [Fact]
    public async Task Records_in_doubt_go_last_and_after_the_settle_delay()
    {
        var sync = await StoppedAsync(RepeatRule.AfterFind);
        var start = sync.Clock.GetUtcNow();
        var times = new List<double>();
        sync.Destination.OnCall = _ =>
        {
            times.Add((sync.Clock.GetUtcNow() - start).TotalSeconds);
            return Task.CompletedTask;
        };

        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal([0, 60], times);
        Assert.Equal(Enumerable.Range(10, 10).Select(i => ($"k{i}", RecordKnowledge.InDoubt)), sync.Destination.Sent.Skip(10));
    }

    [Fact]
    public async Task Records_in_doubt_stay_so_when_the_resumed_run_does_not_come_to_them()
    {
        var sync = await StoppedAsync(RepeatRule.AfterFind);
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        var stopped = await sync.RunAsync(new() { Resume = true });
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();

        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal((10, 20), (stopped.RecordsInDoubt, stopped.Backlog));
        Assert.Equal(Enumerable.Range(10, 10).Select(i => ($"k{i}", RecordKnowledge.InDoubt)), sync.Destination.Sent.Skip(10));
    }

    [Fact]
    public async Task Records_in_doubt_that_must_not_be_repeated_are_parked()
    {
        var sync = await StoppedAsync(RepeatRule.Never);

        var result = await sync.RunCompletedAsync(new() { Resume = true });
        var next = await sync.RunCompletedAsync();

        Assert.Equal((10, 10, 0), (result.RecordsUpdated, result.RecordsInDoubt, result.Backlog));
        Assert.Equal((20, 10), (next.SourceRecordUnchanged, next.RecordsInDoubt));
        Assert.Equal(Enumerable.Range(20, 10).Select(i => $"k{i}"), sync.TakeSent());
    }

    [Fact]
    public async Task Other_mappings_are_refused()
    {
        var sync = await StoppedAsync(RepeatRule.Safe);
        var map = sync.Map;
        foreach (var other in new Func<SyncBuilder, SyncBuilder>[]
        {
            sync => sync.Key("id", "Id").Map("name", "Name"),
            sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Note"),
            sync => sync.Key("id", "Id").Map("arr", "Arr").Map("name", "Name"),
        })
        {
            sync.Map = other;
            var refused = await sync.RunAsync(new() { Resume = true });
            Assert.Equal(SyncErrorCodes.InvalidConfiguration, refused.ErrorCode);
            Assert.Contains("mappings changed", refused.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Empty(sync.TakeSent());
        sync.Map = map;
        Assert.Equal(20, (await sync.RunCompletedAsync(new() { Resume = true })).RecordsUpdated);
    }

    [Fact]
    public async Task A_direct_value_is_not_sent_as_a_lookup()
    {
        var sync = await StoppedAsync(RepeatRule.Safe, sync => sync.Key("id", "Id").Map("name", "Csm"));
        sync.Map = sync => sync.Key("id", "Id").MapLookup("name", "Csm", "Email");

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, (await sync.RunAsync(new() { Resume = true })).ErrorCode);
    }

    [Fact]
    public async Task Without_anything_left_nothing_happens()
    {
        var sync = new TestSync().WithRows(3);

        var result = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal((0, 0, 0), (sync.Source.Reads, result.RecordsProcessed, result.Backlog));
        Assert.Empty(sync.TakeSent());
    }

    /// <summary>Ten records delivered, ten in doubt, ten not sent.</summary>
    private static async Task<TestSync> StoppedAsync(RepeatRule repeat, Func<SyncBuilder, SyncBuilder>? map = null)
    {
        var sync = new TestSync { Destination = new(repeat) }.WithRows(30);
        sync.Map = map ?? sync.Map;
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = call => call == 2 ? cancellation.CancelAsync() : Task.CompletedTask;
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();
        return sync;
    }
}
