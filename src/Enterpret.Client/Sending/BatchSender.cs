using Census.Sync;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>Sends the records of a body, in as many requests as it takes to tell good ones from bad ones.</summary>
internal static class BatchSender
{
    /// <summary>Sends a body.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <remarks>Whatever else goes wrong is in the report.</remarks>
    public static async ValueTask<SendReport> SendAsync(
        EnterpretEndpoint endpoint, RequestBody body, QuotaPriority priority, CancellationToken cancellationToken)
    {
        SendStop? stop = null;
        EnterpretException?[]? errors = null;
        var split = await BatchSplitter.RunAsync(
            body.Count,
            async (records, token) =>
            {
                (var answer, var error, stop) = await PostAsync(endpoint, body, records, priority, token).ConfigureAwait(false);
                if (error is not null)
                {
                    errors ??= new EnterpretException?[body.Count];
                    foreach (var record in records.Span)
                        errors[record] = error;
                }

                return answer;
            },
            cancellationToken: cancellationToken).ConfigureAwait(false);

        var report = new SendReport(split, stop, errors);
        Log(endpoint, report);
        return report;
    }

    /// <summary>Sends one request.</summary>
    public static async ValueTask<(BatchAnswer Answer, EnterpretException? Error, SendStop? Stop)> PostAsync(
        EnterpretEndpoint endpoint, RequestBody body, ReadOnlyMemory<int> records, QuotaPriority priority, CancellationToken cancellationToken)
    {
        using var payload = body.ToPayload(records);
        try
        {
            using var result = await endpoint.PostAsync(payload, priority, cancellationToken).ConfigureAwait(false);
            var answer = AnswerReader.Read(result, endpoint.Root, endpoint.KeyOption, endpoint.Time.GetUtcNow(), out var error, out var stop);
            if (error is EnterpretApiException api)
                endpoint.Logger.RequestFailed(endpoint.Root, records.Length, (int)api.StatusCode, api.ErrorCode.ToString(), api.ReferenceId ?? "");
            return (answer, error, stop);
        }
        catch (SyncStateException e)
        {
            var error = new EnterpretTransportException($"{endpoint.Root}: the store of the quota cannot be used; nothing was sent.", e) { Attempts = 0 };
            return (BatchAnswer.Halted, error, new(SyncErrorCodes.StateFailed, error, MayHaveArrived: false));
        }
    }

    private static void Log(EnterpretEndpoint endpoint, SendReport report)
    {
        var split = report.Split;
        var rejected = Enumerable.Range(0, split.Count).Count(i => split.FateOf(i) == BatchFate.Rejected);
        if (rejected > 0)
            endpoint.Logger.RecordsRejected(endpoint.Root, rejected, split.Count, split.Calls);
    }
}
