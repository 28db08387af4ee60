using System.Globalization;
using System.Text;
using System.Text.Json;
using Census.Sync.TestUtilities;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests.Samples;

/// <summary>The user's own file, an EmulatorHost that keeps its contents, and a state that is kept between calls: three processes of which each may die.</summary>
public sealed class OwnDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_what_changed_travels_between_calls_of_the_sample_and_lives_of_the_host()
    {
        var rows = Enumerable.Range(0, 503).Select(i => new[] { $"Company {i}", $"Sector {i % 7}", $"Town {i}, State", $"{1900 + (i % 120)}" }).ToList();
        Uri gainsight, enterpret;
        await using (var host = await HostProcess.StartAsync(_folder.File("data"), 0, 0))
        {
            (gainsight, enterpret) = (host.Gainsight, host.Enterpret);
            var first = await RunAsync(host, rows);
            Assert.Equal((503, 503, 11), (first.Records, first.Processed, first.Writes));
            Assert.Equal((0, 0), (await RunAsync(host, rows)).Sent);
            await host.KillAsync();
        }

        rows[3][1] += " X";
        rows[77][2] += " X";
        rows[200][3] = "2024";
        rows.Add(["New Company", "Sector 1", "Here", "2025"]);
        await using var revived = await HostProcess.StartAsync(_folder.File("data"), gainsight.Port, enterpret.Port);
        var changed = await RunAsync(revived, rows);
        Assert.Equal(4, changed.Processed);
        Assert.InRange(changed.Writes, 1, 2);
        Assert.Equal(504, await revived.CountCompaniesAsync());
    }

    private async Task<Run> RunAsync(HostProcess host, List<string[]> rows)
    {
        var csv = new StringBuilder("Security,Sector,Where it is,Founded\n");
        foreach (var row in rows)
            csv.AppendJoin(',', row.Select(cell => $"\"{cell}\"")).Append('\n');
        var report = _folder.File("report.json");
        await using var sample = Program.Start(
            "Quickstart", null, "--companies", _folder.Write("companies.csv", csv.ToString()), "--key", "Security",
            "--gainsight-url", host.Gainsight.ToString(), "--enterpret-url", host.Enterpret.ToString(), "--state", _folder.File("state.db"), "--report", report);
        var (exitCode, output) = await sample.EndAsync();
        Assert.True(exitCode == 0, output);

        using var runs = JsonDocument.Parse(await File.ReadAllBytesAsync(report, TestContext.Current.CancellationToken));
        Assert.Equal(2, runs.RootElement.GetArrayLength());
        var run = runs.RootElement[0];
        Assert.Equal(("gainsight-companies", "completed"), (run.GetProperty("sync").GetString(), run.GetProperty("status").GetString()));
        return new(
            run.GetProperty("source_record_count").GetInt32(), run.GetProperty("records_processed").GetInt32(), run.GetProperty("destination_write_calls").GetInt32());
    }

    private sealed record Run(int Records, int Processed, int Writes)
    {
        public (int Processed, int Writes) Sent => (Processed, Writes);
    }

    private sealed class HostProcess(Program process, Uri gainsight, Uri enterpret) : IAsyncDisposable
    {
        public Uri Gainsight => gainsight;

        public Uri Enterpret => enterpret;

        public static async Task<HostProcess> StartAsync(string data, int gainsightPort, int enterpretPort)
        {
            var process = Program.Start("EmulatorHost", null, "--gainsight-port", $"{gainsightPort}", "--enterpret-port", $"{enterpretPort}", "--data", data);
            Assert.NotNull(await process.WaitForAsync("Running"));
            return new(process, AddressOf(process, "Gainsight"), AddressOf(process, "Enterpret"));
        }

        public Task KillAsync() => process.KillAsync();

        public async Task<int> CountCompaniesAsync()
        {
            using var http = new HttpClient();
            using var summary = JsonDocument.Parse(await http.GetStringAsync(new Uri(gainsight, "_emulator/")));
            return summary.RootElement.GetProperty("objects").GetProperty("company").GetInt32();
        }

        public ValueTask DisposeAsync() => process.DisposeAsync();

        private static Uri AddressOf(Program process, string vendor) =>
            new(process.Lines.First(line => line.StartsWith(vendor, StringComparison.Ordinal))[vendor.Length..].Trim());
    }
}
