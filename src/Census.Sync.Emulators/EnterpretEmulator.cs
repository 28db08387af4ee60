using System.Text.Json.Nodes;
using Census.Sync.Emulators.Calls;
using Census.Sync.Emulators.Enterpret;

namespace Census.Sync.Emulators;

/// <summary>A strict emulator of the Enterpret ingestion API: users, accounts, feedback records, privacy deletes.</summary>
/// <remarks>
/// Runs on Kestrel, in memory or on a loopback port, and knows nothing of any client. All members are thread-safe. It was written from the vendor's
/// help center (https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration); see <see cref="EnterpretEmulatorOptions"/> for what is assumed.
/// </remarks>
public sealed class EnterpretEmulator : IAsyncDisposable
{
    /// <summary>The key for users of an emulator that was not told others. It is public and opens nothing else.</summary>
    public const string DefaultUsersKey = "enterpret-emulator-users-key";

    /// <summary>The key for accounts of an emulator that was not told others. It is public and opens nothing else.</summary>
    public const string DefaultAccountsKey = "enterpret-emulator-accounts-key";

    /// <summary>The key for feedback of an emulator that was not told others. It is public and opens nothing else.</summary>
    public const string DefaultFeedbackKey = "enterpret-emulator-feedback-key";

    /// <summary>The key for privacy deletes of an emulator that was not told others. It is public and opens nothing else.</summary>
    public const string DefaultPrivacyKey = "enterpret-emulator-privacy-key";

    private readonly EnterpretVendor _vendor;
    private readonly EmulatorServer _server;

    private EnterpretEmulator(EnterpretVendor vendor, EmulatorServer server)
    {
        _vendor = vendor;
        _server = server;
    }

    /// <summary>Gets the address to send calls to; <c>http://enterpret.localhost/</c> in memory.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>Gets the faults to play.</summary>
    public FaultScript Faults => _server.Faults;

    /// <summary>Gets every call so far, in order of arrival.</summary>
    public IReadOnlyList<EmulatorCall> Calls => _server.Audit.Calls;

    /// <summary>Gets the number of calls so far that meant to change something, whatever came of them.</summary>
    public int WriteCalls => _server.Audit.WriteCalls;

    /// <summary>Gets the users that can be seen, of all keys, in order of first arrival.</summary>
    public IReadOnlyList<JsonObject> Users => View(EnterpretStore.Users, null);

    /// <summary>Gets the accounts that can be seen, of all keys, in order of first arrival.</summary>
    public IReadOnlyList<JsonObject> Accounts => View(EnterpretStore.Accounts, null);

    /// <summary>Gets the feedback records that can be seen, of all keys, in order of first arrival.</summary>
    public IReadOnlyList<JsonObject> Records => View(EnterpretStore.Records, null);

    /// <summary>Gets or sets what runs after a call was accepted and before it is stored.</summary>
    /// <value>The default is <see langword="null"/>. The token ends when the client leaves or the emulator stops; the call is then not stored.</value>
    public Func<EmulatorCall, CancellationToken, ValueTask>? OnBeforeCommit
    {
        get => _server.Hooks.BeforeCommit;
        set => _server.Hooks.BeforeCommit = value;
    }

    /// <summary>Gets or sets what runs after a call was stored and before it is answered.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Func<EmulatorCall, CancellationToken, ValueTask>? OnBeforeAnswer
    {
        get => _server.Hooks.BeforeAnswer;
        set => _server.Hooks.BeforeAnswer = value;
    }

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">How it behaves; copied. <see langword="null"/> for the defaults: in memory, real limits.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running emulator.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="EmulatorDataFileException">The data file is corrupt or in use.</exception>
    public static async Task<EnterpretEmulator> StartAsync(EnterpretEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = (options ?? new EnterpretEmulatorOptions()).Copy();
        var clock = new ServerClock(options);
        var vendor = new EnterpretVendor(options, clock);
        try
        {
            EmulatorServer server = await EmulatorServer.StartAsync(vendor, options, clock, "enterpret.localhost", cancellationToken).ConfigureAwait(false);
            return new EnterpretEmulator(vendor, server);
        }
        catch
        {
            vendor.Dispose();
            throw;
        }
    }

    /// <summary>Makes a handler that reaches this emulator: over a real HTTP stack, but without a port when it runs in memory. Other hosts are unknown to it.</summary>
    /// <returns>A handler that follows no redirects, keeps no cookies and uses no proxy. The caller disposes it.</returns>
    public SocketsHttpHandler CreateHandler() => _server.CreateHandler();

    /// <summary>Gets the users that were sent with one key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Copies, in order of first arrival.</returns>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public IReadOnlyList<JsonObject> UsersOf(string key) => View(EnterpretStore.Users, key);

    /// <summary>Gets the accounts that were sent with one key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Copies, in order of first arrival.</returns>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public IReadOnlyList<JsonObject> AccountsOf(string key) => View(EnterpretStore.Accounts, key);

    /// <summary>Gets the feedback records that were sent with one key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Copies, in order of first arrival.</returns>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public IReadOnlyList<JsonObject> RecordsOf(string key) => View(EnterpretStore.Records, key);

    /// <summary>Counts how often an id was sent, whatever was answered.</summary>
    /// <param name="route"><c>users</c>, <c>accounts</c>, <c>records</c> or <c>delete</c>.</param>
    /// <param name="id">The id, compared exactly.</param>
    /// <returns>The number of times.</returns>
    public int TimesSent(string route, string id) => _server.Audit.TimesSent(route, id);

    /// <summary>Uses up permits, as another process with the same key would.</summary>
    /// <param name="calls">The number of calls.</param>
    /// <param name="key">The key; <see langword="null"/> for all of them.</param>
    /// <exception cref="ArgumentException">There is no such key.</exception>
    public void ConsumeQuota(int calls, string? key = null)
    {
        if (key is null)
        {
            _server.ConsumeQuota(calls);
        }
        else
        {
            _vendor.ConsumeQuota(key, calls);
        }
    }

    /// <summary>Takes away contents, audit trail, faults and used quota.</summary>
    public void Reset() => _server.Reset();

    /// <summary>Stops the emulator. Calls under way are cut off.</summary>
    /// <returns>A task that ends when it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _vendor.Dispose();
    }

    private IReadOnlyList<JsonObject> View(string kind, string? key) => [.. _vendor.Visible(kind, key).Select(EnterpretStore.ToJson)];
}
