namespace Census.Sync.Http;

/// <summary>How a <see cref="QuotaLimiter"/> limits. Copied by its constructor; later changes have no effect.</summary>
public sealed class QuotaLimiterOptions
{
    /// <summary>Gets or sets the name of the quota: what tells one vendor key from another, without the key itself.</summary>
    /// <value>The default is "default".</value>
    /// <remarks>Limiters that have the same <see cref="Store"/> and the same name share the quota.</remarks>
    public string Name { get; set; } = "default";

    /// <summary>Gets or sets the limits of the vendor, all of which hold at once.</summary>
    /// <value>The default is empty; at least one is needed. Their order is free.</value>
    public IList<QuotaWindow> Windows { get; set; } = [];

    /// <summary>Gets or sets the part of each limit that may be used, since a key is often shared with other tools.</summary>
    /// <value>The default is 1. Above 0 and at most 1; of each limit at least one call remains.</value>
    public double Share { get; set; } = 1;

    /// <summary>Gets or sets how long a call may wait for its permit.</summary>
    /// <value>The default is <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes.</value>
    /// <remarks>
    /// A call that would wait longer is refused as soon as that is known, with the time after which to try again as
    /// <see cref="System.Threading.RateLimiting.MetadataName.RetryAfter"/> of the lease.
    /// </remarks>
    public TimeSpan MaximumWait { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Gets or sets the largest number of permits that are reserved in the store at once.</summary>
    /// <value>The default is 10. Never more are reserved than calls are waiting.</value>
    /// <remarks>
    /// A larger block saves calls to a remote store; its permits come back together, when the last of its calls was answered. An
    /// <see cref="InMemoryQuotaStore"/> is asked for one permit at a time, whatever is set here.
    /// </remarks>
    public int BlockSize { get; set; } = 10;

    /// <summary>Gets or sets where the use of the quota is kept.</summary>
    /// <value>The default is null: in memory, for this limiter alone. A store that is set here stays its owner's to dispose.</value>
    public QuotaStore? Store { get; set; }

    /// <summary>Gets or sets the clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal IReadOnlyList<QuotaWindow> EffectiveWindows()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockSize, 1);
        if (Windows is not { Count: > 0 })
            throw new ArgumentException("A quota needs at least one window.");
        if (!(Share > 0 && Share <= 1))
            throw new ArgumentOutOfRangeException(nameof(Share), Share, "The share must be above 0 and at most 1.");
        if (MaximumWait < TimeSpan.Zero && MaximumWait != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(MaximumWait), MaximumWait, "The maximum wait must not be negative.");

        foreach (var window in Windows)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(window.Permits, 1, nameof(Windows));
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window.Length, TimeSpan.Zero, nameof(Windows));
        }

        // The small addend undoes binary rounding: 0.29 of 100 are 29, not 28.
        return
        [
            .. Windows
                .Select(window => window with { Permits = Math.Max(1, (int)Math.Floor(window.Permits * Share + 1e-9)) })
                .OrderBy(window => window.Length),
        ];
    }
}
