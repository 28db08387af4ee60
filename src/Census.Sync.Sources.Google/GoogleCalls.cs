using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Sources;

/// <summary>What the services of Google have in common: tokens, and how errors look.</summary>
internal static class GoogleCalls
{
    // The credential keeps its token itself and renews it in time: asking it often costs nothing.
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(5);

    public static ApiSecret SecretOf(GoogleCredential? credential, string scope, TimeProvider time) => new(
        async cancellationToken =>
        {
            var used = credential ?? await GoogleCredential.GetApplicationDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (used.IsCreateScopedRequired)
                used = used.CreateScoped(scope);
            var token = await ((ITokenAccess)used.UnderlyingCredential).GetAccessTokenForRequestAsync(null, cancellationToken).ConfigureAwait(false);
            return new ApiToken(token, TokenLifetime);
        },
        time);

    public static ApiPipeline CreatePipeline(
        HttpClient client, QuotaLimiter limiter, Uri address, ApiSecret? secret, TimeSpan attemptTimeout, int maximumPageBytes, TimeProvider time, ILogger? logger) => new(
        client,
        limiter,
        new() { AttemptTimeout = attemptTimeout, MaximumResponseBytes = maximumPageBytes, MaximumErrorBytes = 16 * 1024, Classifier = Classify },
        secret ?? new ApiSecret("none"),
        (request, token) =>
        {
            request.RequestUri = new(address, request.RequestUri!);
            if (secret is not null)
                request.Headers.Authorization = new("Bearer", token);
            request.Headers.Accept.Add(new("application/json"));
            request.Headers.UserAgent.Add(UserAgent.Value);
        },
        time,
        logger);

    public static (string? Reason, string? Message) ErrorOf(ApiResponse response)
    {
        try
        {
            using var document = JsonDocument.Parse(response.Body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
                return default;
            var message = TextOf(error, "message");
            return error.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 && TextOf(errors[0], "reason") is { } reason
                ? (reason, message)
                : (TextOf(error, "status"), message);
        }
        catch (JsonException)
        {
            // The page of a proxy, or an error that was cut.
            return default;
        }

        static string? TextOf(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    // A refusal of a right and one of too many calls have the same status.
    private static ApiVerdict Classify(HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) =>
        status == HttpStatusCode.Forbidden && body.IndexOf("\"rateLimitExceeded\""u8) >= 0 ? ApiVerdict.Throttled : ApiPipeline.VerdictOf(status);
}
