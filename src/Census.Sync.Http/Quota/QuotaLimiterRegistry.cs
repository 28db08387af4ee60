using Microsoft.Extensions.Logging;

namespace Census.Sync.Http;

/// <summary>Keeps one limiter for each quota of a process, so that all clients of one vendor key wait in one line.</summary>
/// <remarks>Meant as a singleton of the application's services. Safe for concurrent use; disposing it disposes the limiters.</remarks>
public sealed class QuotaLimiterRegistry : IAsyncDisposable, IDisposable
{
    private readonly Dictionary<string, QuotaLimiter> _limiters = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly ILogger<QuotaLimiterRegistry>? _logger;
    private bool _disposed;

    /// <summary>Initializes a registry.</summary>
    /// <param name="logger">Handed to the limiters.</param>
    public QuotaLimiterRegistry(ILogger<QuotaLimiterRegistry>? logger = null) => _logger = logger;

    /// <summary>Returns the limiter of a quota, made on the first call for its name.</summary>
    /// <param name="options">How to limit.</param>
    /// <exception cref="InvalidOperationException">The quota is known with other windows or another share.</exception>
    public QuotaLimiter GetOrAdd(QuotaLimiterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_limiters.TryGetValue(options.Name, out var known))
            {
                _limiters[options.Name] = known = new(options, _logger);
            }
            else if (!known.Windows.SequenceEqual(options.EffectiveWindows()))
            {
                throw new InvalidOperationException(
                    $"The quota '{options.Name}' is used with two different limits. Give all clients of one key the same limits and share.");
            }

            return known;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var limiter in Close())
            limiter.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var limiter in Close())
            await limiter.DisposeAsync().ConfigureAwait(false);
    }

    private QuotaLimiter[] Close()
    {
        lock (_lock)
        {
            _disposed = true;
            QuotaLimiter[] limiters = [.. _limiters.Values];
            _limiters.Clear();
            return limiters;
        }
    }
}
