using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Calls;
using Census.Sync.Emulators.Gainsight;

namespace Census.Sync.Emulators;

/// <summary>
/// A strict emulator of the Gainsight CS REST API: companies, relationships, persons and their associations, custom objects, metadata, queries, limits.
/// </summary>
/// <remarks>
/// Runs on Kestrel, in memory or on a loopback port, and knows nothing of any client. All members are thread-safe. It was written from the vendor's pages
/// (https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs) and from public clients; see <see cref="GainsightEmulatorOptions"/> for what is assumed.
/// </remarks>
public sealed class GainsightEmulator : IAsyncDisposable
{
    /// <summary>The access key of an emulator that was not told another. It is public and opens nothing else.</summary>
    public const string DefaultAccessKey = "gainsight-emulator-access-key";

    /// <summary>The OAuth client id of an emulator that was not told another.</summary>
    public const string DefaultClientId = "gainsight-emulator-client";

    /// <summary>The OAuth client secret of an emulator that was not told another. It is public and opens nothing else.</summary>
    public const string DefaultClientSecret = "gainsight-emulator-client-secret";

    private readonly GainsightVendor _vendor;
    private readonly EmulatorServer _server;

    private GainsightEmulator(GainsightVendor vendor, EmulatorServer server)
    {
        _vendor = vendor;
        _server = server;
    }

    /// <summary>Gets the address to send calls to; <c>http://gainsight.localhost/</c> in memory.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>Gets the access key that is accepted now.</summary>
    public string AccessKey => _vendor.Credentials.AccessKey;

    /// <summary>Gets the faults to play.</summary>
    public FaultScript Faults => _server.Faults;

    /// <summary>Gets every call so far, in order of arrival.</summary>
    public IReadOnlyList<EmulatorCall> Calls => _server.Audit.Calls;

    /// <summary>Gets the number of calls so far that meant to change something, whatever came of them.</summary>
    public int WriteCalls => _server.Audit.WriteCalls;

    /// <summary>Gets or sets what runs after a write was accepted and before it is stored.</summary>
    /// <value>The default is <see langword="null"/>. The token ends when the client leaves or the emulator stops; the call is then not stored.</value>
    public Func<EmulatorCall, CancellationToken, ValueTask>? OnBeforeCommit
    {
        get => _server.Hooks.BeforeCommit;
        set => _server.Hooks.BeforeCommit = value;
    }

    /// <summary>Gets or sets what runs after a write was stored and before it is answered.</summary>
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
    public static async Task<GainsightEmulator> StartAsync(GainsightEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = (options ?? new GainsightEmulatorOptions()).Copy();
        var clock = new ServerClock(options);
        var vendor = new GainsightVendor(options, clock);
        try
        {
            EmulatorServer server = await EmulatorServer.StartAsync(vendor, options, clock, "gainsight.localhost", cancellationToken).ConfigureAwait(false);
            return new GainsightEmulator(vendor, server);
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

    /// <summary>Replaces the access key; the old one is refused from now on.</summary>
    /// <param name="newKey">The new key.</param>
    public void RegenerateAccessKey(string newKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(newKey);
        _vendor.Credentials.Regenerate(newKey);
    }

    /// <summary>Ends all OAuth tokens; they are refused from now on.</summary>
    public void RevokeTokens() => _vendor.Credentials.RevokeTokens();

    /// <summary>Uses up permits, as another integration with the same key would.</summary>
    /// <param name="calls">The number of calls.</param>
    public void ConsumeQuota(int calls) => _server.ConsumeQuota(calls);

    /// <summary>Declares a custom object. Declaring the very same again does nothing.</summary>
    /// <param name="declaration">The object.</param>
    /// <exception cref="ArgumentException">Another object has this name, or the declaration makes no sense.</exception>
    public void DeclareObject(GainsightEmulatorObject declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        _vendor.Declare(declaration);
    }

    /// <summary>Adds a field to an object. Declaring the very same again does nothing.</summary>
    /// <param name="objectName">The object; its case does not matter.</param>
    /// <param name="field">The field.</param>
    /// <exception cref="ArgumentException">There is no such object, another field has this name, or the declaration makes no sense.</exception>
    public void DeclareField(string objectName, GainsightEmulatorField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        _vendor.Declare(objectName, field);
    }

    /// <summary>Puts records into an object without a call, read-only fields and GSIDs included.</summary>
    /// <param name="objectName">The object; its case does not matter.</param>
    /// <param name="records">The records by API field name.</param>
    /// <returns>The GSIDs, in the order of the records.</returns>
    /// <exception cref="ArgumentException">There is no such object, or a value cannot be stored.</exception>
    public IReadOnlyList<string> Seed(string objectName, params IEnumerable<JsonObject> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var gsids = new List<string>();
        foreach (JsonObject[] chunk in records.Chunk(1_000))
        {
            using JsonDocument document = JsonDocument.Parse(Json.Write(chunk, static (json, list) =>
            {
                json.WriteStartArray();
                foreach (JsonObject record in list)
                {
                    record.WriteTo(json);
                }

                json.WriteEndArray();
            }));
            gsids.AddRange(_vendor.SeedRecords(objectName, document.RootElement));
        }

        return gsids;
    }

    /// <summary>Gets all records of an object in order of insertion: fields that have a value, dates as ISO text, dropdown items as labels.</summary>
    /// <param name="objectName">The object; its case does not matter.</param>
    /// <returns>Copies of the records.</returns>
    /// <exception cref="ArgumentException">There is no such object.</exception>
    public IReadOnlyList<JsonObject> Records(string objectName) => [.. _vendor.Contents(objectName) ?? throw NoObject(objectName)];

    /// <summary>Gets the number of records of an object.</summary>
    /// <param name="objectName">The object; its case does not matter.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentException">There is no such object.</exception>
    public int Count(string objectName)
    {
        (string? name, int count) = _vendor.Objects().FirstOrDefault(o => o.Name.Equals(objectName, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw NoObject(objectName) : count;
    }

    /// <summary>Finds a record by the text of one field, without going through all of them.</summary>
    /// <param name="objectName">The object; its case does not matter.</param>
    /// <param name="fieldName">The field, such as <c>Name</c>, <c>Email</c> or <c>Gsid</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>A copy of a record that has it, or <see langword="null"/>.</returns>
    /// <exception cref="ArgumentException">There is no such object or field.</exception>
    public JsonObject? Find(string objectName, string fieldName, string value) => _vendor.Find(objectName, fieldName, value);

    /// <summary>Counts how often an identifier was sent in a write, whatever was answered.</summary>
    /// <param name="objectName">
    /// The object: companies by name, persons by e-mail address, company persons by <c>email|company GSID</c>, relationship persons by
    /// <c>email|relationship GSID</c>, custom objects by their first declared field, any of them also by the values of the update's keys.
    /// </param>
    /// <param name="id">The identifier, compared exactly.</param>
    /// <returns>The number of times.</returns>
    public int TimesSent(string objectName, string id) => _server.Audit.TimesSent(objectName, id);

    /// <summary>Takes away records, audit trail, faults and used quota; declared objects and fields stay.</summary>
    public void Reset() => _server.Reset();

    /// <summary>Stops the emulator. Calls under way are cut off.</summary>
    /// <returns>A task that ends when it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _vendor.Dispose();
    }

    private static ArgumentException NoObject(string objectName) => new($"There is no object '{objectName}'.", nameof(objectName));
}
