using System.Security.Cryptography;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Databricks;
using Census.Sync.SourceEmulators.Elasticsearch;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.Sources.Warehouses.Tests.Databricks;
using Census.Sync.Sources.Warehouses.Tests.Elasticsearch;
using Census.Sync.Sources.Warehouses.Tests.Snowflake;
using Census.Sync.TestUtilities;
using Microsoft.Extensions.Configuration;

namespace Census.Sync.Sources.Warehouses.Tests;

/// <summary>Warehouses with settings of a configuration: what is good is read from, what is wrong is told all at once and without a secret.</summary>
public sealed class RegistrationTests
{
    private const string Canary = "canary-secret-123";

    [Fact]
    public async Task Snowflake_reads_with_the_settings_of_a_section()
    {
        using var key = RSA.Create(2048);
        await using var emulator = new SnowflakeEmulator { PublicKey = key, Subject = "MYORG-ACCOUNT.READER", Time = Snowflakes.Clock() };
        emulator.Results[Snowflakes.Query] = Snowflakes.People(2);
        var section = Section(
            ("Account", "MYORG-ACCOUNT"), ("User", "reader"), ("PrivateKey", key.ExportPkcs8PrivateKeyPem()), ("Address", emulator.Address.ToString()), ("Database", "D"), ("Warehouse", "W"),
            ("StatementTimeout", "00:10:00"), ("QueryTag", "nightly"), ("MaximumPageBytes", "1000000"), ("IncludeServiceMessages", "true"));

        var (rows, _) = await Created(SourceKinds.All.Snowflake(section), emulator.Time).ReadAllAsync(Model.Sql(Snowflakes.Query));

        Assert.Equal(2, rows.Count);
        var body = Assert.Single(emulator.CallsOf("submit")).Text;
        Assert.Contains("\"timeout\":600,\"database\":\"D\",\"warehouse\":\"W\"", body);
        Assert.Contains("nightly", body);
        Assert.Empty(emulator.Violations);
    }

    [Fact]
    public async Task Databricks_reads_with_the_settings_of_a_section()
    {
        await using var emulator = new DatabricksEmulator { Application = ("app", Canary) };
        emulator.Results[Bricks.Query] = Bricks.People(2);
        var section = Section(("Workspace", emulator.Address.ToString()), ("WarehouseId", "w7"), ("ClientId", "app"), ("ClientSecret", Canary), ("Catalog", "main"), ("UseInlineResults", "true"));

        var (rows, _) = await Created(SourceKinds.All.Databricks(section)).ReadAllAsync(Model.Sql(Bricks.Query));

        Assert.Equal(2, rows.Count);
        Assert.Contains("\"warehouse_id\":\"w7\",\"catalog\":\"main\"", Assert.Single(emulator.CallsOf("submit")).Text);
        Assert.Contains("INLINE", Assert.Single(emulator.CallsOf("submit")).Text);
    }

    [Fact]
    public async Task Elasticsearch_reads_with_the_settings_of_a_section()
    {
        await using var emulator = new ElasticsearchEmulator { Authorization = "ApiKey " + Canary };
        emulator.AddPeople(3);
        var section = Section(("Address", emulator.Address.ToString()), ("ApiKey", Canary), ("Fields:0", "no"), ("PageSize", "2"), ("KeepAlive", "00:02:00"));

        var (rows, read) = await Created(SourceKinds.All.Elasticsearch(section)).ReadAllAsync(Searches.People);

        Assert.Equal((3, "_id, no"), (rows.Count, read.Schema.ToString()));
        Assert.Contains("\"keep_alive\":\"120s\"", emulator.CallsOf("search")[0].Text);
    }

