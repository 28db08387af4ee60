using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Census.Sync.SourceEmulators;

/// <summary>A service on a loopback port, written from its documentation: what it does not know it refuses, and the test sees it in <see cref="Violations"/>.</summary>
public abstract class ServiceEmulator : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly List<ServiceCall> _calls = [];
    private readonly List<(Func<ServiceCall, bool> Matches, Func<ServiceCall, ServiceReply?, ServiceReply> Reply, Counter Left)> _faults = [];
    private readonly ConcurrentQueue<string> _violations = new();
    private int _busy;

    protected ServiceEmulator()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        _application = builder.Build();
        _application.Run(async context =>
        {
            Interlocked.Increment(ref _busy);
            try
            {
                await AnswerAsync(context);
            }
            finally
            {
                Interlocked.Decrement(ref _busy);
            }
        });
        _application.StartAsync().GetAwaiter().GetResult();
        Address = new(_application.Urls.Single() + "/");
    }

    public Uri Address { get; }

    /// <summary>What a caller did that the documentation does not allow. A test asserts that there is nothing.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public IReadOnlyList<ServiceCall> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    /// <summary>The calls that are being answered.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Called on each call before it is answered.</summary>
    public Action<ServiceCall>? OnCall { get; set; }

    public IReadOnlyList<ServiceCall> CallsOf(string name) => [.. Calls.Where(call => call.Name == name)];

    /// <summary>Answers the next calls of a name otherwise. The service does not carry them out.</summary>
    public void Fail(string name, ServiceReply reply, int times = 1, int after = 0) => Script(name, times, after, carriedOut: false, _ => reply);

    /// <summary>Carries the next calls of a name out and answers otherwise.</summary>
    public void FailAfter(string name, Func<ServiceReply, ServiceReply> change, int times = 1, int after = 0) => Script(name, times, after, carriedOut: true, change);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Names a call. Null for one that the service does not have.</summary>
    protected abstract string? NameOf(string method, string path, IQueryCollection query);

    /// <summary>Carries a call out.</summary>
    protected abstract ServiceReply Answer(ServiceCall call, IQueryCollection query);

    protected void Require(bool condition, string violation)
    {
        if (!condition)
            _violations.Enqueue(violation);
    }

    private void Script(string name, int times, int after, bool carriedOut, Func<ServiceReply, ServiceReply> change)
    {
        var skip = new Counter { Value = after };
        lock (_faults)
        {
            _faults.Add((
                call => call.Name == name && (skip.Value <= 0 || skip.Value-- <= 0),
                (_, answer) => change(carriedOut ? answer! : null!),
                new() { Value = times, CarriedOut = carriedOut }));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var name = NameOf(request.Method, request.Path.Value!, request.Query);
        ServiceCall call;
        lock (_calls)
        {
            call = new(
                _calls.Count + 1,
                name ?? "unknown",
                request.Method,
                request.Path.Value!,
                request.QueryString.Value ?? "",
                request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
                body.ToArray());
            _calls.Add(call);
        }

        OnCall?.Invoke(call);
        if (name is null)
            Require(false, $"There is no {request.Method} {request.Path}.");
        await WriteAsync(context, name is null ? new ServiceReply(404, "") : ReplyTo(call, request.Query));
    }

    private ServiceReply ReplyTo(ServiceCall call, IQueryCollection query)
    {
        Func<ServiceCall, ServiceReply?, ServiceReply>? scripted = null;
        var carriedOut = true;
        lock (_faults)
        {
            foreach (var (matches, reply, left) in _faults)
            {
                if (left.Value <= 0 || !matches(call))
                    continue;
                left.Value--;
                (scripted, carriedOut) = (reply, left.CarriedOut);
                break;
            }
        }

        var answer = carriedOut ? Answer(call, query) : null;
        return scripted is null ? answer! : scripted(call, answer);
    }

    private static async Task WriteAsync(HttpContext context, ServiceReply reply)
    {
        var bytes = reply.Body;
        if (reply.Gzip)
        {
            using var compressed = new MemoryStream();
            await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
                await gzip.WriteAsync(bytes);
            bytes = compressed.ToArray();
            context.Response.Headers.ContentEncoding = "gzip";
        }

        foreach (var (name, value) in reply.Headers)
            context.Response.Headers[name] = value;
        context.Response.StatusCode = reply.Status;
        if (reply.CutAfter is 0)
        {
            context.Abort();
            return;
        }

        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = bytes.Length;
        if (reply.CutAfter is { } length && length < bytes.Length)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, length));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(bytes);
    }

    private sealed class Counter
    {
        public int Value { get; set; }

        public bool CarriedOut { get; init; }
    }
}
