using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace Census.Sync.Http;

/// <summary>Sends calls to a rate-limited service: waits for the quota, repeats what may be repeated, reads what is answered.</summary>
/// <remarks>
/// <para>
/// Nested from the outside: repeating calls that were refused as too many (bounded by their number and by time, not counted as attempts);
/// repeating attempts that failed transiently (exponential backoff with full jitter, bounded by attempts and time); the quota; the time limit
/// of one attempt. Each attempt is a new request.
/// </para>
/// <para>
/// Redirects are refused. That needs a handler that does not follow them: <see cref="ApiHandler"/> makes one.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently. The pipeline disposes neither the client nor the limiter.</para>
/// </remarks>
public sealed class ApiPipeline
{
    private static readonly ResiliencePropertyKey<ApiPipelineCall> CallKey = new("Census.Sync.Http.Call");
    private static readonly TimeSpan ShortestThrottledWait = TimeSpan.FromSeconds(1);
    private readonly QuotaLimiter _limiter;
    private readonly ApiPipelineOptions _options;
    private readonly ApiSecret? _secret;
    private readonly Action<HttpRequestMessage, string>? _authorize;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private readonly ApiAttempt _attempt;
    private readonly ResiliencePipeline<ApiResult> _pipeline;

    /// <summary>Initializes a pipeline.</summary>
    /// <param name="client">Sends the requests; its timeout should be infinite and its handler must not follow redirects.</param>
    /// <param name="limiter">Limits them.</param>
    /// <param name="options">How to send; copied.</param>
    /// <param name="secret">The key, if the service wants one.</param>
    /// <param name="authorize">Adds the key to a request; needed with <paramref name="secret"/>.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of each attempt that failed.</param>
    /// <param name="random">Gives numbers from 0 to below 1 for the jitter; by default seeded by the system.</param>
    public ApiPipeline(
        HttpClient client,
        QuotaLimiter limiter,
        ApiPipelineOptions options,
        ApiSecret? secret = null,
        Action<HttpRequestMessage, string>? authorize = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null,
        Func<double>? random = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentNullException.ThrowIfNull(options);
        if (secret is not null)
            ArgumentNullException.ThrowIfNull(authorize);
        _limiter = limiter;
        _options = options.Copy();
        _secret = secret;
        _authorize = authorize;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _random = random ?? new JitterSource().Next;
        _attempt = new(client, _options, _time);
        _pipeline = BuildPipeline();
    }

    /// <summary>Gets the limiter.</summary>
    public QuotaLimiter Limiter => _limiter;

