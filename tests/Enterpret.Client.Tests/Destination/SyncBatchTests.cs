using Census.Sync;
using static Enterpret.Client.Tests.Destination.DestinationFixture;

namespace Enterpret.Client.Tests.Destination;

public class SyncBatchTests
{
    [Fact]
    public async Task Users_are_written_with_attributes_of_the_declared_types()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(
            destination, EnterpretObjects.User, SyncOperation.Upsert,
            new("Name", FieldType.String), new("Seats", FieldType.Integer), new("Ratio", FieldType.Float), new("Paying", FieldType.Boolean),
            new("Since", FieldType.Date), new("Tags", FieldType.String) { IsArray = true }, new("Anything"));
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("u1", "John", 12, 0.5, true, new DateOnly(2020, 2, 3), FieldValue.FromArray(["a", "b"]), 1.50m);
        batch.Add("u2", FieldValue.Null, FieldValue.Absent, "".Length == 0 ? FieldValue.From("") : default, FieldValue.FromArray([]), FieldValue.Null, FieldValue.Null, 2);

        var rendered = await destination.RenderAsync(plan, batch);
        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.All(results, result => Assert.Equal(RecordResult.Succeeded(), result));
        Assert.Equal(
            """
            {"users":[{"id":"u1","attributes":{"Name":{"s":["John"]},"Seats":{"n":[12]},"Ratio":{"n":[0.5]},"Paying":{"b":[true]},
            "Since":{"s":["2020-02-03"]},"Tags":{"s":["a","b"]},"Anything":{"n":[1.5]}},"createdAt":1748766600},
            {"id":"u2","attributes":{"Anything":{"n":[2]}},"createdAt":1748766600}]}
            """.ReplaceLineEndings(""),
            workspace.Calls[0].Body);
        Assert.Equal(workspace.Calls[0].Body, rendered);
        Assert.Equal("/webhook/users/custom", workspace.Calls[0].Path);
    }

    [Fact]
    public async Task Reviews_are_written_with_metadata()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(destination, EnterpretObjects.Reviews, SyncOperation.Insert, new("rating", FieldType.Integer), new("user_id", FieldType.String));
        using var batch = new RecordBatch(plan.Schema);
        batch.Add(["r1", "Great", Make.Day, 5, "u1"]);
        batch.Add(["r2", "Bad", new DateOnly(2025, 6, 1), FieldValue.Null, FieldValue.Null]);

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal(
            """
            {"records":[{"id":"r1","fileID":"app-store-reviews","type":"REVIEW","createdAt":1748766600,"text":"Great",
            "metadata":{"metadata":{"rating":{"array":{"n":[5]}},"user_id":{"array":{"s":["u1"]}}}}},
            {"id":"r2","fileID":"app-store-reviews","type":"REVIEW","createdAt":1748736000,"text":"Bad","metadata":{}}]}
            """.ReplaceLineEndings(""),
            workspace.Calls[0].Body);
    }

    public static TheoryData<FieldValue[], string, string?> BadRecords() => new()
    {
        { [FieldValue.Null, Make.Day, 1], SyncErrorCodes.NullKey, "Id" },
        { [" ", Make.Day, 1], SyncErrorCodes.NullKey, "Id" },
        { [true, Make.Day, 1], SyncErrorCodes.CastFailed, "Id" },
        { ["bad", FieldValue.Null, 1], SyncErrorCodes.RequiredField, "Created At" },
        { ["bad", "2025-06-01", 1], SyncErrorCodes.CastFailed, "Created At" },
        { ["bad", Make.Day, "canary"], SyncErrorCodes.CastFailed, "Seats" },
        { ["bad", Make.Day, true], SyncErrorCodes.CastFailed, "Seats" },
        { ["bad", Make.Day, FieldValue.FromArray([1, "canary"])], SyncErrorCodes.CastFailed, "Seats" },
        { ["bad", Make.Day, FieldValue.FromArray([1, FieldValue.Null])], SyncErrorCodes.CastFailed, "Seats" },
        { ["bad", Make.Day, double.NaN], SyncErrorCodes.NotAllowed, "Seats" },
        { ["bad", Make.Day, FieldValue.FromNumber("123456789012345678901234567890")], SyncErrorCodes.NotAllowed, "Seats" },
        { ["bad", Make.Day, FieldValue.FromJson("""{"a":"canary"}""")], SyncErrorCodes.CastFailed, "Seats" },
        { ["bad", Make.Day, FieldValue.From([1, 2, 3])], SyncErrorCodes.CastFailed, "Seats" },
    };

    [Theory, MemberData(nameof(BadRecords), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_record_is_rejected_here_and_the_others_are_sent(FieldValue[] bad, string code, string? field)
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert, new DestinationField("Seats", FieldType.Integer));
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("u1", 1);
        batch.Add(bad);
        batch.Add("u3", 3);

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Select(result => result.Outcome));
        Assert.Equal((code, field), (results[1].Problem!.Code, results[1].Problem!.Field));
        Assert.DoesNotContain("canary", results[1].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(["u1", "u3"], Assert.Single(workspace.Calls).Ids);
    }

    [Fact]
    public async Task An_identifier_may_be_a_number_of_the_source()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(destination, EnterpretObjects.Account, SyncOperation.Upsert);
        using var batch = new RecordBatch(plan.Schema);
        batch.Add([42, Make.Day]);

        await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal("42", workspace.Emulator.Accounts[0]["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(SyncOperation.Upsert, EnterpretUnknownKeys.Skip, new[] { RecordOutcome.Succeeded, RecordOutcome.Succeeded, RecordOutcome.Succeeded }, null)]
    [InlineData(SyncOperation.Update, EnterpretUnknownKeys.Skip, new[] { RecordOutcome.Skipped, RecordOutcome.Succeeded, RecordOutcome.Succeeded }, SyncErrorCodes.NotFound)]
    [InlineData(SyncOperation.Update, EnterpretUnknownKeys.Send, new[] { RecordOutcome.Succeeded, RecordOutcome.Succeeded, RecordOutcome.Succeeded }, null)]
    [InlineData(SyncOperation.Insert, EnterpretUnknownKeys.Send, new[] { RecordOutcome.Succeeded, RecordOutcome.Skipped, RecordOutcome.Succeeded }, SyncErrorCodes.AlreadyExists)]
    public async Task What_is_sent_follows_the_operation_and_what_is_known(SyncOperation operation, EnterpretUnknownKeys unknownKeys, RecordOutcome[] outcomes, string? reason)
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination(options => options.UnknownKeys = unknownKeys);
        var plan = await PlanAsync(destination, EnterpretObjects.User, operation);
        using var batch = new RecordBatch(plan.Schema);
        foreach (var knowledge in (RecordKnowledge[])[RecordKnowledge.Unknown, RecordKnowledge.Accepted, RecordKnowledge.InDoubt])
            batch.Add($"{knowledge}", knowledge);

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal(outcomes, results.Select(result => result.Outcome));
        Assert.Equal(reason, results.SingleOrDefault(result => result.Outcome == RecordOutcome.Skipped).Problem?.Code);
        Assert.Equal(outcomes.Count(outcome => outcome == RecordOutcome.Succeeded), workspace.Emulator.Users.Count);
    }

    [Fact]
    public async Task A_batch_that_sends_nothing_costs_nothing()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(destination, EnterpretObjects.User, SyncOperation.Update);
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("u1");

        await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Empty(workspace.Calls);
        Assert.Equal("null", await destination.RenderAsync(plan, batch));
    }

    [Fact]
    public async Task What_does_not_fit_by_bytes_is_deferred_and_what_never_will_is_rejected()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert, new DestinationField("Bio", FieldType.String));
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("u1", new string('語', 30_000));
        batch.Add("u2", new string('語', 70_000));
        batch.Add("u3", new string('語', 30_000));
        batch.Add("u4", new string('語', 30_000));
        batch.Add("u5", "short");

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal(
            [RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded, RecordOutcome.Deferred, RecordOutcome.Deferred],
            results.Select(result => result.Outcome));
        Assert.Equal(EnterpretProblemCodes.RecordTooLarge, results[1].Problem!.Code);
        Assert.InRange(Assert.Single(workspace.Calls).RequestBytes, 180_000, 200_000);
    }

    [Fact]
    public async Task More_than_fifteen_are_deferred()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await PlanAsync(destination, EnterpretObjects.Account, SyncOperation.Upsert);
        using var batch = new RecordBatch(plan.Schema);
        for (var i = 0; i < 17; i++)
            batch.Add($"a{i}");

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal(15, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
        Assert.All(results.Skip(15), result => Assert.Equal(RecordResult.Deferred, result));
    }
}
