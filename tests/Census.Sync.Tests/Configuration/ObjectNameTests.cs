using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Configuration;

/// <summary>How the object is found that a sync writes to.</summary>
public sealed class ObjectNameTests
{
    [Fact]
    public async Task The_case_of_a_name_does_not_matter_and_changes_nothing()
    {
        var sync = new TestSync { ObjectName = "THING" }.WithRows(3);

        Assert.Equal(3, (await sync.RunCompletedAsync()).RecordsCreated);
        sync.ObjectName = "thing";
        Assert.Equal(3, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
        Assert.Equal("Thing", sync.Destination.LastPlan!.Object.Name);
    }

    [Fact]
    public async Task Two_names_that_differ_in_case_alone_are_not_confused()
    {
        var sync = new TestSync().WithRows(1);
        sync.Destination.OtherObjects.Add(new("thing") { NotWritableReason = "it is another" });

        Assert.Equal(1, (await sync.RunCompletedAsync()).RecordsCreated);
        sync.ObjectName = "THING";
        Assert.Contains("no object 'THING'", (await sync.RunAsync()).ErrorMessage, StringComparison.Ordinal);
    }
}
