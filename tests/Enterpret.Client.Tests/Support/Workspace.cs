using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;

namespace Enterpret.Client.Tests;

/// <summary>An emulator in memory, and clients of it, on one clock that jumps over every wait but the time limit of an attempt.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(35);
    private readonly List<IDisposable> _owned = [];

    private Workspace(EnterpretEmulator emulator, JumpingTimeProvider time) => (Emulator, Time) = (emulator, time);

    public EnterpretEmulator Emulator { get; }

    public JumpingTimeProvider Time { get; }

    public LogRecorder<EnterpretClient> Log { get; } = new();

    public IReadOnlyList<EmulatorCall> Calls => Emulator.Calls;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Workspace> StartAsync(Action<EnterpretEmulatorOptions>? configure = null)
    {
        var time = new JumpingTimeProvider(AttemptTimeout);
        var options = new EnterpretEmulatorOptions { TimeProvider = time, CaptureBodies = true, RejectUnknownProperties = true };
        configure?.Invoke(options);
        return new(await EnterpretEmulator.StartAsync(options, Token), time);
    }

    public EnterpretClientOptions CreateOptions() => new()
    {
        BaseAddress = Emulator.BaseAddress,
        UsersApiKey = EnterpretEmulator.DefaultUsersKey,
        AccountsApiKey = EnterpretEmulator.DefaultAccountsKey,
        PrivacyApiKey = EnterpretEmulator.DefaultPrivacyKey,
        Feedback = { ApiKey = EnterpretEmulator.DefaultFeedbackKey, FileId = "app-store-reviews" },
        AttemptTimeout = AttemptTimeout,
    };

    public EnterpretClient CreateClient(Action<EnterpretClientOptions>? configure = null)
    {
        var options = CreateOptions();
        configure?.Invoke(options);
        var http = new HttpClient(Emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new EnterpretClient(options, http, Time, Log);
        _owned.AddRange([client, http]);
        return client;
    }

    public EnterpretDestination CreateDestination(Action<EnterpretClientOptions>? configure = null) => new(CreateClient(configure));

    /// <summary>The items of a request body.</summary>
    public JsonArray Sent(int call, string root) => JsonNode.Parse(Calls[call].Body!)![root]!.AsArray();

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        await Emulator.DisposeAsync();
    }
}
