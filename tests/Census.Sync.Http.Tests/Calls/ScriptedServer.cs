using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Http.Tests.Calls;

/// <summary>A real server on a loopback port that answers as it was told, one answer after the other, the last one for ever.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<RequestDelegate> _answers = new();
    private RequestDelegate _last = context => context.Response.WriteAsync("ok");

    private ScriptedServer(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    public ConcurrentQueue<(string Path, string? Key, string Body)> Requests { get; } = new();

    public static async Task<ScriptedServer> StartAsync(params RequestDelegate[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ScriptedServer(builder.Build());
        server.Answer(answers);
        server._application.Run(server.AnswerAsync);
        await server._application.StartAsync();
        server.Address = new(server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public static RequestDelegate Status(int status, string body = "", string? retryAfter = null, string? location = null) => async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        if (location is not null)
            context.Response.Headers.Location = location;
        await context.Response.WriteAsync(body);
    };

    public static RequestDelegate Cut() => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    public static RequestDelegate CutInTheBody() => async context =>
    {
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("half an answ");
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>Sends the beginning of a body and then nothing, until the client goes away.</summary>
    public static RequestDelegate Drip(TaskCompletionSource began) => async context =>
    {
        await context.Response.WriteAsync("{");
        await context.Response.Body.FlushAsync();
        began.TrySetResult();
        var gone = new TaskCompletionSource();
        await using var _ = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    };

    public void Answer(params RequestDelegate[] answers)
    {
        foreach (var answer in answers)
            _answers.Enqueue(answer);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue((context.Request.Path, context.Request.Headers["X-Key"], await reader.ReadToEndAsync()));
        if (_answers.TryDequeue(out var answer))
            _last = answer;
        await _last(context);
    }
}
