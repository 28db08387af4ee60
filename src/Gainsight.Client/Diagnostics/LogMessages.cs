using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

// Events 1500 to 1999. Names of objects and fields, codes and counts; never a key, a field value or a text of the service.
internal static partial class LogMessages
{
    [LoggerMessage(1500, LogLevel.Warning, "{Rejected} of {Sent} {ObjectName} records were rejected; first code {ErrorCode}, field {Field}.")]
    public static partial void RecordsRejected(this ILogger logger, int rejected, int sent, string objectName, string errorCode, string? field);

    [LoggerMessage(1501, LogLevel.Information, "Read the keys of {Count} {ObjectName} records with {Calls} calls.")]
    public static partial void KeysRead(this ILogger logger, int count, string objectName, long calls);

    [LoggerMessage(1502, LogLevel.Debug, "There are more than {Count} {ObjectName} records; keys are looked up batch by batch.")]
    public static partial void TooManyToRead(this ILogger logger, int count, string objectName);

    [LoggerMessage(1503, LogLevel.Warning, "{Count} {ObjectName} records went to another record of Gainsight than before, as a changed e-mail address does; the former ones stay.")]
    public static partial void OtherRecords(this ILogger logger, int count, string objectName);
}
