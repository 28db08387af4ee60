using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Support;

/// <summary>Keeps everything that is logged, with the structured state and the exceptions.</summary>
internal sealed class LogSink : ILoggerProvider, ILogger
{
    private readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts)
                return [.. _texts];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
        lock (_texts)
            _texts.Add($"{eventId} {formatter(state, exception)} {values} {exception}");
    }

    public void Dispose()
    {
    }
}
