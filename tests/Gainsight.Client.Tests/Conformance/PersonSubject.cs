using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Gainsight.Client.Tests.Conformance;

public sealed class PersonSubject : PeopleSubject
{
    public override string ObjectName => "Person";

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } = [SyncBehavior.UpdateOrCreate];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("Email"), new("LinkedinUrl"), new("EmailOptOut"), new("Comments")];

    public override FieldValue WrongType => $"{Canary} maybe";

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), FieldValue.Absent, true, value];
}
