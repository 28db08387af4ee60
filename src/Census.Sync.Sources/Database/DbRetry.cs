using Polly;
using Polly.Retry;

namespace Census.Sync.Sources;

/// <summary>Tries again what failed for a moment: bounded by attempts and by time, with growing waits that vary by chance.</summary>
internal sealed class DbRetry(DbSourceOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(30);

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        if (options.MaximumAttempts == 1)
            return await attempt(cancellationToken).ConfigureAwait(false);

        var start = time.GetTimestamp();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaximumAttempts - 1,
                Delay = options.RetryDelay,
                MaxDelay = s_longestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = failure => new(
                    failure.Outcome.Exception is DbSourceException { IsTransient: true } && time.GetElapsedTime(start) < options.MaximumRetryTime),
            })
            .Build();
        return await pipeline.ExecuteAsync(async token => await attempt(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
