using System.Text;
using Census.Sync;
using Census.Sync.Http;

namespace Doctor.Enterpret;

/// <summary>A key, used no faster than was asked for.</summary>
public sealed class PacedKey : IDisposable
{
    private readonly string _key;
    private readonly Uri _baseAddress;
    private readonly QuotaLimiter _limiter;
    private readonly ApiPipeline _pipeline;
    private readonly Recorder _recorder;
    private readonly TimeProvider _time;
    private readonly Queue<DateTimeOffset> _lastMinute = [];

    public PacedKey(string key, Uri baseAddress, HttpClient http, Recorder recorder, int requestsPerMinute, TimeSpan attemptTimeout, TimeProvider time)
    {
        _key = key;
        _recorder = recorder;
        _time = time;
        _baseAddress = baseAddress;
        _limiter = new(new() { Name = "doctor", Windows = [new(requestsPerMinute, TimeSpan.FromMinutes(1))], TimeProvider = time });
        _pipeline = new(http, _limiter, new() { AttemptTimeout = attemptTimeout, MaximumResponseBytes = 1024 * 1024 }, timeProvider: time);
    }

    /// <summary>Gets the largest number of requests that were answered within a minute, without those whose key was refused.</summary>
    public int MostInMinute { get; private set; }

    /// <summary>Gets the number of requests that were refused as too many.</summary>
    public int Throttled { get; private set; }

    /// <summary>Sends a body.</summary>
    /// <exception cref="DoctorException">There is no answer to learn from.</exception>
    public async Task<Answer> PostAsync(Inlet inlet, string body, CancellationToken cancellationToken)
    {
        var throttledBefore = _recorder.Throttled;
        using var result = await _pipeline.SendAsync(
            new ApiCall($"doctor.{inlet.Name}", RepeatRule.Safe),
            (Address: new Uri(_baseAddress.AbsoluteUri.TrimEnd('/') + inlet.Path), Body: Encoding.UTF8.GetBytes(body), Key: _key),
            static state => new(HttpMethod.Post, state.Address)
            {
                Content = new ByteArrayContent(state.Body) { Headers = { ContentType = new("application/json") } },
                Headers = { { "api-key", state.Key }, { "Accept", "application/json" } },
            },
            cancellationToken);
        Throttled += _recorder.Throttled - throttledBefore;
        if (result.Outcome != ApiOutcome.Answered)
        {
            throw new DoctorException(result.Outcome switch
            {
                ApiOutcome.NotConnected => $"{_baseAddress.Authority} cannot be reached",
                ApiOutcome.Redirected => $"{_baseAddress.Authority} sends to another address, so it is not Enterpret's",
                ApiOutcome.QuotaExhausted => "Enterpret went on refusing requests as too many; others seem to use up the quota of the key",
                _ => $"{_baseAddress.Authority} did not answer",
            });
        }

        var answer = Answer.Read(result.Response!);
        if (!answer.IsKeyRefused)
            Count();
        if (answer.Status is 404 or 405 || answer is { IsTaken: true, Form: "a web page" })
            throw new DoctorException($"this is not Enterpret's address: {_baseAddress.Authority} answered {(answer.IsTaken ? "a web page" : $"status {answer.Status}")}");
        return answer.Status < 500 ? answer : throw new DoctorException($"Enterpret answered status {answer.Status}");
    }

    private void Count()
    {
        var now = _time.GetUtcNow();
        while (_lastMinute.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
            _lastMinute.Dequeue();
        _lastMinute.Enqueue(now);
        MostInMinute = Math.Max(MostInMinute, _lastMinute.Count);
    }

    public void Dispose() => _limiter.Dispose();

    public override string ToString() => nameof(PacedKey);
}
