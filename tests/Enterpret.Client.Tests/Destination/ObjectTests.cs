using Census.Sync;

namespace Enterpret.Client.Tests.Destination;

public class ObjectTests
{
    [Fact]
    public async Task The_objects_of_the_keys_are_listed_with_their_operations()
    {
        await using var workspace = await Workspace.StartAsync();

        var objects = await workspace.CreateDestination().ListObjectsAsync(Workspace.Token);

        Assert.Equal(
            [
                EnterpretObjects.Account, EnterpretObjects.User, EnterpretObjects.Reviews, EnterpretObjects.SurveyResponses, EnterpretObjects.Conversations,
                EnterpretObjects.ForumThreads, EnterpretObjects.UsersToErase,
            ],
            objects.Select(o => new DestinationObjectReference("enterpret", o.Name)));
        Assert.All(objects.SkipLast(1), o => Assert.True(o.CanCreateFields));
        Assert.All(objects.SelectMany(o => o.Operations), operation => Assert.Equal(RepeatRule.Safe, operation.Repeat));
        Assert.All(objects.Take(2), o => Assert.Equal([SyncOperation.Upsert, SyncOperation.Insert, SyncOperation.Update], o.Operations.Select(operation => operation.Operation)));
        Assert.All(objects.Skip(2).SkipLast(1), o => Assert.Equal([SyncOperation.Insert], o.Operations.Select(operation => operation.Operation)));
        Assert.Equal([SyncOperation.Delete], objects[^1].Operations.Select(operation => operation.Operation));
    }

    [Fact]
    public async Task The_fields_that_cannot_be_free_are_listed()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();

        var user = await destination.ListFieldsAsync("User", Workspace.Token);
        var review = await destination.ListFieldsAsync("Review Records", Workspace.Token);

        var account = await destination.ListFieldsAsync("Account", Workspace.Token);
        (string, FieldType, bool, bool)[] ofAll = [("Id", FieldType.String, true, true), ("Created At", FieldType.DateTime, false, true)];
        Assert.Equal(ofAll, account.Select(Describe));
        Assert.Equal([.. ofAll, ("account_id", FieldType.String, false, false)], user.Select(Describe));
        Assert.Equal(["Id", "Text", "Created At"], review.Where(field => field.IsRequired).Select(field => field.Name));
        Assert.Equal(["account_id", "user_id", "user_email"], review.Where(field => !field.IsRequired).Select(field => field.Name));

        static (string, FieldType, bool, bool) Describe(DestinationField field) => (field.Name, field.Type, field.IsIdentifier, field.IsRequired);
    }

    [Fact]
    public async Task An_object_without_a_key_does_not_exist()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination(options => options.AccountsApiKey = null);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(async () => await destination.ListFieldsAsync("Account", Workspace.Token));

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, error.Code);
        Assert.DoesNotContain("Account", (await destination.ListObjectsAsync(Workspace.Token)).Select(o => o.Name));
    }

    [Fact]
    public async Task Reviews_without_a_source_cannot_be_written()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination(options => options.Feedback.FileId = null);
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.Reviews, SyncOperation.Insert);
        using var batch = new RecordBatch(plan.Schema);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(async () => await destination.SyncBatchAsync(plan, batch, Workspace.Token));

        Assert.Contains("Feedback:FileId", plan.Object.NotWritableReason, StringComparison.Ordinal);
        Assert.Equal(plan.Object.NotWritableReason, error.Message);
    }

    [Fact]
    public async Task A_plan_that_cannot_work_is_refused()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var good = await DestinationFixture.PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert);
        SyncPlan[] plans =
        [
            new(good.Object, SyncOperation.Delete, good.Fields, 0),
            new(good.Object, SyncOperation.Upsert, [good.Fields[0]], 0),
            new(good.Object, SyncOperation.Upsert, good.Fields, 1),
            new(good.Object, SyncOperation.Upsert, good.Fields, 0, 1),
            new(good.Object, SyncOperation.Upsert, [.. good.Fields, new(new("Account"), "Email")], 0),
            new(new("Elsewhere"), SyncOperation.Upsert, good.Fields, 0),
        ];

        foreach (var plan in plans)
        {
            using var batch = new RecordBatch(plan.Schema);
            batch.Add()[0] = "u1";
            var error = await Assert.ThrowsAsync<SyncDestinationException>(async () => await destination.SyncBatchAsync(plan, batch, Workspace.Token));
            Assert.Equal(SyncErrorCodes.InvalidConfiguration, error.Code);
        }

        Assert.Empty(workspace.Calls);
    }

    [Fact]
    public async Task Speed_and_estimate_follow_the_limits()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var users = await DestinationFixture.PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert);
        var update = await DestinationFixture.PlanAsync(destination, EnterpretObjects.User, SyncOperation.Update);
        var reviews = await DestinationFixture.PlanAsync(destination, EnterpretObjects.Reviews, SyncOperation.Insert);

        Assert.Equal(new(15), await destination.GetSyncSpeedAsync(users, Workspace.Token));
        Assert.Equal(new(20), await destination.GetSyncSpeedAsync(reviews, Workspace.Token));
        Assert.Equal(new(100, 16), await workspace.CreateDestination(options => options.Feedback.Limits = EnterpretLimits.Documented2026).GetSyncSpeedAsync(reviews, Workspace.Token));
        Assert.Equal(new(15, 3), await workspace.CreateDestination(options => options.MaximumParallelRequests = 3).GetSyncSpeedAsync(users, Workspace.Token));
        Assert.Equal(new(1, TimeSpan.Zero, null), await destination.EstimateAsync(users, new(1, 0, 0), Workspace.Token));
        Assert.Equal(new(67, TimeSpan.FromMinutes(3), null), await destination.EstimateAsync(users, new(1000, 5, 0), Workspace.Token));
        Assert.Equal(new(1, TimeSpan.Zero, null), await destination.EstimateAsync(update, new(1000, 5, 10), Workspace.Token));
        Assert.Equal(new(51, TimeSpan.FromMinutes(2), null), await destination.EstimateAsync(reviews, new(1000, 5000, 20), Workspace.Token));
        Assert.Equal(new(0, TimeSpan.Zero, null), await destination.EstimateAsync(users, new(0, 0, 0), Workspace.Token));
    }

    [Fact]
    public async Task The_environment_tells_workspaces_apart_without_a_key()
    {
        await using var workspace = await Workspace.StartAsync();

        var one = workspace.CreateDestination().Environment;
        var other = workspace.CreateDestination(options => options.UsersApiKey = "other").Environment;
        var named = workspace.CreateDestination(options => options.Workspace = "eu").Environment;

        Assert.Equal(one, workspace.CreateDestination(options => options.QuotaShare = 0.5).Environment);
        Assert.NotEqual(one, other);
        Assert.Matches("^enterpret enterpret.localhost [0-9a-f]{16}$", one);
        Assert.Equal("enterpret enterpret.localhost eu", named);
    }
}
