using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Census.Sync.Http;

/// <summary>The names under which calls are traced and measured.</summary>
/// <remarks>
/// Spans and instruments carry the operation's name, the method, the server's host, statuses and outcomes; never an address's path or query, a body,
/// a header or a key. Attribute names follow https://opentelemetry.io/docs/specs/semconv/http/ where it has one.
/// </remarks>
public static class HttpDiagnostics
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Census.Sync.Http";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Census.Sync.Http";

    internal static readonly ActivitySource Source = new(ActivitySourceName);

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Histogram<double> AttemptDuration = Meter.CreateHistogram(
        "census.sync.http.attempt.duration",
        "s",
        "Duration of one attempt, from sending to the last byte of the answer.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40] });

    internal static readonly Histogram<double> QuotaWait = Meter.CreateHistogram(
        "census.sync.http.quota.wait",
        "s",
        "Time an attempt waited for the quota.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.1, 1, 5, 15, 30, 60, 300, 3600] });

    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "census.sync.http.retries", "{attempt}", "Attempts that follow a transient failure.");

    internal static readonly Counter<long> Throttled = Meter.CreateCounter<long>(
        "census.sync.http.throttled", "{answer}", "Answers that said there were too many calls.");
}
