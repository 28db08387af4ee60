using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Google;
using Census.Sync.TestUtilities;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.Configuration;

namespace Census.Sync.Sources.Google.Tests;

public sealed class RegistrationTests
{
    private const string Canary = "canary-secret-123";

    [Fact]
    public async Task BigQuery_reads_with_the_settings_of_a_section()
    {
        await using var emulator = new BigQueryEmulator();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key.json"), emulator.KeyFile, TestContext.Current.CancellationToken);
        emulator.Results["select 1"] = ("""[{"name":"ID","type":"INT64"}]""", ["""{"f":[{"v":"1"}]}"""]);
        var section = Section(("ProjectId", "p"), ("ServiceAccountKeyFile", folder.File("key.json")), ("Address", emulator.Address.ToString()), ("MaximumBytesBilled", "1000"), ("JobTimeout", "00:01:00"));

        var (rows, _) = await Created(SourceKinds.All.BigQuery(section)).ReadAllAsync(Model.Sql("select 1"));

        Assert.Single(rows);
        Assert.Contains("\"maximumBytesBilled\":\"1000\"", Assert.Single(emulator.CallsOf("query")).Text);
        Assert.Contains("60000", Assert.Single(emulator.CallsOf("query")).Text);
    }

    [Fact]
    public void Sheets_takes_the_types_of_its_columns_from_the_section()
    {
        var registration = SourceKinds.All.Sheets(Section(("SpreadsheetId", "s"), ("ApiKey", Canary), ("Types:Since", "date"), ("Types:Code", "String"), ("HeaderRow", "2")));

        Assert.Empty(registration.Problems);
        using var source = Assert.IsType<SheetsSource>(registration.Create(new NoServices()));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_and_without_a_value()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("key.json"), $"{{ \"type\": \"service_account\", \"private_key\": \"{Canary}\" ");
        var bigQuery = SourceKinds.All.BigQuery(Section(("ServiceAccountKeyFile", folder.File("key.json")), ("MaximumBytesBilled", Canary), ("PageSize", "0"), ("Project", Canary)));
        var sheets = SourceKinds.All.Sheets(Section(("ServiceAccountKeyFile", folder.File("nothing.json")), ("Types:a", Canary), ("Types:b", "Bytes"), ("HeaderRow", "0"), ("ApiKey", Canary)));

        Assert.Equal(
            ["ServiceAccountKeyFile", "MaximumBytesBilled", "ProjectId", "PageSize", "Project"],
            bigQuery.Problems.Select(problem => problem.Split(':')[2]));
        Assert.Equal(
            ["ServiceAccountKeyFile", "Types:a", "SpreadsheetId", "HeaderRow", "Types"],
            sheets.Problems.Select(problem => string.Join(':', problem.Split(": ")[0].Split(':')[2..])));
        Assert.DoesNotContain(Canary, string.Join(' ', [.. bigQuery.Problems, .. sheets.Problems]));
    }

    [Fact]
    public void Options_in_code_are_checked_the_same_way()
    {
        var options = new BigQuerySourceOptions { ProjectId = "", PageSize = 0, Credential = GoogleCredential.FromAccessToken(Canary) };

        Assert.Equal(["ProjectId: It is missing.", "PageSize: It is not at least 1."], SourceKinds.All.BigQuery(options).Problems);
        Assert.DoesNotContain(Canary, options.ToString());
        Assert.DoesNotContain(Canary, new SheetsSourceOptions { SpreadsheetId = "s", ApiKey = Canary }.ToString());
        Assert.Equal("SpreadsheetId: It is missing.", Assert.Single(SourceKinds.All.Sheets(new SheetsSourceOptions { SpreadsheetId = "" }).Problems));
    }

    private static SyncSource Created(SourceRegistration registration)
    {
        Assert.Empty(registration.Problems);
        return registration.Create(new NoServices(Googles.Clock()));
    }

    private static IConfigurationSection Section(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Sources:G:" + setting.Name, (string?)setting.Value)))
        .Build().GetSection("Sources:G");
}
