using System.Globalization;
using Census.Sync.Http;

namespace Census.Sync.Sources;

/// <summary>The calls of one source to its service: sent through the pipeline, counted, and told in one way when no answer comes.</summary>
internal sealed class ServiceCalls(ApiPipeline pipeline, string service, int maximumPageBytes)
{
    private long _calls;
    private long _bytes;

    public SourceReadCost Cost => new() { Calls = Interlocked.Read(ref _calls), BytesReceived = Interlocked.Read(ref _bytes) };

    /// <summary>Calls for another read, which counts its own.</summary>
    public ServiceCalls ForRead() => new(pipeline, service, maximumPageBytes);

    /// <summary>Sends a call.</summary>
    /// <returns>The answer, good or bad. The caller disposes it.</returns>
    /// <exception cref="SyncSourceException">There is no answer.</exception>
    public async ValueTask<ApiResult> SendAsync<TState>(
        ApiCall call, TState state, Func<TState, HttpRequestMessage> createRequest, CancellationToken cancellationToken)
    {
        ApiResult result;
        try
        {
            result = await pipeline.SendAsync(call, state, createRequest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not SyncSourceException and not OperationCanceledException)
        {
            throw new SyncSourceException($"{service} was not asked: its credential cannot be had ({e.GetType().Name}).");
        }

        Interlocked.Add(ref _calls, result.Attempts);
        Interlocked.Add(ref _bytes, result.Response?.Body.Length ?? 0);
        if (result.Outcome == ApiOutcome.Answered)
            return result;
        using (result)
            throw new SyncSourceException(Describe(result));
    }

    private string Describe(ApiResult result) => result.Outcome switch
    {
        ApiOutcome.NotConnected =>
            $"{service} cannot be reached ({ReasonOf(result.Error)}). Check the address, the network and the proxy.",
        ApiOutcome.NoAnswer =>
            $"{service} did not answer completely, {result.Attempts} times ({ReasonOf(result.Error)}).",
        ApiOutcome.QuotaExhausted => string.Create(
            CultureInfo.InvariantCulture, $"{service} refuses calls as too many{(result.RetryAfter is { } wait ? $" for {wait.TotalSeconds:0} seconds more" : "")}. Read later, or read less at once."),
        ApiOutcome.Redirected =>
            $"{service} points to another address, where the credential must not go. Check the address.",
        _ => $"{service} answered with more than {maximumPageBytes} bytes at once. Raise the largest page, or select fewer columns.",
    };

    private static string ReasonOf(Exception? error) => error switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed => failed.HttpRequestError.ToString(),
        null => "no reason",
        _ => error.GetType().Name,
    };
}
