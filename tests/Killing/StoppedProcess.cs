using Census.Sync.Emulators;

namespace Census.Sync.Killing;

/// <summary>A process that is asked to stop while a call is in flight, with SIGTERM, and the one that goes on after it.</summary>
/// <param name="Stopped">What the first said of its run.</param>
/// <param name="StopTime">How long it took to end, on its clock.</param>
/// <param name="Next">What the second said.</param>
/// <param name="SentAgain">The records that were sent again as they were although their answers had been heard.</param>
/// <param name="Differences">What is at the destination otherwise than it has to be.</param>
public sealed record StoppedProcess(string Stopped, TimeSpan StopTime, string Next, IReadOnlyList<string> SentAgain, IReadOnlyList<string> Differences)
{
    /// <summary>Asks a process to stop.</summary>
    /// <param name="isAnswered">Whether the call in flight is answered a moment later, or never.</param>
    /// <param name="seed">Where random numbers begin.</param>
    public static async Task<StoppedProcess> PlayAsync(bool isAnswered, int seed)
    {
        // Slow enough for the end of a process, which takes its real time, to count little.
        await using var site = await KillSite.StartAsync(KilledSync.All[0], new Random(seed), speed: 4);
        site.Vendor.Faults.Add(Fault.Hang(afterCommit: true), nth: 2, when: call => call.IsWrite);
        await using var process = site.Start(site.NotesOf(1));
        await site.Vendor.Faults.WaitForHeldAsync();
        var asked = site.Clock.GetTimestamp();
        await process.TerminateAsync();
        if (isAnswered)
            await site.Vendor.Faults.ReleaseAsync();
        var stopped = await process.EndAsync();
        var stopTime = site.Clock.GetElapsedTime(asked);

        site.Vendor.Faults.Clear();
        site.Vendor.Doubt(BatchNotes.Doubtful([site.NotesOf(1)], ended: 0));
        await using var next = site.Start(site.NotesOf(2));
        var said = await next.EndAsync();
        var (records, _) = site.Vendor.Contents();
        return new(stopped, stopTime, said, [.. site.Vendor.SentAgain.Select(again => $"{again.Key} {again.Calls}")], [.. Expectation.Differences(site.Sync, site.Source, records, [])]);
    }
}
