using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

/// <summary>Sends calls to one tenant.</summary>
internal sealed class GainsightApi
{
    // A refusal of a batch names the fields and values of up to 50 records.
    private const int MaximumErrorBytes = 256 * 1024;
    private readonly ApiPipeline _pipeline;
    private readonly ApiSecret _secret;

    public GainsightApi(GainsightClientOptions options, HttpClient httpClient, QuotaLimiterRegistry limiters, TimeProvider time, ILogger logger)
    {
        Options = options;
        Address = options.Address();
        Time = time;
        Logger = logger;
        Refused = new(time, options.FieldsLifetime);
        Limiter = limiters.GetOrAdd(new()
        {
            // One access key for the whole tenant, so one quota.
            Name = $"gainsight:{Address.Authority}",
            Windows = [new(options.CallsPerMinute, TimeSpan.FromMinutes(1)), new(options.CallsPerDay, TimeSpan.FromDays(1))],
            Share = options.QuotaShare,
            MaximumWait = options.MaximumQuotaWait,
            Store = options.QuotaStore,
            TimeProvider = time,
        });
        _secret = options.AccessKey is { } key ? new ApiSecret(key) : new ApiSecret(options.AccessKeyProvider!);
        _pipeline = new(
            httpClient,
            Limiter,
            new()
            {
                AttemptTimeout = options.AttemptTimeout,
                TotalTimeout = options.TotalTimeout,
                MaximumAttempts = options.MaximumAttempts,
                BackoffCap = TimeSpan.FromSeconds(60),
                MaximumErrorBytes = MaximumErrorBytes,
                Classifier = static (status, _, body) => GainsightReply.Classify(status, body),
            },
            _secret,
            static (request, key) => request.Headers.TryAddWithoutValidation("Accesskey", key),
            time,
            logger);
    }

    public GainsightClientOptions Options { get; }

    public Uri Address { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public QuotaLimiter Limiter { get; }

    /// <summary>Gets the values that Gainsight refused lately.</summary>
    public RefusedValues Refused { get; }

    /// <summary>Sends a call.</summary>
    /// <param name="call">What it is called and how it may be repeated.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path without a slash at its beginning, escaped, with its query.</param>
    /// <param name="payload">The body; it stays the caller's to dispose.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What became of it; everything but the caller's own cancellation is told there.</returns>
    public async ValueTask<GainsightReply> SendAsync(
        ApiCall call, HttpMethod method, string path, JsonPayload? payload, CancellationToken cancellationToken)
    {
        try
        {
            await _secret.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(call.Operation, CallEnd.NoKey, error);
        }

        try
        {
            var result = await _pipeline.SendAsync(
                call,
                (Method: method, Address: new Uri(Address, path), Payload: payload),
                static state => new(state.Method, state.Address)
                {
                    Content = state.Payload?.CreateContent(),
                    Headers = { Accept = { new("application/json") } },
                },
                cancellationToken).ConfigureAwait(false);
            return new(call.Operation, result);
        }
        catch (SyncStateException error)
        {
            return new(call.Operation, CallEnd.QuotaStoreFailed, error);
        }
    }
}
