using System.Globalization;
using System.Text;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests.Killing;

/// <summary>
/// A process that syncs a file is killed with SIGKILL at every phase of a run, again and again, while its source is edited. In the end the
/// emulator holds exactly what the source says, and no record that is only ever created was sent twice unless it was in flight when the
/// process died.
/// </summary>
public sealed class KilledProcessTests
{
    private static readonly string[] s_phases = ["plan", "send", "answered", "commit", "merge"];

    private readonly ITestOutputHelper _output;

    public KilledProcessTests(ITestOutputHelper output) => _output = output;

    [Theory]
    [InlineData("companies", 5, 20261122)]
    [InlineData("accounts", 3, 7)]
    [InlineData("reviews", 5, 42)]
    public async Task A_process_killed_in_every_phase_ends_where_one_ends_that_was_not(string sync, int killsPerPhase, int seed)
    {
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        await using var vendor = await Vendor.StartAsync(sync);
        var source = new EditedSource(folder.File("source.csv"), random, onlyAdds: sync == "reviews");
        var kills = s_phases.ToDictionary(phase => phase, _ => 0);
        var lives = 0;

        while (kills.Values.Any(count => count < killsPerPhase))
        {
            Assert.True(++lives < killsPerPhase * s_phases.Length * 4, $"Too few kills: {string.Join(", ", kills)}");
            var phase = s_phases.Where(name => kills[name] < killsPerPhase).ElementAt(random.Next(kills.Values.Count(count => count < killsPerPhase)));
            source.Edit();
            vendor.BeginLife();
            await using var process = StartProcess(sync, vendor, source, folder, phase, 1 + random.Next(phase is "plan" or "merge" ? 2 : 3));
            if (await process.WaitForAsync("AT ") is not null)
            {
                await process.KillAsync();
                kills[phase]++;
                vendor.NoteKill();
            }
        }

        source.Edit();
        vendor.BeginLife();
        await using var last = StartProcess(sync, vendor, source, folder, "", 0);
        var (exitCode, output) = await last.EndAsync();
        _output.WriteLine($"seed {seed}: {string.Join(", ", kills)} in {lives} lives; {output}");
        Assert.Equal(0, exitCode);
        Assert.Equal(source.Projection(), vendor.Contents());
        Assert.Empty(vendor.SentAgainWithoutDoubt());

        // Done is done: one more run has nothing to send.
        vendor.BeginLife();
        await using var idle = StartProcess(sync, vendor, source, folder, "", 0);
        Assert.Contains("sent=0", (await idle.EndAsync()).Output);
        Assert.Empty(vendor.SentThisLife());
    }

    private static Support.Program StartProcess(string sync, Vendor vendor, EditedSource source, TemporaryFolder folder, string phase, int count) =>
        Support.Program.Start("SyncProcess", new Dictionary<string, string>
        {
            ["SYNC_NAME"] = sync,
            ["SYNC_STATE"] = folder.File("state.db"),
            ["SYNC_SOURCE"] = source.Path,
            ["SYNC_URL"] = vendor.Address.ToString(),
            ["SYNC_KEY"] = vendor.Key,
            ["SYNC_STOP_AT"] = phase,
            ["SYNC_STOP_COUNT"] = count.ToString(CultureInfo.InvariantCulture),
        });
}
