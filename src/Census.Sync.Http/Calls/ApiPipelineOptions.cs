namespace Census.Sync.Http;

/// <summary>How an <see cref="ApiPipeline"/> sends. Copied by its constructor; later changes have no effect.</summary>
public sealed class ApiPipelineOptions
{
    /// <summary>Gets or sets how long one attempt may take, from sending to the last byte of the answer; waiting for the quota not counted.</summary>
    /// <value>The default is 35 seconds.</value>
    /// <remarks>When it passes, the attempt counts as failed without an answer.</remarks>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(35);

    /// <summary>Gets or sets how long a call may go on being repeated after transient failures; waiting for the quota not counted.</summary>
    /// <value>The default is 3 minutes.</value>
    /// <remarks>No further attempt is made after it; one that runs is not cut.</remarks>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets or sets the largest number of attempts that may fail transiently; 1 switches repeating off.</summary>
    /// <value>The default is 6.</value>
    public int MaximumAttempts { get; set; } = 6;

    /// <summary>Gets or sets the upper bound of the wait after the first failure; it doubles with each failure.</summary>
    /// <value>The default is 1 second. Each wait is a random part of its bound.</value>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the upper bound of every wait after a failure.</summary>
    /// <value>The default is 30 seconds. A longer <c>Retry-After</c> of a failure is cut to it.</value>
    public TimeSpan BackoffCap { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a call may be refused as too many before it ends with <see cref="ApiOutcome.QuotaExhausted"/>.</summary>
    /// <value>The default is 5: the quota of a minute was then found empty five times in a row, so that it is probably the day's.</value>
    public int MaximumThrottledAnswers { get; set; } = 5;

    /// <summary>Gets or sets how long a call may go on after it was first refused as too many.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan MaximumThrottledTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the longest <c>Retry-After</c> that is believed when calls are too many.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan MaximumRetryAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets the largest answer that is read, after decompression.</summary>
    /// <value>The default is 64 MiB.</value>
    public int MaximumResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets how much of the body of an error is read; the rest is cut.</summary>
    /// <value>The default is 4 KiB. Raise it where errors name the records that caused them.</value>
    public int MaximumErrorBytes { get; set; } = 4 * 1024;

    /// <summary>Gets or sets what judges answers.</summary>
    /// <value>The default is <see cref="ApiPipeline.VerdictOf"/> of the status.</value>
    public ApiClassifier? Classifier { get; set; }

    internal ApiPipelineOptions Copy()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AttemptTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(TotalTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffBase, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffCap, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumThrottledAnswers, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumThrottledTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumRetryAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumResponseBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumErrorBytes, 1);
        return (ApiPipelineOptions)MemberwiseClone();
    }
}
