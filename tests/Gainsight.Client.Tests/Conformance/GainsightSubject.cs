using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.Emulators;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

/// <summary>An object of a tenant that has a field or two more than it needs.</summary>
public abstract class GainsightSubject : EmulatedSubject
{
    private Tenant? _tenant;

    public override TimeProvider Time => Tenant.Time;

    public override bool IsReadable => true;

    public override IReadOnlyList<VendorRecord> Held =>
        [.. Tenant.Emulator.Records(ObjectName).Select(record => new VendorRecord(record.Text(KeyField), (string?)record[Fields[^1].Name]))];

    public override IEnumerable<string> Logged => Tenant.Recorded.Entries.Select(entry => entry.Text);

    public override IReadOnlyList<string> Secrets => [GainsightEmulator.DefaultAccessKey];

    /// <summary>Gets the field that has the name of a sample.</summary>
    protected virtual string KeyField => Fields[0].Name;

    protected override FaultScript Faults => Tenant.Emulator.Faults;

    protected override IReadOnlyList<EmulatorCall> EmulatorCalls => Tenant.Calls;

    protected override Fault UnreadableSuccess => Fault.MalformedJson();

    private protected Tenant Tenant => _tenant ?? throw new InvalidOperationException("The subject was not started.");

    public override async ValueTask StartAsync() => _tenant = await Tenant.StartAsync();

    public override SyncDestination Connect(bool wrongKey = false) =>
        Tenant.CreateDestination(options => options.AccessKey = wrongKey ? $"{Canary}-wrong-key" : options.AccessKey);

    // A deletion is a call for one record.
    public override bool AcknowledgesRecords(SyncOperation operation) => operation != SyncOperation.Delete;

    public override string KeyOf(int number) => $"{Canary} {number:000}";

    /// <summary>Makes a sample whose reference leads nowhere; of a deletion, one whose call the tenant refuses.</summary>
    public override FieldValue[] RefusedRecord(int number, SyncOperation operation)
    {
        var record = Record(number, $"{Canary} refused");
        if (operation != SyncOperation.Delete)
        {
            record[1] = $"{Canary} no id";
            return record;
        }

        var gsid = Tenant.Emulator.Find(ObjectName, KeyField, KeyOf(number))!.Text("Gsid");
        Faults.Add(Fault.ResultFalse("GSOBJ_1008"), $"/{gsid}", "DELETE", count: null);
        return record;
    }

    public override IEnumerable<JsonNode?> BodiesIn(JsonNode? rendered) => rendered!.AsArray().Select(call => call!["body"]).OfType<JsonNode>();

    public override FieldValue ValueFor(DestinationField field) => field.Name switch
    {
        "SfdcAccountId" => "001000000000001AAA",
        "LinkedinUrl" or "Person_ID__gr.LinkedinUrl" => "https://example.com/canary",
        _ when field.KeyComparison == KeyComparison.Email => "canary@example.com",
        _ => base.ValueFor(field),
    };

    public override ValueTask DisposeAsync() => _tenant?.DisposeAsync() ?? default;
}
