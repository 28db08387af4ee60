using Census.Sync.TestUtilities;

namespace Census.Sync.SourceSubjects;

internal static class Clocks
{
    /// <summary>Waits cost no time; the time limits of an attempt, of a token and of a cancellation are never reached.</summary>
    public static JumpingTimeProvider Jumping() => new(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));
}
