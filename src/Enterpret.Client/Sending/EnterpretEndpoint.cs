using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Enterpret.Client;

/// <summary>One of Enterpret's endpoints, with its key and its limits.</summary>
internal sealed class EnterpretEndpoint
{
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private readonly EndpointSettings _settings;
    private readonly ClientParts _parts;
    private readonly ApiSecret? _secret;
    private readonly Uri _address;
    private readonly ApiCall _call;
    private readonly FieldNames _names;
    private volatile KeyedPipeline? _pipeline;

    public EnterpretEndpoint(EndpointSettings settings, EnterpretClientOptions options, ClientParts parts)
    {
        _settings = settings;
        _parts = parts;
        Options = options;
        _names = new(settings.Root, parts.Logger);
        _secret = settings.Key is { } key ? new(key) : settings.KeyProvider is { } provider ? new(provider) : null;
        _address = new(options.BaseAddress.AbsoluteUri.TrimEnd('/') + settings.Path);
        _call = new($"enterpret.{settings.Root}", RepeatRule.Safe) { MaximumQuotaWait = options.MaximumQuotaWait };

        // A key that is known shows at once whether another client uses it with other limits.
        if (settings.Key is not null)
            _pipeline = new(settings.Key, CreatePipeline(settings.Key));
    }

    /// <summary>Gets the options of the client.</summary>
    public EnterpretClientOptions Options { get; }

    /// <summary>Gets the name of the list in the body, which also names the endpoint in messages.</summary>
    public string Root => _settings.Root;

    /// <summary>Gets the name of the option with the key.</summary>
    public string KeyOption => _settings.KeyOption;

    /// <summary>Gets the largest number of records in a request.</summary>
    public int MaximumRecords => _settings.Limits.MaximumRecords;

    /// <summary>Gets the largest number of bytes in a request.</summary>
    public int MaximumBytes => _settings.Limits.MaximumBytes;

    /// <summary>Gets a value indicating whether there is a key.</summary>
    public bool HasKey => _secret is not null;

    /// <summary>Gets what tells the key from others without giving it away; null if it is not known before the provider was asked.</summary>
    public string? KeyId => _settings.Key is { } key ? HashOf(key) : null;

    public TimeProvider Time => _parts.Time;

    public ILogger Logger => _parts.Logger;

    /// <summary>Gets the limit of requests, with the share applied.</summary>
    public QuotaWindow Window => new(Math.Max(1, (int)(_settings.Limits.RequestsPerMinute * Options.QuotaShare + 1e-9)), TimeSpan.FromMinutes(1));

    /// <summary>Gets the number of requests of one list or sync that may be under way at once.</summary>
    public int ParallelRequests => Options.MaximumParallelRequests ?? Math.Clamp(Window.Permits / 50, 1, 16);

    /// <summary>Gets how records are laid out at this moment.</summary>
    public WireFormat Format => new(Options.Dates, Options.MetadataShape, Options.Feedback.FileId, Time.GetUtcNow(), _names);

    /// <summary>Makes an empty body.</summary>
    public RequestBody CreateBody() => new(Root, MaximumRecords, MaximumBytes);

    /// <summary>Checks that there is a key.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void ThrowIfNoKey()
    {
        if (!HasKey)
        {
            throw new InvalidOperationException(
                $"There is no API key for {Root}. Set {nameof(EnterpretClientOptions)}.{_settings.KeyOption}, the key of an integration of that kind.");
        }
    }

    /// <summary>Asks for the key, if that was not done yet. What fails here has sent nothing.</summary>
    /// <remarks>The quota belongs to the key: with another key come other limits. The call that found out that the key was replaced goes on with those of the old one.</remarks>
    public async ValueTask<ApiPipeline> PrepareAsync(CancellationToken cancellationToken)
    {
        var key = await _secret!.GetAsync(cancellationToken).ConfigureAwait(false);
        var known = _pipeline;
        if (known?.Key != key)
            _pipeline = known = new(key, CreatePipeline(key));
        return known.Pipeline;
    }

    /// <summary>Sends a body.</summary>
    public async ValueTask<ApiResult> PostAsync(JsonPayload payload, QuotaPriority priority, CancellationToken cancellationToken)
    {
        var pipeline = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await pipeline.SendAsync(
            priority == QuotaPriority.Bulk ? _call : _call with { Priority = priority },
            (Address: _address, Payload: payload),
            static state => new(HttpMethod.Post, state.Address) { Content = state.Payload.CreateContent(), Headers = { Accept = { Json } } },
            cancellationToken).ConfigureAwait(false);
    }

    // Two that come first at the same time both make one; they are the same but for the limiter, which the registry keeps one of.
    private ApiPipeline CreatePipeline(string key)
    {
        var limiter = _parts.Limiters.GetOrAdd(new()
        {
            Name = $"enterpret:{HashOf(key)}",
            Windows = [new(_settings.Limits.RequestsPerMinute, TimeSpan.FromMinutes(1))],
            Share = Options.QuotaShare,
            MaximumWait = Options.MaximumQuotaWait,
            Store = Options.QuotaStore,
            TimeProvider = _parts.Time,
        });
        return new(
            _parts.HttpClient,
            limiter,
            new()
            {
                AttemptTimeout = Options.AttemptTimeout,
                TotalTimeout = Options.TotalTimeout,
                MaximumAttempts = Options.MaximumAttempts,
                BackoffCap = TimeSpan.FromSeconds(60),
                MaximumResponseBytes = 1024 * 1024,
                Classifier = static (status, _, body) => AnswerReader.Classify(status, body),
            },
            _secret,
            static (request, key) => request.Headers.TryAddWithoutValidation("api-key", key),
            _parts.Time,
            _parts.Logger);
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("enterpret key " + key)).AsSpan(0, 8));

    private sealed class KeyedPipeline(string key, ApiPipeline pipeline)
    {
        public string Key => key;

        public ApiPipeline Pipeline => pipeline;
    }
}
