namespace Census.Sync.Abstractions.Tests.Destinations;

public sealed class SyncPlanTests
{
    private static readonly DestinationObject Target = new("Company")
    {
        Operations = [new(SyncOperation.Upsert, RepeatRule.Safe)],
    };

    private static readonly PlanField Name = new(new("Name", FieldType.String) { IsIdentifier = true });
    private static readonly PlanField Tags = new(new("Tags", FieldType.String) { IsArray = true });
    private static readonly PlanField Csm = new(new("Csm"), LookupBy: "Email");

    [Fact]
    public void The_schema_of_the_batches_follows_the_fields()
    {
        var plan = new SyncPlan(Target, SyncOperation.Upsert, [Name, Tags, Csm], 0);

        Assert.Equal([new("Name", FieldType.String), new("Tags", FieldType.String, IsArray: true), new("Csm")], plan.Schema);
        Assert.Equal([Name, Tags, Csm], plan.Fields);
        Assert.Equal([0], plan.KeyIndexes);
        Assert.Equal(("", ""), (plan.SyncName, plan.RunId));
    }

    [Fact]
    public void A_key_may_have_several_fields()
    {
        var plan = new SyncPlan(Target, SyncOperation.Upsert, [Name, Tags, Csm], 2, 0);

        Assert.Equal([2, 0], plan.KeyIndexes);
    }

    [Fact]
    public void A_plan_without_a_usable_key_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SyncPlan(Target, SyncOperation.Upsert, [Name]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncPlan(Target, SyncOperation.Upsert, [Name], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncPlan(Target, SyncOperation.Upsert, [Name], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncPlan(Target, SyncOperation.Upsert, [], 0));
        Assert.Contains("key", Assert.Throws<ArgumentException>(() => new SyncPlan(Target, SyncOperation.Upsert, [Name, Tags], 0, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_fields_of_one_name_are_refused() =>
        Assert.Contains("'Name'", Assert.Throws<ArgumentException>(() => new SyncPlan(Target, SyncOperation.Upsert, [Name, Name], 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_plan_does_not_follow_the_lists_it_was_made_of()
    {
        List<PlanField> fields = [Name, Tags];
        List<int> keys = [0];
        var plan = new SyncPlan(Target, SyncOperation.Upsert, fields, keys);

        fields.Clear();
        keys[0] = 1;

        Assert.Equal([Name, Tags], plan.Fields);
        Assert.Equal([0], plan.KeyIndexes);
    }

    [Fact]
    public void An_object_says_how_its_operations_may_be_repeated()
    {
        Assert.Equal(RepeatRule.Safe, Target.RepeatRuleOf(SyncOperation.Upsert));
        Assert.Null(Target.RepeatRuleOf(SyncOperation.Delete));
        Assert.Null(new DestinationObject("Nothing").RepeatRuleOf(SyncOperation.Upsert));
        Assert.Equal("Company", Target.Label);
    }
}