    [Fact]
    public async Task A_credential_in_code_needs_none_in_the_section()
    {
        await using var emulator = new SnowflakeEmulator { Token = Canary };
        emulator.Results[Snowflakes.Query] = Snowflakes.People(2);

        var (rows, _) = await Created(
            SourceKinds.All.Snowflake(Section(("Account", "A"), ("Address", emulator.Address.ToString())), SnowflakeCredential.OAuth(_ => new(Canary)))).ReadAllAsync(Model.Sql(Snowflakes.Query));

        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_by_its_path_and_without_a_value()
    {
        var snowflake = SourceKinds.All.Snowflake(Section(
            ("User", Canary), ("AccessToken", Canary), ("StatementTimeout", Canary), ("MaximumPageBytes", "7"), ("Address", "http://example.com"), ("Acount", Canary)));
        var databricks = SourceKinds.All.Databricks(Section(("Workspace", Canary), ("ClientId", "app"), ("StatementTimeout", "00:00:00"), ("UseInlineResults", Canary)));
        var elasticsearch = SourceKinds.All.Elasticsearch(Section(("Address", "https://x.example"), ("CloudId", Canary), ("ApiKey", Canary), ("User", Canary), ("Query", Canary), ("PageSize", "0")));

        Assert.Equal(
            [
                "Sources:W:User: Give User with PrivateKey or PrivateKeyFile, or AccessToken alone.",
                "Sources:W:StatementTimeout: This is no time. Write 01:30:00 for an hour and a half.",
                "Sources:W:Account: It is missing.",
                "Sources:W:MaximumPageBytes: It is not at least 1024.",
                "Sources:W:Address: The address must begin with https://; http:// is allowed on this machine only, since the key would be readable on the way.",
                "Sources:W:Acount: There is no such setting. The settings are: Account, User, AccessToken, PrivateKey, PrivateKeyFile, Passphrase, Database, Schema, Warehouse, Role, StatementTimeout, Address, IncludeServiceMessages, QueryTag, MaximumPageBytes.",
            ],
            snowflake.Problems);
        Assert.Equal(
            [
                "Sources:W:Workspace: This is no address. Write it with https://.",
                "Sources:W:ClientId: Give ClientId and ClientSecret of a service principal, or AccessToken alone.",
                "Sources:W:UseInlineResults: True or false belongs here.",
                "Sources:W:WarehouseId: It is missing.",
                "Sources:W:StatementTimeout: It is not from 00:00:01 to 10675199.02:48:05.4775807.",
            ],
            databricks.Problems);
        Assert.Equal(
            [
                "Sources:W:ApiKey: Give ApiKey alone, or User and Password.",
                "Sources:W:PageSize: It is not at least 1.",
                "Sources:W:Address: Give the address of the cluster or its cloud id, and not both.",
                "Sources:W:Query: The query is no JSON object.",
            ],
            elasticsearch.Problems);
        Assert.All((SourceRegistration[])[snowflake, databricks, elasticsearch], registration => Assert.DoesNotContain(Canary, string.Join(' ', registration.Problems) + registration));
    }

    [Theory]
    [InlineData("PrivateKey", "-----BEGIN PRIVATE KEY-----\n" + Canary, "The private key is not a PEM text of an RSA key. If it is encrypted, give its passphrase.")]
    [InlineData("PrivateKeyFile", "/nowhere/key.pem", "It cannot be read (DirectoryNotFoundException).")]
    public void A_key_that_cannot_be_read_is_told_without_showing_it(string setting, string value, string problem)
    {
        var registration = SourceKinds.All.Snowflake(Section(("Account", "A"), ("User", "reader"), (setting, value)));

        Assert.Equal($"Sources:W:{setting}: {problem}", Assert.Single(registration.Problems));
    }

    [Fact]
    public void Options_in_code_are_checked_the_same_way_and_show_no_secret()
    {
        var snowflake = new SnowflakeSourceOptions { Account = "", Credential = SnowflakeCredential.AccessToken(Canary), MaximumPageBytes = 1 };
        var databricks = new DatabricksSourceOptions { Workspace = new("https://x.example"), WarehouseId = "w", Credential = DatabricksCredential.ServicePrincipal("app", Canary) };
        var elasticsearch = new ElasticsearchSourceOptions { Address = new("https://x.example"), Credential = ElasticsearchCredential.Basic("u", Canary) };

        Assert.Equal(["Account: It is missing.", "MaximumPageBytes: It is not at least 1024."], SourceKinds.All.Snowflake(snowflake).Problems);
        Assert.Equal("Account: It is missing. MaximumPageBytes: It is not at least 1024. (Parameter 'options')", Assert.Throws<ArgumentException>(() => new SnowflakeSource(snowflake)).Message);
        Assert.Empty(SourceKinds.All.Databricks(databricks).Problems);
        Assert.Empty(SourceKinds.All.Elasticsearch(elasticsearch).Problems);
        Assert.DoesNotContain(Canary, $"{snowflake} {databricks} {elasticsearch}");
    }

    private static SyncSource Created(SourceRegistration registration, TimeProvider? time = null)
    {
        Assert.Empty(registration.Problems);
        return registration.Create(new NoServices(time ?? Snowflakes.Clock()));
    }

    private static IConfigurationSection Section(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Sources:W:" + setting.Name, (string?)setting.Value)))
        .Build().GetSection("Sources:W");
}
