using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.Emulators;
using Enterpret.Client;

namespace EndToEnd.Tests.Vendors;

/// <summary>Users: written and never read, so that what is there by other means has to be told.</summary>
public sealed class EnterpretPresenceTests : PresenceConformance, IAsyncLifetime
{
    private static readonly DateTimeOffset s_day = new(2025, 6, 1, 8, 30, 0, TimeSpan.Zero);
    private EnterpretEmulator _emulator = null!;
    private HttpClient _http = null!;
    private EnterpretClient _client = null!;

    protected override SyncOperation[] Offered => [SyncOperation.Upsert, SyncOperation.Insert, SyncOperation.Update];

    protected override bool ClearsFields => false;

    protected override SyncDestination Destination => new EnterpretDestination(_client);

    protected override string ObjectName => EnterpretObjects.User.ObjectName;

    public async ValueTask InitializeAsync()
    {
        _emulator = await EnterpretEmulator.StartAsync(new() { RejectUnknownProperties = true }, TestContext.Current.CancellationToken);
        _http = new(_emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new(new() { BaseAddress = _emulator.BaseAddress, UsersApiKey = EnterpretEmulator.DefaultUsersKey }, _http);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _http.Dispose();
        await _emulator.DisposeAsync();
    }

    protected override SyncBuilder Map(SyncBuilder sync) =>
        sync.Key("key", EnterpretFields.Id).MapConstant(EnterpretFields.CreatedAt, s_day).Map("value", "Value", FieldType.String);

    protected override async ValueTask PutAsync(string key, string value) =>
        await _client.Users.UpsertAsync(new EnterpretUser(key, s_day) { ["Value"] = value }, TestContext.Current.CancellationToken);

    protected override IEnumerable<string> ValuesOf(string key) =>
        _emulator.Users.Where(user => (string?)user["id"] == key).Select(user => user["attributes"]!.ToJsonString())
            .Select(attributes => new[] { PresenceTable.First, PresenceTable.Second, PresenceTable.Theirs }.Single(value => attributes.Contains(value, StringComparison.Ordinal)));

    protected override int TimesSent(string key) => _emulator.TimesSent("users", key);
}
