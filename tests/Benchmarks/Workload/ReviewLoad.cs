using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Enterpret.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Reviews that are made and sent in batches to nowhere: as typed models by the client, and as plain objects by <see cref="JsonSerializer"/>.</summary>
internal sealed partial class ReviewLoad : IDisposable
{
    private const string FileId = "app-store-reviews";
    private static readonly DateTimeOffset s_start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly HttpMessageInvoker _plain;
    private readonly HttpClient _http;
    private readonly EnterpretClient _client;
    private readonly Nowhere _nowhere = new();

    public ReviewLoad(int count)
    {
        Count = count;
        _plain = new(_nowhere);
        _http = new(_nowhere);
        _client = new(
            new()
            {
                Feedback = new() { ApiKey = "benchmark", FileId = FileId, Limits = EnterpretLimits.Documented2026 with { RequestsPerMinute = int.MaxValue } },
            },
            _http);
    }

    public int Count { get; }

    private static int BatchSize => EnterpretLimits.Documented2026.MaximumRecords;

    /// <summary>Checks that both ways write the same: else they could not be compared.</summary>
    public async Task AssertSameJsonAsync()
    {
        _nowhere.Keep = true;
        await SendTypedAsync(0);
        var typed = _nowhere.LastBody;
        await SendPlainAsync(0);
        _nowhere.Keep = false;
        if (!typed.AsSpan().SequenceEqual(_nowhere.LastBody))
            throw new InvalidOperationException("The typed models and the plain objects are not the same JSON.");
    }

    public async Task SendTypedAsync()
    {
        for (var start = 0; start < Count; start += BatchSize)
            await SendTypedAsync(start);
    }

    public async Task SendPlainAsync()
    {
        for (var start = 0; start < Count; start += BatchSize)
            await SendPlainAsync(start);
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
        _plain.Dispose();
        _nowhere.Dispose();
    }

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"app-{number}");

    private static string TextOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"The export of report {number} takes too long, and I cannot see how far it is.");

    private async Task SendTypedAsync(int start)
    {
        var reviews = new EnterpretReview[BatchSize];
        for (var i = 0; i < reviews.Length; i++)
        {
            var number = start + i;
            reviews[i] = new(IdOf(number), TextOf(number), s_start.AddSeconds(number))
            {
                ["plan"] = number % 2 == 0 ? "gold" : "silver",
                ["seats"] = number,
                ["score"] = number / 10.0,
                ["is_active"] = number % 3 == 0,
            };
        }

        if (!(await _client.Feedback.SendAsync(reviews)).AllDelivered)
            throw new InvalidOperationException("Nowhere took too little.");
    }

    private async Task SendPlainAsync(int start)
    {
        var reviews = new PlainReview[BatchSize];
        for (var i = 0; i < reviews.Length; i++)
        {
            var number = start + i;
            reviews[i] = new()
            {
                Id = IdOf(number),
                FileId = FileId,
                Text = TextOf(number),
                CreatedAt = s_start.AddSeconds(number).ToUnixTimeSeconds(),
                Metadata = new()
                {
                    Fields = new()
                    {
                        Plan = new() { Array = new() { Texts = [number % 2 == 0 ? "gold" : "silver"] } },
                        Seats = new() { Array = new() { Numbers = [number] } },
                        Score = new() { Array = new() { Numbers = [number / 10.0] } },
                        IsActive = new() { Array = new() { Truths = [number % 3 == 0] } },
                    },
                },
            };
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(new() { Records = reviews }, PlainContext.Relaxed.PlainBatch);
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.enterpret.com/webhook/custom/all")
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var response = await _plain.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    // Takes what it is sent and answers at once.
    private sealed class Nowhere : HttpMessageHandler
    {
        public bool Keep { get; set; }

        public byte[] LastBody { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Keep)
                LastBody = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            else
                await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new(HttpStatusCode.OK);
        }
    }

    private sealed class PlainBatch
    {
        [JsonPropertyName("records")]
        public required PlainReview[] Records { get; init; }
    }

    private sealed class PlainReview
    {
        [JsonPropertyName("id")]
        public required string Id { get; init; }

        [JsonPropertyName("fileID")]
        public required string FileId { get; init; }

        [JsonPropertyName("type")]
        public string Type { get; } = "REVIEW";

        [JsonPropertyName("createdAt")]
        public required long CreatedAt { get; init; }

        [JsonPropertyName("text")]
        public required string Text { get; init; }

        [JsonPropertyName("metadata")]
        public required PlainMetadata Metadata { get; init; }
    }

    private sealed class PlainMetadata
    {
        [JsonPropertyName("metadata")]
        public required PlainFields Fields { get; init; }
    }

    private sealed class PlainFields
    {
        [JsonPropertyName("plan")]
        public required PlainValue Plan { get; init; }

        [JsonPropertyName("seats")]
        public required PlainValue Seats { get; init; }

        [JsonPropertyName("score")]
        public required PlainValue Score { get; init; }

        [JsonPropertyName("is_active")]
        public required PlainValue IsActive { get; init; }
    }

    private sealed class PlainValue
    {
        [JsonPropertyName("array")]
        public required PlainArray Array { get; init; }
    }

    private sealed class PlainArray
    {
        [JsonPropertyName("s")]
        public string[]? Texts { get; init; }

        [JsonPropertyName("n")]
        public double[]? Numbers { get; init; }

        [JsonPropertyName("b")]
        public bool[]? Truths { get; init; }
    }

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Default)]
    [JsonSerializable(typeof(PlainBatch))]
    private sealed partial class PlainContext : JsonSerializerContext
    {
        /// <summary>Letters as they are, as the client leaves them.</summary>
        public static PlainContext Relaxed { get; } = new(new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        });
    }
}
