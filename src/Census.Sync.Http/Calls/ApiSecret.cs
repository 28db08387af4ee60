namespace Census.Sync.Http;

/// <summary>A key that is asked for once, kept, and asked for again when the service refuses it.</summary>
/// <remarks>Thread-safe. <see cref="ToString"/> never shows the key.</remarks>
public sealed class ApiSecret
{
    private readonly Func<CancellationToken, ValueTask<string>>? _provider;
    private readonly Lock _lock = new();
    private Task<string>? _asking;
    private volatile string? _value;

    /// <summary>Initializes a secret that never changes.</summary>
    /// <param name="value">The key.</param>
    /// <exception cref="ArgumentException">The key cannot be sent in a header; the message does not show it.</exception>
    public ApiSecret(string value) => _value = FindProblem(value) is { } problem ? throw new ArgumentException(problem, nameof(value)) : value;

    /// <summary>Initializes a secret that is asked for when it is first needed.</summary>
    /// <param name="provider">
    /// Gives the key; its exceptions reach the caller. Asked once for all calls that wait for it, so that its token is never that of one of them.
    /// </param>
    public ApiSecret(Func<CancellationToken, ValueTask<string>> provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = provider;
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
        _value is { } value ? new(value) : AskAsync(null, cancellationToken);

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
            if (_value is { } known && known != refused)
                return known;
            asking = _asking ??= AskProviderAsync();
        }

        return await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> AskProviderAsync()
    {
        // Never ends before the task is kept.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var value = await _provider!(CancellationToken.None).ConfigureAwait(false);
            if (FindProblem(value) is { } problem)
                throw new InvalidOperationException($"The key provider gave a key that cannot be used. {problem}");
            return _value = value;
        }
        finally
        {
            lock (_lock)
                _asking = null;
        }
    }
}
