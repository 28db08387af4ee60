namespace Census.Sync.ConformanceTests;

public sealed class EveryDestinationHasItsSuiteTests
{
    private static readonly DestinationObject Things = new("Thing")
    {
        Operations = [new(SyncOperation.Upsert), new(SyncOperation.Update), new(SyncOperation.Insert), new(SyncOperation.Delete)],
    };

    [Fact]
    public void Nothing_is_missed_if_all_has_a_subject() => Assert.Empty(EveryDestinationHasItsSuite.Missing([Things], [new ModelSubject()]));

    [Fact]
    public void An_object_without_a_subject_is_missed() => Assert.Equal(
        ["Other: CreateOnly"],
        EveryDestinationHasItsSuite.Missing([Things, new("Other") { Operations = [new(SyncOperation.Insert)] }, new("Locked")], [new ModelSubject()]));

    [Fact]
    public void A_behaviour_without_a_subject_or_an_operation_is_missed() => Assert.Equal(
        ["Thing: Delete", "Thing: Mirror"],
        EveryDestinationHasItsSuite.Missing(
            [Things with { Operations = [new(SyncOperation.Upsert), new(SyncOperation.Update), new(SyncOperation.Insert)] }], [new ModelSubject()]));
}
