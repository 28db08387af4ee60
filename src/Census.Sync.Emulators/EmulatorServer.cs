using Census.Sync.Emulators.Audit;
using Census.Sync.Emulators.Calls;
using Census.Sync.Emulators.Control;
using Census.Sync.Emulators.Kestrel;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Emulators;

/// <summary>What the two emulators share: server, audit trail, faults, hooks, control addresses.</summary>
internal sealed class EmulatorServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Vendor _vendor;
    private readonly ServerClock _clock;
    private KestrelHost? _host;

    private EmulatorServer(Vendor vendor, EmulatorOptions options, ServerClock clock)
    {
        _vendor = vendor;
        _clock = clock;
        Faults = new FaultScript(options.TimeProvider, options.Seed, calls => vendor.ShareQuota(clock.Now, calls));
    }

    public AuditTrail Audit { get; } = new();

    public CallHooks Hooks { get; } = new();

    public FaultScript Faults { get; }

    public Uri BaseAddress => _host!.BaseAddress;

    public static async Task<EmulatorServer> StartAsync(Vendor vendor, EmulatorOptions options, ServerClock clock, string memoryHost, CancellationToken cancellationToken)
    {
        var server = new EmulatorServer(vendor, options, clock);
        var calls = new CallPipeline(vendor, options, server.Audit, server.Faults, clock, server.Hooks, server._stopping.Token);
        var control = new ControlApi(vendor, server);
        RequestDelegate handler = http => http.Request.Path.StartsWithSegments("/_emulator", out PathString rest)
            ? control.HandleAsync(http, rest.Value ?? "")
            : calls.HandleAsync(http);
        try
        {
            server._host = await KestrelHost.StartAsync(memoryHost, options.Port, handler, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            server._stopping.Dispose();
            throw;
        }
    }

    public SocketsHttpHandler CreateHandler() => _host!.CreateHandler();

    public void ConsumeQuota(int calls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        _vendor.ConsumeQuota(_clock.Now, calls);
    }

    public void Reset()
    {
        Faults.Clear();
        _vendor.Reset();
        Audit.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _host!.DisposeAsync().ConfigureAwait(false);
        await Faults.SettleAsync().ConfigureAwait(false);
    }
}
