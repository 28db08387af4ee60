using Microsoft.Extensions.Logging;

namespace Census.Sync.TestUtilities;

/// <summary>Keeps what is logged.</summary>
public class LogRecorder : ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(EventId Id, LogLevel Level, string Text)> _entries = [];

    public IReadOnlyList<(EventId Id, LogLevel Level, string Text)> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
            _entries.Add((eventId, logLevel, formatter(state, exception) + exception));
    }
}

/// <summary>The same, as the logger of a type.</summary>
public sealed class LogRecorder<T> : LogRecorder, ILogger<T>;
