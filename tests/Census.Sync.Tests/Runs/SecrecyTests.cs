using System.Collections.Concurrent;
using Census.Sync.State;
using Census.Sync.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Tests.Runs;

/// <summary>Events are structured, and neither a key nor a value of a record is in a log, an exception or a text that may end up in one.</summary>
public sealed class SecrecyTests
{
    private const string Canary = "canary";

    [Fact]
    public async Task Events_carry_names_and_counts()
    {
        var log = new LogCollector();
        var sync = new TestSync { Logger = log }.WithRows(3);
        sync.Destination.Refuses = key => key == "k1";

        var result = await sync.RunCompletedAsync();

        Assert.Equal([2000, 2012, 2001, 2002], log.Entries.Select(entry => entry.Id));
        var planned = log.Entries.ElementAt(2).State;
        Assert.Equal(("things", result.RunId, 3L, 3L), (planned["Sync"], planned["RunId"], planned["ToSend"], planned["SourceRecords"]));
        var ended = log.Entries.ElementAt(3).State;
        Assert.Equal((SyncRunStatus.Completed, 2L, 1L), (ended["Status"], ended["Updated"], ended["Rejected"]));
    }

    [Fact]
    public async Task Every_way_to_end_has_its_event()
    {
        var log = new LogCollector();
        var sync = new TestSync { Logger = log }.WithRows(3);
        await using (await sync.Durable.TryOpenAsync("things", new("other", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))
            await sync.RunAsync();
        sync.Destination.OnCall = _ => throw new InvalidOperationException();
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        await sync.RunAsync();

        Assert.Equal([2000, 2004, 2002, 2000, 2012, 2001, 2007, 2003, 2002, 2000, 2005, 2001, 2002], log.Entries.Select(entry => entry.Id));
        Assert.All(log.Entries, entry => Assert.InRange(entry.Id, 2000, 2099));
        Assert.Equal(LogLevel.Warning, log.Entries.Single(entry => entry.Id == 2003).Level);
    }

    [Fact]
    public async Task No_key_and_no_value_is_in_a_log_an_exception_or_a_text()
    {
        var log = new LogCollector();
        var texts = new List<string?>();
        var sync = new TestSync("id", "name", "arr", "tier")
        {
            Logger = log,
            Map = sync => sync.Key("id", "Id").Map("arr", "Arr").Map("tier", "Tier")
                .MapComputed("Name", record => record["name"].ToText().Length == 0 ? throw new FormatException(Canary) : record["name"]),
        };
        for (var i = 0; i < 150; i++)
            sync.Source.Add($"{Canary} key {i}", $"{Canary} name", 1, "gold");
        sync.Source.Add($"{Canary} a", "", 1, "gold");
        sync.Source.Add($"{Canary} b", $"{Canary}", $"{Canary}", "gold");
        sync.Source.Add($"{Canary} c", $"{Canary}", 1, $"{Canary}");
        sync.Source.Add($"{Canary} d", string.Concat(Enumerable.Repeat(Canary, 20)), 1, "gold");
        sync.Source.Add($"{Canary} e", $"{Canary}", 1, "gold");
        sync.Source.Add($"{Canary} e", $"{Canary}", 1, "gold");

        sync.Destination.OnCall = _ => throw new InvalidOperationException(Canary);
        await RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Respond = key => key.EndsWith('3') ? RecordResult.Unknown : null;
        await RunAsync();
        sync.Destination.Respond = key => RecordResult.Rejected(MemoryDestination.TooBad);
        await RunAsync();
        await RunAsync(new() { FullSync = true });
        sync.Source.Columns = ["id", "name", "other", "tier"];
        texts.Add((await sync.RunAsync()).ErrorMessage);

        Assert.True(texts.Count > 100);
        Assert.All(texts, text => Assert.DoesNotContain(Canary, text, StringComparison.OrdinalIgnoreCase));
        Assert.All(log.Entries, entry => Assert.DoesNotContain(Canary, entry.Everything, StringComparison.OrdinalIgnoreCase));

        async Task RunAsync(SyncRunOptions? options = null)
        {
            var result = await sync.RunAsync(options);
            texts.AddRange([result.ToString(), result.ErrorMessage, .. result.Warnings]);
            texts.AddRange(result.Issues.Select(issue => issue.ToString()));
            texts.AddRange(result.Issues.Select(issue => issue.Problem.Message));
            Assert.Contains(result.Issues, issue => issue.Key.Contains(Canary, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_kept_of_a_record_shows_no_key()
    {
        var held = new HeldRecord
        {
            Key = 1, Fingerprint = 2, Kind = RecordIssueKind.Rejected, KeyText = Canary, Problem = MemoryDestination.TooBad,
            Tries = 1, Since = default, LastTried = default,
        };

        Assert.DoesNotContain(Canary, held.ToString(), StringComparison.Ordinal);
    }

    private sealed class LogCollector : ILogger<SyncRunner>
    {
        public ConcurrentQueue<(int Id, LogLevel Level, Dictionary<string, object?> State, string Everything)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var pairs = ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(pair => pair.Key, pair => pair.Value);
            Entries.Enqueue((eventId.Id, logLevel, pairs, $"{formatter(state, exception)} {string.Join(' ', pairs)} {exception}"));
        }
    }
}
