using Census.Sync.Tests.Support;
using Census.Sync.TestUtilities;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Tests.Runs;

/// <summary>What reading the source has cost is told, however the run ended.</summary>
public sealed class SourceCostTests
{
    private static readonly SourceReadCost s_cost = new() { Calls = 7, BytesReceived = 4_096, BytesBilled = 10_485_760, StatementId = "job_1" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_report_and_the_log_tell_the_cost(bool fails)
    {
        var log = new Lines();
        var sync = new TestSync { Logger = log }.WithRows(3);
        sync.Source.Cost = s_cost;
        sync.Source.FailAt = fails ? 2 : -1;

        var result = await sync.RunAsync();

        Assert.Equal(fails ? SyncRunStatus.Failed : SyncRunStatus.Completed, result.Status);
        Assert.Equal(s_cost, result.SourceCost);
        Assert.Single(log.Texts, text => text.Contains("read its source with 7 calls: 4096 bytes received, 10485760 charged for, statement job_1.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_run_and_a_dry_one_tell_the_cost()
    {
        var sync = new TestSync().WithRows(3);
        sync.Source.Cost = s_cost;
        using var stop = new CancellationTokenSource();

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });
        sync.Source.OnBatch = stop.Cancel;
        var cancelled = await sync.AbortAsync(stop.Token);

        Assert.Equal((s_cost, s_cost), (dry.SourceCost, cancelled.SourceCost));
    }

    [Fact]
    public async Task A_source_that_counts_nothing_and_one_that_is_not_read_cost_nothing()
    {
        var log = new Lines();
        var sync = new TestSync { Logger = log }.WithRows(3);

        Assert.Null((await sync.RunCompletedAsync()).SourceCost);
        sync.Source.Cost = s_cost;
        Assert.Null((await sync.RunCompletedAsync(new() { Resume = true })).SourceCost);
        Assert.DoesNotContain(log.Texts, text => text.Contains("read its source", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cost_reads_as_a_line_of_a_report()
    {
        Assert.Equal("7 calls, 4096 bytes received, 10485760 bytes charged for, statement job_1", s_cost.ToString());
        Assert.Equal("1 calls, 2 bytes received", new SourceReadCost { Calls = 1, BytesReceived = 2 }.ToString());
    }

    private sealed class Lines : ILogger<SyncRunner>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }
}
