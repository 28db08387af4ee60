using System.Diagnostics;
using Census.Sync;
using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Databricks;
using Census.Sync.SourceEmulators.Elasticsearch;
using Census.Sync.SourceEmulators.Google;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using EndToEnd.Tests.Support;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Secrecy;

/// <summary>Reads with faults and refusals leave neither a credential, nor a link that opens a result, nor a value behind in logs, traces, errors and texts.</summary>
[Collection(nameof(Alone))]
public sealed class SourceSecrecyTests : IDisposable
{
    private const string Value = "cAnArY-value-7f3a";
    private const string Secret = "cAnArY-secret-51d0";
    private const string Query = "select 1";
    private readonly LogSink _log = new();
    private readonly LoggerFactory _loggers;
    private readonly List<string> _texts = [];
    private readonly ActivityListener _listener;

    public SourceSecrecyTests()
    {
        _loggers = new([_log]);
        _listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // What arrives at the emulator is the service's business.
                if (activity.Kind != ActivityKind.Server)
                    Note($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags)}"))}");
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task Snowflake()
    {
        await using var emulator = new SnowflakeEmulator { Token = Secret };
        emulator.Results[Query] = new([new("ID", "fixed", 0), new("NAME", "text")], [["1", Value], [Value, Value], .. Enumerable.Repeat<string?[]>(["2", Value], 500)]) { PartitionSize = 100 };
        var options = new SnowflakeSourceOptions { Account = "A-B", Credential = SnowflakeCredential.AccessToken(Secret), Address = emulator.Address };
        using var source = new SnowflakeSource(options, timeProvider: Clock(), logger: _loggers.CreateLogger<SnowflakeSource>());

        await AssertSilentAsync(source, emulator, "partition", $"{options} {options.Credential}");
    }

    [Fact]
    public async Task Databricks()
    {
        await using var emulator = new DatabricksEmulator { Application = ("client", Secret), EndedLinks = 1 };
        emulator.Results[Query] = new([new("id", "BIGINT"), new("name", "STRING")], [["1", Value], [Value, Value], .. Enumerable.Repeat<string?[]>(["2", Value], 500)]) { ChunkSize = 100 };
        var options = new DatabricksSourceOptions { Workspace = emulator.Address, WarehouseId = "w1", Credential = DatabricksCredential.ServicePrincipal("client", Secret) };
        using var source = new DatabricksSource(options, timeProvider: Clock(), logger: _loggers.CreateLogger<DatabricksSource>());

        await AssertSilentAsync(source, emulator, "download", $"{options} {options.Credential}", "signature=secret");
    }

    [Fact]
    public async Task BigQuery()
    {
        await using var emulator = new BigQueryEmulator();
        emulator.Results[Query] = (
            """[{"name":"id","type":"INTEGER"},{"name":"name","type":"STRING"}]""",
            [Row("1"), Row(Value), .. Enumerable.Repeat(Row("2"), 500)]);
        var options = new BigQuerySourceOptions
        {
            ProjectId = "p", Credential = CredentialFactory.FromJson<ServiceAccountCredential>(emulator.KeyFile).ToGoogleCredential(), Address = emulator.Address, PageSize = 100,
        };
        using var source = new BigQuerySource(options, timeProvider: Clock(), logger: _loggers.CreateLogger<BigQuerySource>());

        await AssertSilentAsync(source, emulator, "results", options.ToString(), "token-1", "PRIVATE KEY");

        static string Row(string id) => $$$"""{"f":[{"v":"{{{id}}}"},{"v":"{{{Value}}}"}]}""";
    }

    [Fact]
    public async Task Sheets()
    {
        await using var emulator = new SheetsEmulator { ApiKey = Secret };
        emulator.Tabs.Add(("T", 100, 2, ["""["id","name"]""", $"[1,\"{Value}\"]", $"[\"#REF!\",\"{Value}\"]"]));
        var options = new SheetsSourceOptions { SpreadsheetId = "sheet1", ApiKey = Secret, Address = emulator.Address };
        using var source = new SheetsSource(options, timeProvider: Clock(), logger: _loggers.CreateLogger<SheetsSource>());

        await AssertSilentAsync(source, emulator, "values", options.ToString());
    }

    [Fact]
    public async Task Elasticsearch()
    {
        await using var emulator = new ElasticsearchEmulator { Authorization = $"ApiKey {Secret}" };
        emulator.Mappings["t"] = """{"id":{"type":"long"},"name":{"type":"keyword"}}""";
        emulator.Documents["t"] = [.. Enumerable.Range(0, 500).Select(i => ($"d{i}", $$"""{"id":["{{(i == 1 ? Value : "1")}}"],"name":["{{Value}}"]}"""))];
        var options = new ElasticsearchSourceOptions { Address = emulator.Address, Credential = ElasticsearchCredential.ApiKey(Secret), PageSize = 100 };
        using var source = new ElasticsearchSource(options, timeProvider: Clock(), logger: _loggers.CreateLogger<ElasticsearchSource>());

        await AssertSilentAsync(source, emulator, "search", $"{options} {options.Credential}");
    }

    public void Dispose()
    {
        _listener.Dispose();
        _loggers.Dispose();
        _log.Dispose();
    }

    private static JumpingTimeProvider Clock() => new(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

    private async Task AssertSilentAsync(SyncSource source, ServiceEmulator emulator, string call, string shown, params string[] secrets)
    {
        var model = source switch
        {
            SheetsSource => null,
            ElasticsearchSource => Model.Table("t"),
            _ => Model.Sql(Query),
        };
        Note(shown);
        Note(source.ToString()!);
        var refusal = $$$"""{"error":{"code":400,"message":"{{{Value}}} {{{Secret}}}","reason":"{{{Value}}}","type":"x"},"error_code":"BAD_REQUEST","message":"{{{Value}}} {{{Secret}}}","code":"1"}""";

        // Faults that pass, and a row that cannot be read.
        emulator.Fail(call, new(500, refusal));
        emulator.Fail(call, new(429, refusal), after: 1);
        var read = await ReadAsync(source, model);
        Assert.Single(read.Errors);
        Note($"{read.End} {read.Cost} {string.Join(' ', read.Errors)} {read}");

        // Those that stay.
        var status = 0;
        emulator.FailAfter(call, _ => new(status, refusal), times: int.MaxValue);
        foreach (var refused in (int[])[400, 401, 403, 429, 500])
        {
            status = refused;
            Note((await Assert.ThrowsAnyAsync<SyncSourceException>(() => ReadAsync(source, model))).ToString());
            Note((await source.TestConnectionAsync(new() { Model = model }, TestContext.Current.CancellationToken)).ToString()!);
        }

        Assert.NotEmpty(_log.Texts);
        lock (_texts)
        {
            Assert.Contains(_texts, text => text.Contains("http.request.method", StringComparison.Ordinal));
            string[] hidden = [Value, Secret, Uri.EscapeDataString(Secret), .. secrets];
            Assert.All(hidden, secret => Assert.DoesNotContain(_texts.Concat(_log.Texts), text => text.Contains(secret, StringComparison.Ordinal)));
        }
    }

    private static async Task<SourceRead> ReadAsync(SyncSource source, Model? model)
    {
        await using var read = await source.OpenReadAsync(new() { Model = model }, TestContext.Current.CancellationToken);
        await foreach (var _ in read.Batches.WithCancellation(TestContext.Current.CancellationToken))
        {
        }

        return read;
    }

    private void Note(string text)
    {
        lock (_texts)
            _texts.Add(text);
    }
}
