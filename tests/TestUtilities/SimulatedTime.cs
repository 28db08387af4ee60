using System.Globalization;

namespace Census.Sync.TestUtilities;

/// <summary>Lets simulated time run: whenever nothing is left to compute, the clock moves on to the next timer.</summary>
public static class SimulatedTime
{
    // Work hands over from thread to thread, so one look is not enough. A hand-over to a thread that the machine is too busy to run is seen
    // all the same: the system says which threads want to run. A long jump made too early would spoil what is measured, a short one hardly.
    private const int Looks = 1;
    private const int LooksBeforeLongJump = 20;
    private const int GlancesPerLook = 5;
    private static readonly TimeSpan s_longJump = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(ManualTimeProvider clock, Task work)
    {
        // On a thread of its own: it must not take part in what it watches.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            while (!work.IsCompleted)
            {
                var isLong = clock.NextTimerDue - clock.GetUtcNow() > s_longJump;
                if (IsAtRest(work, isLong ? LooksBeforeLongJump : Looks))
                    clock.AdvanceToNextTimer();
            }

            ended.SetResult();
        }) { IsBackground = true }.Start();
        await ended.Task;
        await work;
    }

    private static bool IsAtRest(Task work, int looks)
    {
        var completed = ThreadPool.CompletedWorkItemCount;
        for (var look = 0; look < looks; look++)
        {
            // To ask the pool costs nothing, to ask the system does.
            for (var glance = 0; glance < GlancesPerLook; glance++)
            {
                Thread.Yield();
                if (work.IsCompleted || ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount != completed)
                    return false;
            }

            if (AnotherThreadWantsToRun())
                return false;
        }

        return true;
    }

    private static bool AnotherThreadWantsToRun()
    {
        if (!OperatingSystem.IsLinux())
            return false;

        // "tid (name) state …": R is running or waiting for a processor, D waiting for a disk.
        var own = StateOf("/proc/thread-self/stat").Tid;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            var (tid, state) = StateOf(thread + "/stat");
            if (tid != own && (state == 'R' || state == 'D'))
                return true;
        }

        return false;
    }

    private static (int Tid, char State) StateOf(string path)
    {
        try
        {
            var stat = File.ReadAllText(path);
            return (int.Parse(stat.AsSpan(0, stat.IndexOf(' ')), CultureInfo.InvariantCulture), stat[stat.LastIndexOf(')') + 2]);
        }
        catch (IOException)
        {
            // The thread has ended.
            return (0, 'X');
        }
    }
}
