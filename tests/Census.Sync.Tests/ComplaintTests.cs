using Census.Sync.Tests.Support;

namespace Census.Sync.Tests;

/// <summary>What users of other tools complain about: each of these fails when the engine goes wrong in that way.</summary>
public sealed class ComplaintTests
{
    [Fact]
    public async Task A_row_that_failed_is_not_forgotten_when_the_others_succeeded()
    {
        var sync = new TestSync().WithRows(5);
        sync.Destination.Refuses = key => key == "k2";
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal(["k2"], sync.TakeSent());
        Assert.Equal("name 2", sync.Destination.Stored["k2"]["Name"]);
    }

    [Fact]
    public async Task One_success_does_not_mark_its_batch()
    {
        var sync = new TestSync().WithRows(4);
        sync.Destination.Answer = results => [results[0], RecordResult.Rejected(MemoryDestination.TooBad), results[2], RecordResult.Rejected(MemoryDestination.TooBad)];
        var first = await sync.RunCompletedAsync();
        sync.Destination.Answer = results => results;
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal((2, 2), (first.RecordsUpdated, first.RecordsFailed));
        Assert.Equal(["k1", "k3"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task An_answer_without_an_acknowledgement_is_no_success()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Answer = _ => [];

        var run = await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.TakeSent();
        await sync.RunCompletedAsync();

        Assert.Equal((0, 3), (run.RecordsUpdated, run.RecordsInDoubt));
        Assert.Equal(["k0", "k1", "k2"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task A_dry_run_takes_nothing_as_sent()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "changed");
        sync.TakeSent();

        await sync.RunCompletedAsync(new() { DryRun = true });
        var sentDry = sync.TakeSent();
        await sync.RunCompletedAsync();

        Assert.Empty(sentDry);
        Assert.Equal(["k1"], sync.TakeSent());
    }

    [Fact]
    public async Task To_be_told_to_wait_is_no_failure_of_a_record()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        for (var night = 0; night < 5; night++)
            await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;

        var run = await sync.RunCompletedAsync();

        Assert.Equal((3, 0, 0), (run.RecordsUpdated, run.RecordsFailed, run.Issues.Count));
    }

    [Fact]
    public async Task A_value_can_be_cleared()
    {
        var sync = new TestSync().WithRows(2);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 2, FieldValue.Null);

        await sync.RunCompletedAsync();

        Assert.Equal("<null>", sync.Destination.Stored["k1"]["Arr"]);
    }

    [Fact]
    public async Task A_mirror_leaves_alone_what_others_wrote()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(2);
        sync.Destination.Stored["theirs"] = [];
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);

        await sync.RunCompletedAsync(new() { IgnoreGuards = true });

        Assert.Equal(["k0", "theirs"], sync.Destination.Stored.Keys.Order());
    }

    [Fact]
    public async Task Each_record_that_failed_has_its_own_reason_in_the_report()
    {
        var sync = new TestSync().WithRows(4);
        sync.Destination.Respond = key => key is "k1" or "k3" ? RecordResult.Rejected(new($"code of {key}", $"message of {key}")) : null;

        var run = await sync.RunCompletedAsync();

        Assert.Equal(2, run.RecordsFailed);
        Assert.Equal(
            [("k1", "code of k1", "message of k1"), ("k3", "code of k3", "message of k3")],
            run.Issues.Select(issue => (issue.Key, issue.Problem.Code, issue.Problem.Message)).Order());
    }

    [Fact]
    public async Task Everything_can_be_sent_again_when_the_destination_has_drifted()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.Destination.Stored["k1"]["Name"] = "changed by somebody";

        await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal("name 1", sync.Destination.Stored["k1"]["Name"]);
    }
}
