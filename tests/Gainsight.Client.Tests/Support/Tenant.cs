using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Microsoft.Extensions.Logging;

namespace Gainsight.Client.Tests;

/// <summary>An emulator in memory, and clients of it, on one clock that jumps over every wait but the time limit of an attempt.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(35);
    private readonly List<IDisposable> _owned = [];

    private Tenant(GainsightEmulator emulator, JumpingTimeProvider time) => (Emulator, Time) = (emulator, time);

    public GainsightEmulator Emulator { get; }

    public JumpingTimeProvider Time { get; }

    public LogRecorder Recorded { get; } = new();

    public IReadOnlyList<EmulatorCall> Calls => Emulator.Calls;

    /// <summary>The calls in short: <c>POST query/company</c>, <c>PUT company 50</c>.</summary>
    public IEnumerable<string> Shorthand => Calls.Select(call =>
        $"{call.Method} {(call.Path.Contains("/query/", StringComparison.Ordinal) ? "query/" : "")}{call.Route}{(call.IsWrite ? $" {call.Records}" : "")}");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Tenant> StartAsync(Action<GainsightEmulatorOptions>? configure = null)
    {
        var time = new JumpingTimeProvider(AttemptTimeout);
        var options = new GainsightEmulatorOptions { TimeProvider = time, CaptureBodies = true };
        configure?.Invoke(options);
        return new(await GainsightEmulator.StartAsync(options, Token), time);
    }

    public GainsightClientOptions CreateOptions() => new()
    {
        BaseAddress = Emulator.BaseAddress,
        AccessKey = GainsightEmulator.DefaultAccessKey,
        AttemptTimeout = AttemptTimeout,
    };

    public GainsightClient CreateClient(Action<GainsightClientOptions>? configure = null, HttpMessageHandler? handler = null)
    {
        var options = CreateOptions();
        configure?.Invoke(options);
        var http = new HttpClient(handler ?? Emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new GainsightClient(options, http, Time, new ClientLog(Recorded));
        _owned.AddRange([client, http]);
        return client;
    }

    public GainsightDestination CreateDestination(Action<GainsightClientOptions>? configure = null) => new(CreateClient(configure));

    public void SeedCompanies(params IEnumerable<string> names) =>
        Emulator.Seed("company", names.Select(name => new JsonObject { ["Name"] = name }));

    public JsonNode Body(int call) => JsonNode.Parse(Calls[call].Body!)!;

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        await Emulator.DisposeAsync();
    }

    private sealed class ClientLog(ILogger inner) : ILogger<GainsightClient>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
