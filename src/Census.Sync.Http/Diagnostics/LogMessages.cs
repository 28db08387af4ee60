using Microsoft.Extensions.Logging;

namespace Census.Sync.Http;

// Events 2500 to 2599. Never an address, a body, a header, a key or the text of an exception, which may hold an address.
internal static partial class LogMessages
{
    [LoggerMessage(2500, LogLevel.Warning, "Attempt {Attempt} of {Operation} failed: {Reason}. The next one is in {Delay}.")]
    public static partial void AttemptFailed(this ILogger logger, string operation, int attempt, string reason, TimeSpan delay);

    [LoggerMessage(2501, LogLevel.Warning,
        "{Operation} was refused as too many calls (status {Status}) for the {Count}. time; quota {Quota} waits {Wait}. Other tools may use the same key.")]
    public static partial void Throttled(this ILogger logger, string operation, int status, int count, string quota, TimeSpan wait);

    [LoggerMessage(2502, LogLevel.Information, "{Operation} was refused; the key provider was asked again and has another key: {HasOther}.")]
    public static partial void KeyRefused(this ILogger logger, string operation, bool hasOther);

    [LoggerMessage(2503, LogLevel.Warning, "The store could not be told that calls of quota {Quota} were answered; they count as used for longer.")]
    public static partial void QuotaCompletionFailed(this ILogger logger, string quota, Exception error);

    [LoggerMessage(2504, LogLevel.Warning, "{Operation} was refused, and the key provider failed when it was asked again: {ErrorType}.")]
    public static partial void KeyProviderFailed(this ILogger logger, string operation, string errorType);
}
