using Census.Sync;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>Finds out whether keys work, of an API that has no call for that.</summary>
internal static class ConnectionTest
{
    public static async Task<ConnectionTestResult> RunAsync(
        IReadOnlyList<EnterpretEndpoint> endpoints, EnterpretEndpoint privacy, CancellationToken cancellationToken)
    {
        List<string> failures = [];
        List<string> remarks = [];
        foreach (var endpoint in endpoints)
        {
            if (!endpoint.HasKey)
                continue;
            var (isFailure, text) = await TestAsync(endpoint, cancellationToken).ConfigureAwait(false);
            (isFailure ? failures : remarks).Add($"{endpoint.Root}: {text}");
        }

        if (privacy.HasKey)
            remarks.Add($"{privacy.Root}: the key was not tried, since its only use is to erase.");
        return failures.Count > 0
            ? ConnectionTestResult.Failure(string.Join(" ", failures.Concat(remarks)))
            : ConnectionTestResult.SuccessWith(string.Join(" ", remarks));
    }

    private static async Task<(bool IsFailure, string Text)> TestAsync(EnterpretEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var nothing = endpoint.CreateBody();
        BatchAnswer answer;
        EnterpretException? error;
        SendStop? stop;
        try
        {
            (answer, error, stop) = await BatchSender.PostAsync(
                endpoint, nothing, ReadOnlyMemory<int>.Empty, QuotaPriority.Interactive, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            // A key provider that gives no usable key; the message does not show it.
            return (true, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its message is not known, and could show something.
            return (true, $"The key provider failed with {e.GetType().Name}.");
        }

        if (answer.Verdict == BatchVerdict.Accepted)
            return (false, "Enterpret accepted a request without records, so the key works.");
        if (stop is null && error is EnterpretApiException { StatusCode: System.Net.HttpStatusCode.BadRequest })
        {
            return (false, "The key is probably fine: Enterpret refused a request without records for being empty (400), not for its key (401). "
                + "Assumed: that it looks at the key first; Enterpret has no call to test a key and documents no order.");
        }

        return (true, stop?.Code == SyncErrorCodes.Unauthorized
            ? "Enterpret refuses the key. Use the key of an integration of this kind: users, accounts and feedback each have their own."
            : error!.Message[(endpoint.Root.Length + ": ".Length)..]);
    }
}
