using System.Text;
using Census.Sync.TestUtilities;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Http.Tests.Calls;

/// <summary>A pipeline over a real connection to a scripted server, with a clock that jumps over every wait.</summary>
internal sealed class PipelineFixture : IAsyncDisposable
{
    private readonly List<IDisposable> _owned = [];

    private PipelineFixture(ScriptedServer server) => Server = server;

    public ScriptedServer Server { get; }

    public ApiPipelineOptions Options { get; } = new();

    public JumpingTimeProvider Time { get; } = new(TimeSpan.FromSeconds(35));

    public LogRecorder Log { get; } = new();

    public QuotaLimiter Limiter => field ??= new(new()
    {
        Windows = [new(1_000, TimeSpan.FromMinutes(1))],
        TimeProvider = Time,
        MaximumWait = TimeSpan.FromMinutes(5),
    });

    public static async Task<PipelineFixture> StartAsync(params RequestDelegate[] answers) => new(await ScriptedServer.StartAsync(answers));

    public ApiPipeline Create(ApiSecret? secret = null, HttpMessageHandler? handler = null)
    {
        var client = new HttpClient(handler ?? ApiHandler.Create()) { BaseAddress = Server.Address, Timeout = Timeout.InfiniteTimeSpan };
        _owned.Add(client);
        return new(client, Limiter, Options, secret, (request, key) => request.Headers.TryAddWithoutValidation("X-Key", key), Time, Log, () => 0.5);
    }

    public async Task<ApiResult> SendAsync(
        RepeatRule repeat = RepeatRule.Safe, string body = "body", ApiPipeline? pipeline = null, CancellationToken cancellationToken = default)
    {
        var result = await (pipeline ?? Create()).SendAsync(
            new("Test", repeat),
            body,
            static body => new(HttpMethod.Post, "things/canary-id?q=canary-query") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) },
            cancellationToken);
        _owned.Add(result);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        await Limiter.DisposeAsync();
        await Server.DisposeAsync();
    }
}
