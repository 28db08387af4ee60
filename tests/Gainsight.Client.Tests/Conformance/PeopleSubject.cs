using Census.Sync;
using Census.Sync.ConformanceTests;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

/// <summary>Persons by themselves or somewhere, named by their addresses.</summary>
public abstract class PeopleSubject : GainsightSubject
{
    // No sample of an answer is published, so one without IDs is a success as well: a person is one call.
    public override bool AcknowledgesRecords(SyncOperation operation) => false;

    public override string KeyOf(int number) => $"{Canary}.{number:000}@example.com";

    /// <summary>Lists the records of persons at companies or on relationships.</summary>
    protected IReadOnlyList<VendorRecord> HeldByPerson(string valueField) =>
    [
        .. Tenant.Emulator.Records(ObjectName).Select(record => new VendorRecord(
            Tenant.Emulator.Find("person", "Gsid", record.Text("Person_ID"))!.Text("Email"), (string?)record[valueField])),
    ];
}
