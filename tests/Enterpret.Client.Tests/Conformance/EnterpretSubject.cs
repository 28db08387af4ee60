using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Conformance;

/// <summary>An object of a workspace.</summary>
public abstract class EnterpretSubject : EmulatedSubject
{
    private const string Refused = $$"""{"msg":"{{Canary}}","code":"ErrCodeInvalidFieldFormat","referenceID":"X"}""";
    private Workspace? _workspace;

    /// <summary>Gets which of the objects it is.</summary>
    public abstract DestinationObjectReference Target { get; }

    public override string ObjectName => Target.ObjectName;

    public override TimeProvider Time => Workspace.Time;

    public override IReadOnlyList<VendorRecord> Held => [.. Items.Select(item => new VendorRecord((string)item["id"]!, ValueIn(item)))];

    public override IEnumerable<string> Logged => Workspace.Log.Entries.Select(entry => entry.Text);

    public override IReadOnlyList<string> Secrets =>
    [
        EnterpretEmulator.DefaultUsersKey, EnterpretEmulator.DefaultAccountsKey, EnterpretEmulator.DefaultFeedbackKey, EnterpretEmulator.DefaultPrivacyKey,
    ];

    protected override FaultScript Faults => Workspace.Emulator.Faults;

    protected override IReadOnlyList<EmulatorCall> EmulatorCalls => Workspace.Calls;

    // Any body of a success is taken, but a web page was not written by the API.
    protected override Fault UnreadableSuccess => Fault.Html(200);

    /// <summary>Gets what the workspace holds of the object.</summary>
    protected abstract IReadOnlyList<JsonObject> Items { get; }

    private protected Workspace Workspace => _workspace ?? throw new InvalidOperationException("The subject was not started.");

    public override async ValueTask StartAsync() => _workspace = await Workspace.StartAsync();

    public override SyncDestination Connect(bool wrongKey = false) => Workspace.CreateDestination(options =>
    {
        options.Workspace = "conformance";
        if (!wrongKey)
            return;
        (options.UsersApiKey, options.AccountsApiKey) = ($"{Canary}-wrong-1", $"{Canary}-wrong-2");
        (options.Feedback.ApiKey, options.PrivacyApiKey) = ($"{Canary}-wrong-3", $"{Canary}-wrong-4");
    });

    public override bool AcknowledgesRecords(SyncOperation operation) => false;

    public override string KeyOf(int number) => $"{Canary}-{number:000}";

    public override FieldValue[] RefusedRecord(int number, SyncOperation operation)
    {
        Faults.Add(Fault.Reply(400, Refused), count: null, when: call => call.Ids.Contains(KeyOf(number)));
        return Record(number, $"{Canary} refused");
    }

    public override ValueTask DisposeAsync() => _workspace?.DisposeAsync() ?? default;

    /// <summary>Finds the value of the field that changes.</summary>
    protected abstract string? ValueIn(JsonObject item);
}
