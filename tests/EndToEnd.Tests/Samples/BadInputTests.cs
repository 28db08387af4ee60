using System.Text;
using Census.Sync.TestUtilities;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests.Samples;

/// <summary>What a newcomer does wrong ends with one clear message, and with nothing lost.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string TwoCompanies = "Name,Sector,Staff\nAcme,Tech,12\nBeta,Food,7\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Name,Sector\nAcme,Tech\n", "Nope", 1, "no key column 'Nope'", "Name, Sector")]
    [InlineData("Name,Sector\nAcme,Tech,more\nBeta\nGamma,Toys\n", "Name", 0, "line 2: It has 3 fields, the header 2.", "line 3: It has 1 field")]
    [InlineData("Name,Sector\nAcme,Tech\nAcme,Food\n,Toys\nBeta,X\n", "Name", 0, "Several records of the source have this key", "The key Name is null or empty")]
    [InlineData("", "Name", 1, "is empty", "first line must name the fields")]
    [InlineData("Name,Name\nAcme,Tech\n", "Name", 1, "Name", "")]
    public async Task A_file_that_is_not_as_it_should_be(string csv, string key, int exitCode, string message, string detail)
    {
        var (code, output) = await RunAsync("--companies", _folder.Write("companies.csv", csv), "--key", key);

        Assert.Equal(exitCode, code);
        Assert.Contains(message, output);
        Assert.Contains(detail, output);
    }

    [Fact]
    public async Task A_file_in_another_encoding()
    {
        await File.WriteAllBytesAsync(_folder.File("latin.csv"), Encoding.Latin1.GetBytes("Name,Sector\nCafé,Food\n"), TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync("--companies", _folder.File("latin.csv"), "--key", "Name");

        Assert.Equal(1, code);
        Assert.Contains("is not UTF-8 in line 2", output);
    }

    [Theory]
    [InlineData("""{"Staff": "NoSuchField"}""", 1, "there is no field 'NoSuchField'")]
    [InlineData("""{"Staff": "employees"}""", 1, "is 'Employees' meant?")]
    [InlineData("""{"Sector": "Employees"}""", 0, "cannot be cast to")]
    [InlineData("""{"Sector": 5}""", 1, "the field of the column 'Sector' is not a name")]
    [InlineData("[]", 1, "it is not a JSON object")]
    [InlineData("""{"Gone": "Industry"}""", 1, "The source has no column 'Gone'")]
    public async Task A_map_that_cannot_work(string map, int exitCode, string message)
    {
        var (code, output) = await RunAsync(
            "--companies", _folder.Write("companies.csv", TwoCompanies), "--key", "Name", "--map", _folder.Write("map.json", map));

        Assert.Equal(exitCode, code);
        Assert.Contains(message, output);
    }

    [Fact]
    public async Task A_state_file_that_is_none_is_not_touched()
    {
        var rubbish = Encoding.ASCII.GetBytes(new string('x', 5_000));
        await File.WriteAllBytesAsync(_folder.File("state.db"), rubbish, TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync(
            "--companies", _folder.Write("companies.csv", TwoCompanies), "--key", "Name", "--state", _folder.File("state.db"));

        Assert.Equal(1, code);
        Assert.Contains("is damaged, or not a SQLite database", output);
        Assert.Equal(rubbish, await File.ReadAllBytesAsync(_folder.File("state.db"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1, "cannot be reached", "--gainsight-url", "http://127.0.0.1:9")]
    [InlineData(1, "refuses the access key", "--gainsight-key", "wrong")]
    [InlineData(2, "is not an address", "--gainsight-url", "acme.gainsightcloud.com")]
    [InlineData(2, "--frobnicate", "--frobnicate", "x")]
    [InlineData(1, "gone.csv' does not exist", "--companies", "gone.csv")]
    public async Task A_destination_or_option_that_is_wrong(int exitCode, string message, string option, string value)
    {
        string[] file = option == "--companies" ? [] : ["--companies", _folder.Write("companies.csv", TwoCompanies)];

        var (code, output) = await RunAsync([.. file, "--key", "Name", option, value]);

        Assert.Equal(exitCode, code);
        Assert.Contains(message, output);
        Assert.DoesNotContain(" at Quickstart.", output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var sample = Program.Start("Quickstart", null, arguments);
        var (exitCode, output) = await sample.EndAsync();

        // The sample breaks lines where its table ends.
        return (exitCode, string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
