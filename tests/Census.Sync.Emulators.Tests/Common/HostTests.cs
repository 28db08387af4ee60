using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests;

public sealed class HostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answered_calls_survive_the_kill_of_the_process_and_a_held_one_does_as_far_as_it_got()
    {
        string[] arguments = ["--gainsight-port", "0", "--enterpret-port", "0", "--data", _folder.File("data")];
        using (HostProcess host = await HostProcess.StartAsync(arguments))
        {
            using RawClient gainsight = Gainsight(host);
            using RawClient users = Enterpret(host);
            await users.PostAsync("/webhook/users/custom", """{"users":[{"id":"1","attributes":{},"createdAt":1}]}""");
            await gainsight.InsertAsync("company", """{"Name":"answered"}""");
            await gainsight.PostAsync("/_emulator/faults", """{"kind":"hang","afterCommit":true}""");
            await gainsight.PostAsync("/_emulator/faults", """{"kind":"hang"}""");
            Task<RawAnswer> committed = gainsight.InsertAsync("company", """{"Name":"committed"}""");
            await gainsight.GetAsync("/_emulator/held?wait=60");
            Task<RawAnswer> arrived = gainsight.InsertAsync("company", """{"Name":"arrived"}""");
            while ((await gainsight.GetAsync("/_emulator/held")).Json.AsArray().Count < 2)
            {
                await Task.Yield();
            }

            await host.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => committed);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => arrived);
        }

        using (HostProcess host = await HostProcess.StartAsync(arguments))
        {
            using RawClient gainsight = Gainsight(host);
            using RawClient users = Enterpret(host);
            JsonArray companies = (await gainsight.GetAsync("/_emulator/objects/company")).Json.AsArray();
            Assert.Equal(["answered", "committed"], companies.Select(company => (string)company!["Name"]!));
            Assert.Single((await users.GetAsync("/_emulator/objects/users")).Json.AsArray());

            (int exitCode, string error) = await HostProcess.RunAsync(arguments);
            Assert.Equal(1, exitCode);
            Assert.Contains("in use by another emulator", error);
            (exitCode, error) = await HostProcess.RunAsync("--gainsight-port", host.Gainsight.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--enterpret-port", "0");
            Assert.Equal(1, exitCode);
            Assert.Contains("already in use", error);
            Assert.Equal(0, await host.TerminateAsync());
        }
    }

    [Fact]
    public async Task Limits_are_set_on_the_command_line_and_nonsense_is_refused()
    {
        using HostProcess host = await HostProcess.StartAsync("--gainsight-port", "0", "--enterpret-port", "0", "--gainsight-calls-per-minute", "7", "--gainsight-calls-per-day", "70", "--enterpret-profile", "strict", "--seed", "3");
        using RawClient gainsight = Gainsight(host);
        using RawClient users = Enterpret(host);

        JsonNode switches = (await gainsight.GetAsync("/_emulator/")).Json["switches"]!;
        Assert.Equal((7, 70), ((int)switches["callsPerMinute"]!, (int)switches["callsPerDay"]!));
        Assert.Equal(20, (int)(await users.GetAsync("/_emulator/")).Json["switches"]!["callsPerMinute"]!);
        Assert.Equal(1, (await HostProcess.RunAsync("--enterpret-profile", "lavish")).ExitCode);
        Assert.Equal(1, (await HostProcess.RunAsync("--gainsight-port", "70000")).ExitCode);
    }

    private static RawClient Gainsight(HostProcess host) => new(new HttpClientHandler(), host.Gainsight, "Accesskey", GainsightEmulator.DefaultAccessKey);

    private static RawClient Enterpret(HostProcess host) => new(new HttpClientHandler(), host.Enterpret, "api-key", EnterpretEmulator.DefaultUsersKey);
}
