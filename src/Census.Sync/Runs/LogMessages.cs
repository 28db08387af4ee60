using Microsoft.Extensions.Logging;

namespace Census.Sync;

/// <summary>Events 2000 to 2099: runs. Names, ids and counts only, never a key or a value.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(2000, LogLevel.Information, "Run {RunId} of sync {Sync} started.")]
    public static partial void RunStarted(this ILogger logger, string sync, string runId);

    [LoggerMessage(2001, LogLevel.Information,
        "Run {RunId} of sync {Sync}: {ToSend} of {SourceRecords} records to send, {Unchanged} unchanged, {Invalid} invalid.")]
    public static partial void RunPlanned(this ILogger logger, string sync, string runId, long toSend, long sourceRecords, long unchanged, long invalid);

    [LoggerMessage(2008, LogLevel.Information,
        "Run {RunId} of sync {Sync} read its source with {Calls} calls: {BytesReceived} bytes received, {BytesBilled} charged for, statement {StatementId}.")]
    public static partial void SourceRead(this ILogger logger, string sync, string runId, long calls, long bytesReceived, long? bytesBilled, string? statementId);

    [LoggerMessage(2002, LogLevel.Information,
        "Run {RunId} of sync {Sync} {Status}: {Updated} records accepted, {Rejected} rejected, {Skipped} skipped, {InDoubt} in doubt, {Backlog} left.")]
    public static partial void RunEnded(
        this ILogger logger, string sync, string runId, SyncRunStatus status, long updated, long rejected, long skipped, long inDoubt, long backlog);

    [LoggerMessage(2003, LogLevel.Warning, "Run {RunId} of sync {Sync} stopped with {ErrorCode}.")]
    public static partial void RunStopped(this ILogger logger, string sync, string runId, string errorCode);

    [LoggerMessage(2004, LogLevel.Information, "Run {RunId} of sync {Sync} skipped: another process runs it.")]
    public static partial void RunSkipped(this ILogger logger, string sync, string runId);

    [LoggerMessage(2005, LogLevel.Information, "Run {RunId} of sync {Sync} found {InDoubt} records in doubt of an earlier run.")]
    public static partial void FoundInDoubt(this ILogger logger, string sync, string runId, int inDoubt);

    [LoggerMessage(2010, LogLevel.Warning,
        "Run {RunId} of sync {Sync} held until it is approved: it would create {Creates}, change {Changes} and delete or clear {Deletes} of {Known} known records. Plan {PlanId}.")]
    public static partial void RunHeld(this ILogger logger, string sync, string runId, long creates, long changes, long deletes, long known, string? planId);

    [LoggerMessage(2011, LogLevel.Information, "Run {RunId} of sync {Sync} goes through: the plan {PlanId} was approved.")]
    public static partial void RunApproved(this ILogger logger, string sync, string runId, string planId);

    [LoggerMessage(2012, LogLevel.Information, "Run {RunId} of sync {Sync} sends every record: {Reasons}.")]
    public static partial void RunIsFull(this ILogger logger, string sync, string runId, string reasons);

    [LoggerMessage(2007, LogLevel.Error,
        "Run {RunId} of sync {Sync}: the destination threw {ExceptionType}; {InDoubt} records are in doubt. Its text is left out, since it may hold values.{StackTrace}")]
    public static partial void DestinationThrew(this ILogger logger, string runId, string sync, Type exceptionType, int inDoubt, string? stackTrace);

    [LoggerMessage(2008, LogLevel.Warning, "Run {RunId} of sync {Sync} could not be written down.")]
    public static partial void RunNotRemembered(this ILogger logger, Exception exception, string sync, string runId);

    [LoggerMessage(2006, LogLevel.Warning, "The lease of sync {Sync} could not be renewed.")]
    public static partial void LeaseNotRenewed(this ILogger logger, Exception exception, string sync);
}
