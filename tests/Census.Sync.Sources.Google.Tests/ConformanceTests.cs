using System.Text.Json;
using Census.Sync.ConformanceTests;
using Census.Sync.SourceEmulators.Google;

namespace Census.Sync.Sources.Google.Tests;

public sealed class SourcesHaveTheirSuites() : EverySourceHasItsSuite(typeof(BigQuerySource).Assembly);

[SuiteFor(typeof(BigQuerySource))]
public sealed class BigQueryConformanceTests : SyncSourceConformance, IAsyncLifetime
{
    private readonly BigQueryEmulator _emulator = new() { Polls = 1 };

    protected override Model Model => Model.Table("p.d.people");

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _emulator.Results["SELECT * FROM `p`.`d`.`people`"] = (
            """[{"name":"Id","type":"STRING","mode":"REQUIRED"},{"name":"Name","type":"STRING","mode":"NULLABLE"}]""",
            [.. Enumerable.Range(0, records).Select(record => $$$"""{"f":[{"v":{{{JsonSerializer.Serialize(IdOf(record))}}}},{"v":{{{JsonSerializer.Serialize(NameOf(record))}}}}]}""")]);
        return new(_emulator.Source());
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(_emulator.Source(options => options with { Address = new("http://127.0.0.1:1/") }));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }
}

[SuiteFor(typeof(SheetsSource))]
public sealed class SheetsConformanceTests : SyncSourceConformance, IAsyncLifetime
{
    private readonly SheetsEmulator _emulator = new();

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _emulator.Tabs.Clear();
        _emulator.Tabs.Add((
            "People",
            records + 100,
            26,
            ["""["Id","Name"]""", .. Enumerable.Range(0, records).Select(record => NameOf(record) is { } name ? $"[{JsonSerializer.Serialize(IdOf(record))},{JsonSerializer.Serialize(name)}]" : $"[{JsonSerializer.Serialize(IdOf(record))}]")]));
        return new(_emulator.Source());
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(_emulator.Source(options => options with { Address = new("http://127.0.0.1:1/") }));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }
}
