using System.Net.Http.Headers;
using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client;

/// <summary>Sends calls to one tenant.</summary>
internal sealed class GainsightApi
{
    // A refusal of a batch names the fields and values of up to 50 records.
    private const int MaximumErrorBytes = 256 * 1024;
    private const string UserServices = "v1/users/services";
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private readonly ApiPipeline _pipeline;
    private readonly ApiPipeline _userPipeline;
    private readonly ApiSecret _secret;

    public GainsightApi(GainsightClientOptions options, HttpClient httpClient, QuotaLimiterRegistry limiters, TimeProvider time, ILogger logger)
    {
        Options = options;
        Address = options.Address();
        Time = time;
        Logger = logger;
        Refused = new(time, options.FieldsLifetime);
        // One access key for the whole tenant, so one quota, and one for the management of users.
        Limiter = limiters.GetOrAdd(LimiterOptions("", new(options.CallsPerMinute, TimeSpan.FromMinutes(1)), new(options.CallsPerDay, TimeSpan.FromDays(1))));
        UserLimiter = limiters.GetOrAdd(LimiterOptions(
            ":users", new(options.UserCallsPerHour, TimeSpan.FromHours(1)), new(options.UserCallsPerDay, TimeSpan.FromDays(1))));
        var (header, scheme) = options.OAuth is null ? ("Accesskey", "") : ("Authorization", "Bearer ");
        Catalog = new(this);
        _secret = SecretOf();
        _pipeline = CreatePipeline(Limiter, _secret);
        _userPipeline = CreatePipeline(UserLimiter, _secret);

        QuotaLimiterOptions LimiterOptions(string suffix, params QuotaWindow[] windows) => new()
        {
            Name = $"gainsight:{Address.Authority}{suffix}",
            Windows = windows,
            Share = options.QuotaShare,
            MaximumWait = options.MaximumQuotaWait,
            Store = options.QuotaStore,
            TimeProvider = time,
        };

        ApiSecret SecretOf() =>
            options.OAuth is { } oauth ? new(new TokenSource(CreatePipeline(Limiter, null), Address, oauth).GetAsync, time)
            : options.AccessKey is { } key ? new(key)
            : new(options.AccessKeyProvider!);

        ApiPipeline CreatePipeline(QuotaLimiter limiter, ApiSecret? secret) => new(
            httpClient,
            limiter,
            new()
            {
                AttemptTimeout = options.AttemptTimeout,
                TotalTimeout = options.TotalTimeout,
                MaximumAttempts = options.MaximumAttempts,
                BackoffCap = TimeSpan.FromSeconds(60),
                MaximumErrorBytes = MaximumErrorBytes,
                Classifier = static (status, _, body) => GainsightReply.Classify(status, body),
            },
            secret,
            (request, key) => request.Headers.TryAddWithoutValidation(header, scheme + key),
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

    /// <summary>Gets what limits calls for the management of users, which have limits of their own.</summary>
    public QuotaLimiter UserLimiter { get; }

    /// <summary>Gets what is known of objects and fields, one memory for all who ask.</summary>
    public FieldCatalog Catalog { get; }

    /// <summary>Returns a path that a caller gave as one below the address; null if it leads elsewhere.</summary>
    public string? PathOf(string path)
    {
        // The address decides what the path means: a scheme, a second slash, dots and their escapes may all lead away.
        var relative = path.StartsWith('/') ? path[1..] : path;
        if (relative.Length == 0 || relative.Split('/', 2)[0].Contains(':', StringComparison.Ordinal) || relative.StartsWith('/') || relative.AsSpan().IndexOfAny('\\', '#') >= 0 || relative.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0
            || !Uri.TryCreate(Address, relative, out var target)
            || Uri.Compare(target, Address, UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.Ordinal) != 0
            || !target.AbsolutePath.StartsWith(Address.AbsolutePath, StringComparison.Ordinal))
            return null;
        return target.PathAndQuery[Address.AbsolutePath.Length..];
    }

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
        catch (TokenException error)
        {
            return new(call.Operation, error);
        }
        catch (SyncStateException error)
        {
            return new(call.Operation, CallEnd.QuotaStoreFailed, error);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new(call.Operation, CallEnd.NoKey, error);
        }

        try
        {
            var pipeline = path.StartsWith(UserServices, StringComparison.OrdinalIgnoreCase) ? _userPipeline : _pipeline;
            var result = await pipeline.SendAsync(
                call,
                (Method: method, Address: new Uri(Address, path), Payload: payload),
                static state => new(state.Method, state.Address)
                {
                    Content = state.Payload?.CreateContent(),
                    Headers = { Accept = { Json } },
                },
                cancellationToken).ConfigureAwait(false);
            return new(call.Operation, result) { UsesOAuth = Options.OAuth is not null };
        }
        catch (TokenException error)
        {
            // The token ended while the call waited in line. Had an attempt been sent before, the result would tell.
            return new(call.Operation, error);
        }
        catch (SyncStateException error)
        {
            return new(call.Operation, CallEnd.QuotaStoreFailed, error);
        }
    }
}
