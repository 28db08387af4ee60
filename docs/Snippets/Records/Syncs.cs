using Census.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets.Records;

public static class Syncs
{
    public static SyncBuilder Retry(SyncBuilder companies) =>
        #region retry
        companies.Retry(new()
        {
            ImmediateTries = 3,                       // with the next runs
            FirstWait = TimeSpan.FromDays(1),         // then with waits that double
            MaximumWait = TimeSpan.FromDays(7),
            MaximumTries = 10,                        // then parked; null: never
        });
        #endregion

    public static async Task ReplayAsync(CensusSync syncs, string code, CancellationToken cancellationToken)
    {
        #region replay
        await syncs.ReplayAsync("companies", cancellationToken: cancellationToken);                                              // all that was refused
        await syncs.ReplayAsync("companies", new() { Keys = ["ACME"] }, cancellationToken);                                      // by key
        await syncs.ReplayAsync("companies", new() { Codes = [code], Since = DateTimeOffset.UtcNow.AddDays(-1) }, cancellationToken);   // by reason and time
        #endregion
    }

    public static async Task<string> StatusAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region status
        var status = await syncs.GetStatusAsync("companies", cancellationToken);
        var text = $"{status.RecordsDelivered} delivered, {status.RecordsRejected} refused, {status.RecordsWaiting} waiting, {status.RecordsParked} parked";
        foreach (var run in status.Runs)
            text += $"\n{run.StartedAt:u} {run.Status} {run.RecordsUpdated} updated, {run.RecordsFailed} refused {run.ErrorCode}";
        #endregion
        return text;
    }

    public static async Task ExportAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region export
        await using var refused = new StreamWriter("refused.csv");
        await RecordCsv.WriteAsync(syncs.ListUnsettledAsync("companies", cancellationToken: cancellationToken), refused, preventFormulas: true, cancellationToken);

        await using var log = new StreamWriter("log.csv");
        await RecordCsv.WriteAsync(syncs.ReadLogAsync("companies", cancellationToken), log, cancellationToken: cancellationToken);
        #endregion
    }

    public static SyncBuilder Log(SyncBuilder companies) =>
        #region log
        companies.LogRecords(new() { Payloads = RecordPayloads.Redacted, Retention = TimeSpan.FromDays(14), MaximumRecords = 500_000 });
        #endregion

    public static async Task<string?> ForgetAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region forget
        var result = await syncs.ForgetAsync("people", ["somebody@example.com"], cancellationToken);
        if (result.AtDestination is ForgottenAtDestination.NotSupported or ForgottenAtDestination.Refused)
            return $"Delete the record by hand: {result.Problem?.Message ?? "the destination takes no deletions"}";
        #endregion
        return null;
    }

    public static IServiceCollection Health(IServiceCollection services)
    {
        #region health
        services.AddHealthChecks()
            .Add(SyncHealthCheck.For("companies"))
            .Add(SyncHealthCheck.For("events", new() { DegradedAge = TimeSpan.FromHours(2), UnhealthyAge = TimeSpan.FromHours(6) }));
        #endregion
        return services;
    }

    public static async Task RunAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region progress
        var progress = new Progress<SyncProgress>(now => Console.WriteLine(
            $"{now.Phase}: {now.Settled} of {now.ToSend}, {now.RecordsPerSecond:F1} records/s, {now.CallsPerSecond:F2} calls/s, {now.TimeLeft?.ToString(@"hh\:mm\:ss") ?? "?"} left"));
        await syncs.RunAsync("companies", new() { Progress = progress }, cancellationToken);
        #endregion
    }
}
