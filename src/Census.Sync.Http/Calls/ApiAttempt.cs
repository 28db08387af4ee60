using System.Net.Http.Headers;

namespace Census.Sync.Http;

// Sends one request and reads its answer, within a time and a size.
internal sealed class ApiAttempt(HttpClient client, ApiPipelineOptions options, TimeProvider time)
{
    private const int ClassifiedBytes = 4 * 1024;

    public async ValueTask<ApiResult> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var address = request.RequestUri!.IsAbsoluteUri ? request.RequestUri : new(client.BaseAddress!, request.RequestUri);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await ReadAsync(response, address, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            if (timeout.IsCancellationRequested)
                return NoAnswer(new TimeoutException($"There was no complete answer within {options.AttemptTimeout}.", error));

            // Neither the caller nor our time limit: the connection was not made in time. A client with a timeout of its own tells no more.
            return client.Timeout == Timeout.InfiniteTimeSpan
                ? new(ApiOutcome.NotConnected) { Error = new TimeoutException("No connection was made in time.", error) }
                : NoAnswer(new TimeoutException("There was no complete answer within the timeout of the HttpClient.", error));
        }
        catch (HttpRequestException error)
        {
            return error.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                ? new(ApiOutcome.NotConnected) { Error = error }
                : NoAnswer(error);
        }
        catch (IOException error)
        {
            return NoAnswer(error);
        }
    }

    private async ValueTask<ApiResult> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        var isSuccess = response.IsSuccessStatusCode;
        var limit = isSuccess ? options.MaximumResponseBytes : options.MaximumErrorBytes;
        if (isSuccess && response.Content.Headers.ContentLength > limit)
            return TooLarge(limit);

        var (body, isTruncated) = await ReadBodyAsync(response.Content, limit, cancellationToken).ConfigureAwait(false);
        if (isSuccess && isTruncated)
        {
            body.Discard();
            return TooLarge(limit);
        }

        var (buffer, length) = body.Detach();
        var answer = new ApiResponse(response, buffer, length, isTruncated);

        // A handler that follows redirects all the same shows in the address of the request that was answered in the end.
        var answeredFrom = response.RequestMessage?.RequestUri ?? address;
        if ((int)response.StatusCode is >= 300 and < 400 || !IsSameServer(answeredFrom, address))
            return new(ApiOutcome.Redirected) { Response = answer };

        var start = answer.Body.Span[..Math.Min(answer.Body.Length, ClassifiedBytes)];
        var verdict = options.Classifier is { } classify
            ? classify(response.StatusCode, response.Headers, start)
            : ApiPipeline.VerdictOf(response.StatusCode);
        return new(ApiOutcome.Answered) { Response = answer, Verdict = verdict, RetryAfter = RetryAfterOf(response.Headers) };
    }

    // What a server says of its length is believed up to here: a buffer that grows is copied.
    private const int LargestFirstBuffer = 16 * 1024 * 1024;

    private static async ValueTask<(PooledBufferWriter Body, bool IsTruncated)> ReadBodyAsync(
        HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var expected = Math.Clamp(content.Headers.ContentLength ?? 4096, 256, Math.Min(limit, LargestFirstBuffer));
        var body = new PooledBufferWriter((int)expected + 1);
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var length = 0;
            while (true)
            {
                // One byte more than allowed tells a body of just this length from one that goes on.
                var space = body.GetMemory(1);
                space = space[..Math.Min(space.Length, limit - length + 1)];
                var read = await stream.ReadAsync(space, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return (body, false);
                var kept = Math.Min(read, limit - length);
                body.Advance(kept);
                length += kept;
                if (kept < read)
                    return (body, true);
            }
        }
        catch
        {
            body.Discard();
            throw;
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseHeaders headers)
    {
        var asked = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } at } => at - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked is not { } wait ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait < options.MaximumRetryAfter ? wait : options.MaximumRetryAfter;
    }

    private static bool IsSameServer(Uri one, Uri other) => ReferenceEquals(one, other)
        || Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static ApiResult NoAnswer(Exception error) => new(ApiOutcome.NoAnswer) { Error = error };

    private static ApiResult TooLarge(int limit) =>
        new(ApiOutcome.AnswerTooLarge) { Error = new InvalidDataException($"The answer is larger than {limit} bytes.") };
}
