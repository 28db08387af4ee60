using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>The report adds up, whatever happened.</summary>
public sealed class ReportTests
{
    public static TheoryData<int, SyncBehavior> Seeds()
    {
        var data = new TheoryData<int, SyncBehavior>();
        for (var seed = 0; seed < 25; seed++)
        {
            foreach (var behavior in Enum.GetValues<SyncBehavior>())
                data.Add(seed, behavior);
        }

        return data;
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Counts_add_up_and_the_destination_holds_what_a_model_says(int seed, SyncBehavior behavior)
    {
        var random = new Random(seed);
        var sync = new TestSync { Behavior = behavior, Destination = new() { Speed = new(1 + random.Next(9), 1 + random.Next(3)) } };
        var expected = new Dictionary<string, string>();
        for (var i = 0; i < 20 && behavior == SyncBehavior.UpdateOnly; i++)
        {
            sync.Destination.Stored[$"k{i}"] = new() { ["Name"] = "older" };
            expected[$"k{i}"] = "older";
        }

        for (var i = 0; i < 30 && behavior == SyncBehavior.Delete; i++)
        {
            sync.Destination.Stored[$"k{i}"] = new() { ["Name"] = "theirs" };
            expected[$"k{i}"] = "theirs";
        }

        for (var run = 0; run < 6; run++)
        {
            sync.Source.Rows.Clear();
            for (var i = 0; i < 40; i++)
            {
                var key = random.Next(20) == 0 ? FieldValue.Null : FieldValue.From($"k{random.Next(30)}");
                sync.Source.Add(key, $"v{random.Next(3)}", random.Next(10) == 0 ? "bad" : 1);
            }

            var refused = random.Next(30);
            sync.Destination.Refuses = key => key == $"k{refused}";
            var busy = new HashSet<string>();
            sync.Destination.Respond = key => key.EndsWith('3') && busy.Add(key) ? RecordResult.Retryable(new("busy", "Wait.")) : null;
            sync.TakeSent();

            var result = await sync.RunCompletedAsync(new() { IgnoreGuards = true, ReportedIssues = int.MaxValue });

            Model(sync, behavior, $"k{refused}", expected);
            Assert.Equal(40, result.SourceRecordCount);
            Assert.Equal(
                result.SourceRecordCount,
                result.SourceRecordUnchanged + result.SourceRecordUpdates + result.SourceRecordInvalids + result.ChangedAfterDelivery
                    + (behavior == SyncBehavior.Delete ? result.SourceRecordDeletes : 0));
            Assert.Equal(result.SourceRecordUpdates + result.SourceRecordDeletes, result.RecordsProcessed);
            Assert.Equal(result.RecordsProcessed, result.RecordsUpdated + result.RecordsFailed + result.RecordsSkipped);
            Assert.Equal((0, 0), (result.Backlog, result.RecordsInDoubt));
            Assert.Equal(result.RecordsFailed, result.Issues.Count(issue => issue.Kind == RecordIssueKind.Rejected));
            Assert.Equal(
                result.RecordsSkipped + result.ChangedAfterDelivery,
                result.Issues.Count(issue => issue.Kind == RecordIssueKind.Skipped));
            Assert.Equal(expected, sync.Destination.Stored.ToDictionary(row => row.Key, row => row.Value["Name"]));
        }
    }

    // What the destination must hold: the last valid value of each key that is there once.
    private static void Model(TestSync sync, SyncBehavior behavior, string refused, Dictionary<string, string> expected)
    {
        foreach (var group in sync.Source.Rows.Where(row => !row[0].IsNull).GroupBy(row => row[0].ToText()))
        {
            var row = group.First();
            if (group.Count() > 1 || row[2].Kind == FieldValueKind.String || group.Key == refused)
                continue;
            if (behavior == SyncBehavior.Delete)
                expected.Remove(group.Key);
            else if (behavior is SyncBehavior.UpdateOrCreate or SyncBehavior.Mirror || behavior == SyncBehavior.UpdateOnly == expected.ContainsKey(group.Key))
                expected[group.Key] = row[1].ToText();
        }

        if (behavior != SyncBehavior.Mirror)
            return;
        var present = sync.Source.Rows.Where(row => !row[0].IsNull).Select(row => row[0].ToText()).ToHashSet();
        foreach (var gone in expected.Keys.Where(key => !present.Contains(key) && key != refused).ToList())
            expected.Remove(gone);
    }

    [Fact]
    public async Task Issues_are_capped_for_each_kind_alone()
    {
        var sync = new TestSync().WithRows(300);
        for (var i = 0; i < 200; i++)
            sync.Source.Add($"bad{i}", "x", "not a number");
        sync.Destination.Refuses = key => key.EndsWith('1') || key.EndsWith('2');

        var standard = await sync.RunCompletedAsync();
        var five = await sync.RunCompletedAsync(new() { ReportedIssues = 5 });
        var none = await sync.RunCompletedAsync(new() { ReportedIssues = 0 });

        Assert.Equal((200, 60), (standard.SourceRecordInvalids, standard.RecordsFailed));
        Assert.Equal((100, 60), (Count(standard, RecordIssueKind.Invalid), Count(standard, RecordIssueKind.Rejected)));
        Assert.Equal((5, 5), (Count(five, RecordIssueKind.Invalid), Count(five, RecordIssueKind.Rejected)));
        Assert.Equal((200, 60, 0), (none.SourceRecordInvalids, none.RecordsFailed, none.Issues.Count));

        static int Count(SyncRunResult result, RecordIssueKind kind) => result.Issues.Count(issue => issue.Kind == kind);
    }

    [Fact]
    public async Task Times_and_names_are_told()
    {
        var sync = new TestSync { Destination = new(RepeatRule.AfterFind) }.WithRows(1);
        var answered = false;
        sync.Destination.Respond = _ => answered ? null : RecordResult.Unknown;
        sync.Destination.AfterCommit = () => answered = true;
        var start = sync.Clock.GetUtcNow();

        var result = await sync.RunCompletedAsync();
        var other = await sync.RunCompletedAsync();

        Assert.Equal(("things", start, start + TimeSpan.FromMinutes(1)), (result.Sync, result.StartedAt, result.CompletedAt));
        Assert.Equal(32, result.RunId.Length);
        Assert.NotEqual(result.RunId, other.RunId);
        Assert.Equal(other.RunId, sync.Destination.LastPlan!.RunId == result.RunId ? other.RunId : null);
        Assert.Equal("things", sync.Destination.LastPlan.SyncName);
    }

    [Fact]
    public async Task Progress_never_goes_back_and_ends_when_the_run_is_done()
    {
        var sync = new TestSync().WithRows(3_000);
        sync.Destination.Speed = new(50, 4);
        sync.Destination.Refuses = key => key.EndsWith('7');
        sync.Destination.OnCall = async _ => await Task.Yield();
        var reports = new List<SyncProgress>();

        var result = await sync.RunCompletedAsync(new() { Progress = new Listener(reports) });

        Assert.Equal([SyncPhase.Plan, SyncPhase.Send, SyncPhase.Done], reports.Select(report => report.Phase).Distinct());
        Assert.Equal(reports.Select(report => report.Phase), reports.Select(report => report.Phase).Order());
        Assert.Equal(reports.Select(report => report.SourceRecords), reports.Select(report => report.SourceRecords).Order());
        Assert.Equal(reports.Select(report => report.Settled), reports.Select(report => report.Settled).Order());
        Assert.Equal(reports.Select(report => report.Rejected), reports.Select(report => report.Rejected).Order());
        Assert.All(reports.Where(report => report.Phase == SyncPhase.Send), report => Assert.Equal(3_000, report.ToSend));
        Assert.Equal(new("things", SyncPhase.Done, 3_000, 3_000, 3_000, result.RecordsFailed) { Status = SyncRunStatus.Completed, Calls = 60, TimeLeft = TimeSpan.Zero }, reports[^1]);
        Assert.InRange(reports.Count, 60, 100);
    }

    [Fact]
    public async Task Progress_of_a_run_that_failed_or_was_skipped_ends_too()
    {
        var sync = new TestSync().WithRows(3);
        sync.Source.FailAt = 1;
        var failed = new List<SyncProgress>();
        await sync.RunAsync(new() { Progress = new Listener(failed) });
        var skipped = new List<SyncProgress>();
        await using (await sync.Durable.TryOpenAsync("things", new("other", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))
            await sync.RunAsync(new() { Progress = new Listener(skipped) });

        Assert.Equal(SyncPhase.Done, failed[^1].Phase);
        Assert.Equal(SyncPhase.Done, Assert.Single(skipped).Phase);
    }

    private sealed class Listener(List<SyncProgress> reports) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            lock (reports)
                reports.Add(value);
        }
    }
}
