namespace Census.Sync.Killing;

/// <summary>A moment in the life of a process at which it is killed.</summary>
/// <param name="Name">What the histogram calls it.</param>
/// <param name="StopAt">Where the process stands still or tells where it is; null if it is killed from outside.</param>
/// <param name="MostPassed">How many such moments a small run is sure to have.</param>
/// <param name="WhileSending">Whether records may be in flight then.</param>
internal sealed record KillPoint(string Name, string? StopAt, int MostPassed, bool WhileSending)
{
    /// <summary>The server has stored a call and not answered it.</summary>
    public static KillPoint Committed { get; } = new("after the server's commit", null, 3, true);

    /// <summary>The connection is cut, the process dies, and the server stores the call a while later.</summary>
    public static KillPoint CommittedLate { get; } = new("before the server's commit", "cut", 3, true);

    /// <summary>At any time.</summary>
    public static KillPoint Anywhere { get; } = new("anywhere", null, 1, true);

    public static IReadOnlyList<KillPoint> All { get; } =
    [
        new("before a write of the plan", "before plan", 2, false),
        new("after a write of the plan", "after plan", 2, false),
        new("before the seal", "before seal", 1, false),
        new("in the seal", "before seal!", 1, false),
        new("after the seal", "after seal", 1, true),
        new("before the note of a batch", "before note", 3, true),
        new("after the note of a batch", "after note", 3, true),
        new("before a request", "before request", 3, true),
        Committed,
        CommittedLate,
        new("after an answer", "answered", 3, true),
        new("before an outcome", "before outcome", 3, true),
        new("after an outcome", "after outcome", 3, true),
        new("before the merge", "before merge", 1, false),
        new("in the merge", "before merge!", 1, false),
        new("after the merge", "after merge", 1, false),
        Anywhere,
    ];

    /// <summary>Whether the process goes on and is killed some milliseconds later.</summary>
    public bool GoesOn => StopAt is { } moment && moment.EndsWith('!');
}
