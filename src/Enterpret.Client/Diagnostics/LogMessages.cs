using Microsoft.Extensions.Logging;

namespace Enterpret.Client;

// Events 1000 to 1499. Never a field value, an identifier of a record, a key, or a text of the service, which may quote one of them.
internal static partial class LogMessages
{
    [LoggerMessage(1000, LogLevel.Warning,
        "A request with {Records} {Root} was answered {Status} {ErrorCode}. Enterpret's support asks for the reference {ReferenceId}.")]
    public static partial void RequestFailed(this ILogger logger, string root, int records, int status, string errorCode, string referenceId);

    [LoggerMessage(1002, LogLevel.Warning,
        "A field of {Root} is called '{Name}'. Enterpret publishes no rule for names; letters, digits and underscores, at most 64, are certain to work.")]
    public static partial void OddName(this ILogger logger, string root, string name);

    [LoggerMessage(1003, LogLevel.Warning,
        "The field '{Name}' of {Root} was sent with values of different types, text and number for example. Enterpret most likely keeps a field for each.")]
    public static partial void SeveralTypes(this ILogger logger, string root, string name);

    [LoggerMessage(1001, LogLevel.Warning, "Of {Records} {Root}, {Rejected} were rejected by Enterpret; it took {Calls} requests to find them.")]
    public static partial void RecordsRejected(this ILogger logger, string root, int rejected, int records, int calls);
}