    /// <summary>Returns what a status usually means: 429 too many calls, 401 a refused key, 408 and 5xx transient, all others final.</summary>
    /// <param name="status">The status.</param>
    public static ApiVerdict VerdictOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => ApiVerdict.Throttled,
        HttpStatusCode.Unauthorized => ApiVerdict.Unauthorized,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => ApiVerdict.Transient,
        _ => ApiVerdict.Final,
    };

    /// <summary>Sends a call.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>.</typeparam>
    /// <param name="call">What it is called and how it may be repeated.</param>
    /// <param name="state">What <paramref name="createRequest"/> needs.</param>
    /// <param name="createRequest">Makes a new request for each attempt, without the key.</param>
    /// <param name="cancellationToken">Ends the call. What was sent may have been carried out.</param>
    /// <returns>What became of it; to be disposed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyncStateException">The store of the quota cannot be used; nothing was sent.</exception>
    /// <remarks>
    /// What the provider of the key throws comes through as well, if nothing was sent. Once an attempt may have been carried out, neither is thrown: the outcome is
    /// <see cref="ApiOutcome.NoAnswer"/> with the error.
    /// </remarks>
    public async ValueTask<ApiResult> SendAsync<TState>(
        ApiCall call, TState state, Func<TState, HttpRequestMessage> createRequest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(createRequest);
        cancellationToken.ThrowIfCancellationRequested();

        using var activity = HttpDiagnostics.Source.StartActivity(call.Operation, ActivityKind.Client);
        var current = new ApiPipelineCall(call, () => createRequest(state), _time.GetTimestamp());
        try
        {
            var result = await ExecuteAsync(current, cancellationToken).ConfigureAwait(false);
            result.Attempts = current.Attempts;
            result.MayHaveBeenProcessed = current.MayHaveBeenProcessed;
            Describe(activity, result);
            return result;
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag("error.type", error.GetType().FullName);
            throw;
        }
    }

    private async ValueTask<ApiResult> ExecuteAsync(ApiPipelineCall call, CancellationToken cancellationToken)
    {
        try
        {
            // Nearly all calls end here: only one that failed pays for what may repeat it.
            var first = await AttemptAsync(call, cancellationToken).ConfigureAwait(false);
            return MayBeRepeated(first) ? await RepeatAsync(call, first, cancellationToken).ConfigureAwait(false) : first;
        }
        catch (Exception error) when (call.MayHaveBeenProcessed && !cancellationToken.IsCancellationRequested)
        {
            // The key or the permit for another attempt could not be had. What an earlier one may have done stands.
            return new(ApiOutcome.NoAnswer) { Error = error };
        }
    }

    private async ValueTask<ApiResult> RepeatAsync(ApiPipelineCall call, ApiResult first, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(call.Call.Operation, cancellationToken);
        context.Properties.Set(CallKey, call);
        call.First = first;
        try
        {
            return await _pipeline.ExecuteAsync(
                static (context, state) => state.Call.TakeFirst() is { } first ? new(first) : state.Pipeline.AttemptAsync(state.Call, context.CancellationToken),
                context,
                (Pipeline: this, Call: call)).ConfigureAwait(false);
        }
        finally
        {
            // Still there only if the call was cancelled before it was looked at.
            call.TakeFirst()?.Dispose();
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // All that a strategy handles; whether it does is the strategy's to say.
    private static bool MayBeRepeated(ApiResult result) =>
        result.Outcome is ApiOutcome.NotConnected or ApiOutcome.NoAnswer || result.Verdict is ApiVerdict.Transient or ApiVerdict.Throttled;

    private ResiliencePipeline<ApiResult> BuildPipeline() => new ResiliencePipelineBuilder<ApiResult> { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions<ApiResult>
        {
            // The wait is the limiter's, which was told; here is only decided whether to stand in line again.
            Name = "throttled",
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = args => new(args.Outcome.Result is { Verdict: ApiVerdict.Throttled } && MayStandInLineAgain(CallOf(args.Context))),
            DelayGenerator = static _ => new(TimeSpan.Zero),
        })
        .AddRetry(new RetryStrategyOptions<ApiResult>
        {
            // Counted per call rather than per execution: each time in line starts this strategy anew.
            Name = "transient",
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = args => new(args.Outcome.Result is { } result && MayRepeat(CallOf(args.Context), result)),
            DelayGenerator = args => new(BackoffOf(CallOf(args.Context), args.Outcome.Result!)),
            OnRetry = args =>
            {
                var call = CallOf(args.Context);
                _logger.AttemptFailed(call.Call.Operation, call.Attempts, ReasonOf(args.Outcome.Result!), args.RetryDelay);
                HttpDiagnostics.Retries.Add(1, new KeyValuePair<string, object?>("operation", call.Call.Operation));
                return default;
            },
        })
        .Build();

    private static ApiPipelineCall CallOf(ResilienceContext context) =>
        context.Properties.TryGetValue(CallKey, out var call) ? call : throw new InvalidOperationException("The call is missing in its context.");

    private bool MayStandInLineAgain(ApiPipelineCall call) =>
        call.ThrottledAnswers <= _options.MaximumThrottledAnswers
        && _time.GetElapsedTime(call.FirstThrottledAt) < _options.MaximumThrottledTime;

    private bool MayRepeat(ApiPipelineCall call, ApiResult result)
    {
        var failed = result.Outcome switch
        {
            ApiOutcome.NotConnected => true,
            ApiOutcome.NoAnswer => call.Call.Repeat == RepeatRule.Safe,
            ApiOutcome.Answered => result.Verdict == ApiVerdict.Transient && call.Call.Repeat == RepeatRule.Safe,
            _ => false,
        };
        return failed
            && ++call.Failures < _options.MaximumAttempts
            && _time.GetElapsedTime(call.StartedAt) - call.WaitedForQuota < _options.TotalTimeout;
    }

    private TimeSpan? BackoffOf(ApiPipelineCall call, ApiResult result)
    {
        // The cap comes first: two to the power of many attempts is more than a TimeSpan holds.
        var bound = Math.Min(_options.BackoffCap.TotalSeconds, _options.BackoffBase.TotalSeconds * Math.Pow(2, call.Failures - 1));
        var wait = result.RetryAfter ?? TimeSpan.FromSeconds(bound * _random());
        return wait < _options.BackoffCap ? wait : _options.BackoffCap;
    }

    // One attempt, and a second one if the key was refused and there is another.
    private async ValueTask<ApiResult> AttemptAsync(ApiPipelineCall call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = _secret is null ? null : await _secret.GetAsync(cancellationToken).ConfigureAwait(false);
            var result = await AttemptAsync(call, key, cancellationToken).ConfigureAwait(false);
            if (result.Verdict != ApiVerdict.Unauthorized || call.AskedForKey || key is null)
                return result;

            call.AskedForKey = true;
            if (!await HasOtherKeyAsync(call, key, cancellationToken).ConfigureAwait(false))
                return result;
            result.Dispose();
        }
    }

    private async ValueTask<bool> HasOtherKeyAsync(ApiPipelineCall call, string refused, CancellationToken cancellationToken)
    {
        try
        {
            var hasOther = await _secret!.RefreshAsync(refused, cancellationToken).ConfigureAwait(false);
            _logger.KeyRefused(call.Call.Operation, hasOther);
            return hasOther;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The refusal is the answer; that the provider failed as well must not hide it.
            _logger.KeyProviderFailed(call.Call.Operation, error.GetType().Name);
            return false;
        }
    }

    private async ValueTask<ApiResult> AttemptAsync(ApiPipelineCall call, string? key, CancellationToken cancellationToken)
    {
        // Taken before the wait: a permit that nobody uses would be lost to the window.
        var budget = CallBudget.Current;
        if (budget is not null && !budget.TryTake())
            return new(ApiOutcome.QuotaExhausted);

        var operation = new KeyValuePair<string, object?>("operation", call.Call.Operation);
        using var lease = await WaitForPermitAsync(call, operation, budget, cancellationToken).ConfigureAwait(false);
        if (lease is not { IsAcquired: true })
        {
            budget?.GiveBack();
            return new(ApiOutcome.QuotaExhausted) { RetryAfter = lease is not null && lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null };
        }

        call.Attempts++;
        using var request = call.CreateRequest();
        if (key is not null)
            _authorize!(request, key);

        var sentAt = _time.GetTimestamp();
        var result = await _attempt.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (HttpDiagnostics.AttemptDuration.Enabled)
            HttpDiagnostics.AttemptDuration.Record(_time.GetElapsedTime(sentAt).TotalSeconds, operation, new("outcome", ReasonOf(result)));

        if (result.Verdict == ApiVerdict.Throttled)
            return Throttled(call, result, operation);
        if (result.Outcome is ApiOutcome.NoAnswer or ApiOutcome.AnswerTooLarge || result.Verdict == ApiVerdict.Transient)
            call.MayHaveBeenProcessed = true;
        return result;
    }

    // Null if the run ended while the call waited for its turn.
    private async ValueTask<RateLimitLease?> WaitForPermitAsync(
        ApiPipelineCall call, KeyValuePair<string, object?> operation, CallBudget? budget, CancellationToken cancellationToken)
    {
        var queuedAt = _time.GetTimestamp();
        using var leaving = budget is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Closed);
        try
        {
            return await _limiter.AcquireAsync(call.Call.Priority, call.Call.MaximumQuotaWait, leaving?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && budget is { Closed.IsCancellationRequested: true })
        {
            return null;
        }
        catch
        {
            budget?.GiveBack();
            throw;
        }
        finally
        {
            var waited = _time.GetElapsedTime(queuedAt);
            call.WaitedForQuota += waited;
            HttpDiagnostics.QuotaWait.Record(waited.TotalSeconds, operation);
        }
    }

    private ApiResult Throttled(ApiPipelineCall call, ApiResult result, KeyValuePair<string, object?> operation)
    {
        call.Attempts--;
        if (call.ThrottledAnswers++ == 0)
            call.FirstThrottledAt = _time.GetTimestamp();
        var wait = result.RetryAfter ?? _limiter.Windows[0].Length;
        if (wait < ShortestThrottledWait)
            wait = ShortestThrottledWait;
        _limiter.NoteThrottled(wait);
        HttpDiagnostics.Throttled.Add(1, operation);
        _logger.Throttled(call.Call.Operation, (int)result.Response!.Status, call.ThrottledAnswers, _limiter.Name, wait);
        return new(ApiOutcome.QuotaExhausted) { Response = result.Response, Verdict = ApiVerdict.Throttled, RetryAfter = wait };
    }

    private static string ReasonOf(ApiResult result) => result switch
    {
        { Outcome: ApiOutcome.Answered, Response: { } response } => response.ToString(),
        { Error: HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } error } => error.HttpRequestError.ToString(),
        { Error: { } error } => error.GetType().Name,
        _ => result.Outcome.ToString(),
    };

    private static void Describe(Activity? activity, ApiResult result)
    {
        if (activity is null)
            return;
        activity.SetTag("census.sync.attempts", result.Attempts);
        if (result.Response is { } response)
            activity.SetTag("http.response.status_code", (int)response.Status);
        if (result.Outcome == ApiOutcome.Answered && result.Response!.IsSuccessStatus)
            return;
        activity.SetTag("error.type", ReasonOf(result));
        activity.SetStatus(ActivityStatusCode.Error);
    }

    // Random is not thread-safe, and jitter needs no secrecy.
    private sealed class JitterSource
    {
        private readonly Lock _lock = new();
        private readonly Random _random = new();

        public double Next()
        {
            lock (_lock)
                return _random.NextDouble();
        }
    }
}
