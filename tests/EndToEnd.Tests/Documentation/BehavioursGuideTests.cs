using Census.Sync;
using Census.Sync.ConformanceTests;

namespace EndToEnd.Tests.Documentation;

/// <summary>The guide to behaviours names every behaviour, guard and reason, and its table says what the tested one says.</summary>
public sealed class BehavioursGuideTests
{
    private static readonly string s_guide = File.ReadAllText(Path.Combine(SnippetTests.Root(), "docs", "guides", "behaviours.md"));

    public static TheoryData<string> Names =>
    [
        .. Enum.GetNames<SyncBehavior>(), .. Enum.GetNames<MirrorStrategy>(), .. Enum.GetNames<FullSyncReason>(),
        .. typeof(SyncGuards).GetProperties().Select(guard => guard.Name is nameof(SyncGuards.ChangedShare) or nameof(SyncGuards.ChangedMinimum)
            ? char.ToLowerInvariant(guard.Name[0]) + guard.Name[1..]
            : guard.Name),
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_name_is_in_the_guide(string name) => Assert.Contains($"`{name}`", s_guide, StringComparison.Ordinal);

    [Theory]
    [InlineData(Situation.NewAndThere, "new in the source, at the destination")]
    [InlineData(Situation.New, "new in the source, not at the destination")]
    [InlineData(Situation.Unchanged, "delivered, unchanged")]
    [InlineData(Situation.Changed, "delivered, changed in the source")]
    [InlineData(Situation.Gone, "delivered, gone from the source")]
    [InlineData(Situation.OnlyThere, "at the destination only")]
    [InlineData(Situation.Twice, "null, or twice in the source")]
    public void The_table_is_the_one_that_is_tested(Situation situation, string row)
    {
        var (heading, cells) = (Cells("the key is"), Cells(row));

        for (var i = 1; i < heading.Length; i++)
        {
            var (behavior, cell) = (Enum.Parse<SyncBehavior>(heading[i].Trim('`')), cells[i].Trim('*').Split(',', ';')[0]);
            var (values, isSent) = PresenceTable.Expect(behavior, MirrorStrategy.UpdatesAndDeletes, situation);
            Assert.Equal(WordsFor(behavior, situation, values, isSent), cell);
        }
    }

    private static string WordsFor(SyncBehavior behavior, Situation situation, string[] values, bool isSent) => (situation, values, isSent) switch
    {
        (Situation.Twice, _, false) => "invalid",
        (Situation.OnlyThere, [PresenceTable.Theirs], false) => "untouched",
        (Situation.Gone, [], true) or (Situation.NewAndThere, [], true) => "deleted",
        (Situation.Gone, _, false) => "left as it is",
        (Situation.New, [], true) => behavior == SyncBehavior.Delete ? "nothing to delete" : "skipped",
        (Situation.New, [PresenceTable.Second], true) => "created",
        (Situation.NewAndThere, [PresenceTable.Theirs], true) => "left as it is",
        (Situation.NewAndThere, [PresenceTable.Second, PresenceTable.Theirs], true) => "a record of its own",
        (_, [PresenceTable.Second], true) => "updated",
        (_, _, false) => "not sent",
        _ => "?",
    };

    private static string[] Cells(string firstCell) =>
        [.. s_guide.Split('\n').Single(line => line.StartsWith($"| {firstCell} |", StringComparison.Ordinal)).Trim('|', ' ', '\r').Split('|').Select(cell => cell.Trim())];
}
