using System.Globalization;

namespace Census.Sync;

/// <summary>Writes records that were not delivered, and record logs, as CSV (RFC 4180): one header, a line for each, a value quoted where it has to be.</summary>
/// <remarks>
/// The files hold keys, and payloads where those are kept: they are as confidential as the source. Values are written as they are: a spreadsheet that opens the file may take one that begins with
/// <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c> for a formula, unless that is asked to be prevented.
/// </remarks>
public static class RecordCsv
{
    private static readonly string[] s_issueColumns =
        ["status", "record_identifier", "error_code", "status_message", "field", "tries", "since", "last_tried_at", "retry_at"];

    private static readonly string[] s_logColumns =
    [
        "sync_id", "sync_run_id", "record_identifier", "operation", "status", "error_code", "status_message", "field", "batch_started_at", "batch_completed_at", "record_payload",
        "source_id", "source_object_id", "destination_id", "destination_object_id",
    ];

    /// <summary>Writes records that were not delivered, such as those a report names.</summary>
    /// <param name="issues">The records.</param>
    /// <param name="writer">Where to write; it is not closed.</param>
    /// <param name="preventFormulas">Whether a value that a spreadsheet might take for a formula gets an apostrophe before it. It is another value then.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static Task WriteAsync(IEnumerable<RecordIssue> issues, TextWriter writer, bool preventFormulas = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(issues);
        return WriteAsync(issues.ToAsyncEnumerable(), writer, preventFormulas, cancellationToken);
    }

    /// <summary>Writes records that were not delivered: all that <see cref="SyncRunner.ListUnsettledAsync"/> lists.</summary>
    /// <param name="issues">The records.</param>
    /// <param name="writer">Where to write; it is not closed.</param>
    /// <param name="preventFormulas">Whether a value that a spreadsheet might take for a formula gets an apostrophe before it. It is another value then.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static Task WriteAsync(IAsyncEnumerable<RecordIssue> issues, TextWriter writer, bool preventFormulas = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(issues);
        return WriteAsync(issues, s_issueColumns, ColumnsOf, writer, preventFormulas, cancellationToken);
    }

    /// <summary>Writes a record log, with the names of the columns that Census has (spec C.10).</summary>
    /// <param name="entries">The entries, as <see cref="SyncRunner.ReadLogAsync"/> reads them.</param>
    /// <param name="writer">Where to write; it is not closed.</param>
    /// <param name="preventFormulas">Whether a value that a spreadsheet might take for a formula gets an apostrophe before it. It is another value then.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static Task WriteAsync(IAsyncEnumerable<LoggedRecord> entries, TextWriter writer, bool preventFormulas = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return WriteAsync(entries, s_logColumns, ColumnsOf, writer, preventFormulas, cancellationToken);
    }

    private static async Task WriteAsync<T>(
        IAsyncEnumerable<T> rows, string[] columns, Func<T, string?[]> columnsOf, TextWriter writer, bool preventFormulas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        await WriteLineAsync(columns).ConfigureAwait(false);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            await WriteLineAsync(columnsOf(row)).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);

        Task WriteLineAsync(string?[] values) =>
            writer.WriteAsync((string.Join(',', values.Select(value => Escape(value ?? "", preventFormulas))) + "\r\n").AsMemory(), cancellationToken);
    }

    private static string Escape(string value, bool preventFormulas)
    {
        if (preventFormulas && value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            value = "'" + value;

        // Spaces at the ends too: some readers cut them off where they are not quoted.
        var needsQuotes = value.AsSpan().ContainsAny(",\"\r\n") || value.Length > 0 && (value[0] == ' ' || value[^1] == ' ');
        return needsQuotes ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }

    private static string?[] ColumnsOf(RecordIssue issue) =>
    [
        WordOf(issue.Kind), issue.Key, issue.Problem.Code, issue.Problem.Message, issue.Problem.Field, issue.Tries.ToString(CultureInfo.InvariantCulture),
        TextOf(issue.Since), TextOf(issue.LastTried), TextOf(issue.RetryAt),
    ];

    private static string?[] ColumnsOf(LoggedRecord entry) =>
    [
        entry.Sync, entry.RunId, entry.Key, WordOf(entry.Operation), WordOf(entry), entry.Problem?.Code, entry.Problem?.Message, entry.Problem?.Field,
        TextOf(entry.BatchStartedAt), TextOf(entry.BatchEndedAt), entry.Payload,
        entry.Source, entry.SourceObject, entry.Destination, entry.DestinationObject,
    ];

    private static string WordOf(RecordIssueKind kind) => kind == RecordIssueKind.InDoubt ? "in_doubt" : kind.ToString().ToLowerInvariant();

    private static string WordOf(SyncOperation operation) => operation == SyncOperation.Insert ? "create" : operation.ToString().ToLowerInvariant();

    // Census says of records that it did not send only which of two things was wrong with their key.
    private static string WordOf(LoggedRecord entry) => (entry.Status, entry.Problem?.Code) switch
    {
        (LoggedRecordStatus.Invalid, SyncErrorCodes.NullKey) => "NULL",
        (LoggedRecordStatus.Invalid, SyncErrorCodes.DuplicateKey) => "DUPLICATE",
        (LoggedRecordStatus.InDoubt, _) => "in_doubt",
        var (status, _) => status.ToString().ToLowerInvariant(),
    };

    private static string? TextOf(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
