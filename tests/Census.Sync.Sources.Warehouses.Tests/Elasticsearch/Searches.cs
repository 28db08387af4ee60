using Census.Sync.SourceEmulators.Elasticsearch;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Warehouses.Tests.Elasticsearch;

internal static class Searches
{
    public static readonly Model People = Model.Table("people");

    /// <summary>Waits cost no time; the time limits of an attempt and of closing are never reached.</summary>
    public static JumpingTimeProvider Clock() => new(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

    public static ElasticsearchSource Source(this ElasticsearchEmulator emulator, Func<ElasticsearchSourceOptions, ElasticsearchSourceOptions>? change = null)
    {
        var options = new ElasticsearchSourceOptions { Address = emulator.Address, PageSize = 100 };
        return new(change?.Invoke(options) ?? options, timeProvider: Clock());
    }

    public static void AddPeople(this ElasticsearchEmulator emulator, int count)
    {
        emulator.Mappings["people"] = """{"name":{"type":"keyword"},"no":{"type":"long"}}""";
        emulator.Documents["people"] = [.. Enumerable.Range(0, count).Select(i => ($"id-{i}", $$"""{"name":["name {{i}}"],"no":[{{i}}]}"""))];
    }
}
