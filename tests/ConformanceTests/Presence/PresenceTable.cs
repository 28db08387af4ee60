namespace Census.Sync.ConformanceTests;

/// <summary>What each behaviour makes of each situation (spec B.2): the values that the destination has afterwards, and whether the record was sent.</summary>
public static class PresenceTable
{
    /// <summary>What the source has first.</summary>
    public const string First = "first";

    /// <summary>What it has for a row that changed, and for one that is new.</summary>
    public const string Second = "second";

    /// <summary>What somebody else put there.</summary>
    public const string Theirs = "theirs";

    /// <summary>A record that is there, with its field cleared.</summary>
    public const string Cleared = "";

    public static IEnumerable<(SyncBehavior Behavior, MirrorStrategy Strategy)> Behaviors =>
    [
        .. Enum.GetValues<SyncBehavior>().Select(behavior => (behavior, MirrorStrategy.UpdatesAndDeletes)), (SyncBehavior.Mirror, MirrorStrategy.UpdatesAndNulls),
    ];

    /// <summary>The behaviours that need the record at the destination for it to be delivered.</summary>
    public static bool NeedsRecord(SyncBehavior behavior) => behavior is SyncBehavior.UpdateOnly or SyncBehavior.Delete;

    public static (string[] Values, bool IsSent) Expect(SyncBehavior behavior, MirrorStrategy strategy, Situation situation) => (situation, behavior) switch
    {
        (Situation.New, SyncBehavior.UpdateOnly or SyncBehavior.Delete) => ([], true),
        (Situation.New, _) => ([Second], true),
        (Situation.NewAndThere, SyncBehavior.UpdateOrCreate or SyncBehavior.UpdateOnly or SyncBehavior.Mirror) => ([Second], true),
        (Situation.NewAndThere, SyncBehavior.CreateOnly) => ([Theirs], true),
        (Situation.NewAndThere, SyncBehavior.Append) => ([Second, Theirs], true),
        (Situation.NewAndThere, _) => ([], true),
        (Situation.OnlyThere, _) => ([Theirs], false),
        (Situation.Twice, _) => ([], false),
        (_, SyncBehavior.Delete) => ([], false),
        (Situation.Unchanged, _) => ([First], false),
        (Situation.Changed, SyncBehavior.CreateOnly or SyncBehavior.Append) => ([First], false),
        (Situation.Changed, _) => ([Second], true),
        (Situation.Gone, SyncBehavior.Mirror) => strategy == MirrorStrategy.UpdatesAndNulls ? ([Cleared], true) : ([], true),
        (Situation.Gone, _) => ([First], false),
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, "There is no such situation."),
    };
}
