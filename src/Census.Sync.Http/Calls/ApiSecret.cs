namespace Census.Sync.Http;

/// <summary>A key or token that is asked for once, kept, and asked for again when it nears its end or the service refuses it.</summary>
/// <remarks>Thread-safe. <see cref="ToString"/> never shows the key.</remarks>
public sealed class ApiSecret
{
    // A token is renewed this long before its end, or in the last tenth of a life that is short: calls wait in line before they are sent.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);
    private readonly Func<CancellationToken, ValueTask<ApiToken>>? _provider;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Lock _lock = new();
    private Task<string>? _asking;
    private volatile Kept? _kept;

    /// <summary>Initializes a secret that never changes.</summary>
    /// <param name="value">The key.</param>
    /// <exception cref="ArgumentException">The key cannot be sent in a header; the message does not show it.</exception>
    public ApiSecret(string value) =>
        _kept = FindProblem(value) is { } problem ? throw new ArgumentException(problem, nameof(value)) : new(value, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);

    /// <summary>Initializes a secret that is asked for when it is first needed.</summary>
    /// <param name="provider">
    /// Gives the key; its exceptions reach the caller. Asked once for all calls that wait for it, so that its token is never that of one of them.
    /// </param>
    public ApiSecret(Func<CancellationToken, ValueTask<string>> provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = async cancellationToken => new(await provider(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Initializes a secret whose values end by themselves, as those of OAuth do. Each is replaced shortly before its end.</summary>
    /// <param name="provider">
    /// Gives a token; its exceptions reach the caller, unless the token that is to be replaced still holds. Asked once for all calls that wait for it, so
    /// that its token of cancellation is never that of one of them.
    /// </param>
    /// <param name="timeProvider">The clock.</param>
    public ApiSecret(Func<CancellationToken, ValueTask<ApiToken>> provider, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _provider = provider;
        _time = timeProvider;
    }

    /// <summary>Says what makes a key unusable: usually a line break that was copied with it.</summary>
    /// <param name="value">The key.</param>
    /// <returns>What is wrong, without the key; null if nothing is.</returns>
    public static string? FindProblem(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "The key is empty.";
        foreach (var letter in value)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter))
                return "The key holds white space or a line break; was it copied with something around it?";
            if (letter > '~')
                return "The key holds a character that a header cannot carry.";
        }

        return null;
    }

    /// <summary>Returns the key.</summary>
    /// <param name="cancellationToken">Ends the wait for the provider.</param>
    /// <exception cref="InvalidOperationException">The provider gave a key that cannot be sent in a header.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken = default) =>
        _kept is { } kept && (kept.RenewAt == DateTimeOffset.MaxValue || _time.GetUtcNow() < kept.RenewAt)
            ? new(kept.Value)
            : AskAsync(null, cancellationToken);

    /// <summary>Asks the provider again, because a key was refused.</summary>
    /// <param name="refused">The key that was refused.</param>
    /// <param name="cancellationToken">Ends the wait for the provider.</param>
    /// <returns>Whether there is another key now.</returns>
    /// <exception cref="InvalidOperationException">The provider gave a key that cannot be sent in a header.</exception>
    public async ValueTask<bool> RefreshAsync(string refused, CancellationToken cancellationToken = default) =>
        _provider is not null && await AskAsync(refused, cancellationToken).ConfigureAwait(false) != refused;

    /// <summary>Returns three asterisks.</summary>
    public override string ToString() => "***";

    private async ValueTask<string> AskAsync(string? refused, CancellationToken cancellationToken)
    {
        Task<string> asking;
        lock (_lock)
        {
            // Of many calls that were refused at the same time, the first asks for all.
            if (_kept is { } kept && kept.Value != refused && _time.GetUtcNow() < kept.RenewAt)
                return kept.Value;
            asking = _asking ??= AskProviderAsync(_kept?.Value == refused ? null : _kept);
        }

        return await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> AskProviderAsync(Kept? replaced)
    {
        // Never ends before the task is kept.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var askedAt = _time.GetUtcNow();
            var (value, lifetime) = await _provider!(CancellationToken.None).ConfigureAwait(false);
            if (FindProblem(value) is { } problem)
                throw new InvalidOperationException($"The key provider gave a key that cannot be used. {problem}");
            _kept = KeptOf(value, askedAt, lifetime);
            return value;
        }
        catch (Exception) when (replaced is not null && _time.GetUtcNow() < replaced.EndsAt)
        {
            // The old one holds for a while; who calls next should not wait for a failing service each time.
            _kept = replaced with { RenewAt = Earlier(replaced.EndsAt, _time.GetUtcNow() + PauseAfterFailure) };
            return replaced.Value;
        }
        finally
        {
            lock (_lock)
                _asking = null;
        }
    }

    private static Kept KeptOf(string value, DateTimeOffset askedAt, TimeSpan? lifetime)
    {
        if (lifetime is not { } length || length >= DateTimeOffset.MaxValue - askedAt)
            return new(value, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
        if (length <= TimeSpan.Zero)
            return new(value, askedAt, askedAt);
        var margin = length / 10 < LongestMargin ? length / 10 : LongestMargin;
        return new(value, askedAt + length - margin, askedAt + length);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private sealed record Kept(string Value, DateTimeOffset RenewAt, DateTimeOffset EndsAt)
    {
        public override string ToString() => "***";
    }
}
