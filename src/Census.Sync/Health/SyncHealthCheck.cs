using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Census.Sync;

/// <summary>Tells whether a sync does its work: whether it completed lately, and whether its runs fail, are held, or leave records behind.</summary>
/// <remarks>
/// It asks the state only, neither the source nor the destination, and needs no lease: it may be asked while the sync runs, by every replica. What it tells are counts and times, no key and no value.
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddHealthChecks().Add(SyncHealthCheck.For("companies"));
/// </code>
/// </example>
public sealed class SyncHealthCheck : IHealthCheck
{
    private readonly CensusSync _syncs;
    private readonly string _name;
    private readonly SyncHealthOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Initializes a health check.</summary>
    /// <param name="syncs">The syncs of the application.</param>
    /// <param name="name">The name of the sync.</param>
    /// <param name="options">When it is degraded or unhealthy; null for the defaults.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    public SyncHealthCheck(CensusSync syncs, string name, SyncHealthOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(syncs);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_syncs, _name, _options, _time) = (syncs, name, options ?? new(), timeProvider ?? TimeProvider.System);
    }

    /// <summary>Describes the health check of a sync of the application, to be added to its health checks.</summary>
    /// <param name="name">The name of the sync. The check is called <c>sync</c> and this name.</param>
    /// <param name="options">When it is degraded or unhealthy; null for the defaults.</param>
    /// <returns>The description, with the tag <c>census-sync</c>.</returns>
    public static HealthCheckRegistration For(string name, SyncHealthOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(
            $"sync {name}",
            services => new SyncHealthCheck(services.GetRequiredService<CensusSync>(), name, options, services.GetService<TimeProvider>()),
            failureStatus: null,
            tags: ["census-sync"]);
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return Judge(await _syncs.GetStatusAsync(_name, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is SyncStateException or SyncConfigurationException)
        {
            return new(context.Registration?.FailureStatus ?? HealthStatus.Unhealthy, e.Message, e);
        }
    }

    private HealthCheckResult Judge(SyncStatus status)
    {
        var (health, reasons) = (HealthStatus.Healthy, new List<string>());
        var age = _time.GetUtcNow() - status.LastCompleted?.CompletedAt;
        if (age is null)
            Note(HealthStatus.Degraded, "No run has completed yet.");
        else if (age >= _options.UnhealthyAge || age >= _options.DegradedAge)
            Note(age >= _options.UnhealthyAge ? HealthStatus.Unhealthy : HealthStatus.Degraded, Text($"The last run that completed ended {age.Value.TotalHours:F0} hours ago."));

        var last = status.Runs is [var newest, ..] ? newest : null;
        if (status.FailuresInARow is > 0 and var failures)
        {
            var code = status.Runs.First(run => run.Status == SyncRunStatus.Failed).ErrorCode;
            Note(failures >= _options.UnhealthyFailures ? HealthStatus.Unhealthy : HealthStatus.Degraded, Text($"{failures} runs failed in a row, the last with {code}."));
        }

        if (_options.DegradedWhenHeld && last?.Status == SyncRunStatus.Held)
            Note(HealthStatus.Degraded, "The last run was held by a guard.");

        var refused = status.RecordsRejected + status.RecordsWaiting + status.RecordsParked;
        var parked = status.RecordsParked == 0 ? 0 : (double)status.RecordsParked / (status.RecordsDelivered + refused);
        if (parked > 0 && (parked >= _options.UnhealthyParkedShare || parked >= _options.DegradedParkedShare))
            Note(parked >= _options.UnhealthyParkedShare ? HealthStatus.Unhealthy : HealthStatus.Degraded, Text($"{status.RecordsParked} records are parked."));

        return new(health, reasons.Count == 0 ? null : string.Join(' ', reasons), data: DataOf(status, last));

        void Note(HealthStatus found, string reason)
        {
            health = (HealthStatus)Math.Min((int)health, (int)found);
            reasons.Add(reason);
        }
    }

    private static Dictionary<string, object> DataOf(SyncStatus status, SyncRunResult? last)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["records_delivered"] = status.RecordsDelivered,
            ["records_rejected"] = status.RecordsRejected,
            ["records_waiting"] = status.RecordsWaiting,
            ["records_parked"] = status.RecordsParked,
            ["records_in_doubt"] = status.RecordsInDoubt,
            ["failures_in_a_row"] = status.FailuresInARow,
        };
        if (status.LastCompleted is { } completed)
            data["last_completed_at"] = completed.CompletedAt;
        if (last is not null)
        {
            data["last_status"] = last.Status.ToString();
            data["backlog"] = last.Backlog;
        }

        if (last?.ErrorCode is { } code)
            data["last_error_code"] = code;
        return data;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
