using Census.Sync;

namespace Enterpret.Client.Tests.Destination;

public class FieldTypeTests
{
    [Fact]
    public async Task The_first_value_decides_the_type_that_is_not_declared()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert, new("Seats"), new("Plan"));
        using var first = new RecordBatch(plan.Schema);
        first.Add("u1", FieldValue.Null, "gold");
        first.Add("u2", 12, "gold");
        using var second = new RecordBatch(plan.Schema);
        second.Add("u3", "canary", "gold");
        second.Add("u4", FieldValue.FromArray(["canary"]), "gold");
        second.Add("u5", 1.5m, FieldValue.FromArray(["gold", "silver"]));

        var before = await destination.SyncBatchAsync(plan, first, Workspace.Token);
        var results = await destination.SyncBatchAsync(plan, second, Workspace.Token);

        Assert.All(before, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal([RecordOutcome.Rejected, RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Select(result => result.Outcome));
        Assert.All(results.Take(2), result => Assert.Equal((SyncErrorCodes.CastFailed, "Seats"), (result.Problem!.Code, result.Problem.Field)));
        Assert.DoesNotContain("canary", results[0].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(["u1", "u2", "u5"], workspace.Emulator.Users.Select(user => (string)user["id"]!));
    }

    [Fact]
    public async Task A_date_is_a_text_or_a_number_as_the_option_says()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination(options => options.Dates = EnterpretDateEncoding.EpochSeconds);
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert, new DestinationField("Since"));
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("u1", new DateOnly(2020, 2, 3));
        batch.Add("u2", 1_580_688_000L);
        batch.Add("u3", "2020-02-03");

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Succeeded, RecordOutcome.Rejected], results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task A_field_that_changes_its_type_is_told_once()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient();

        foreach (var seats in (EnterpretValue[])[12, "12", 13, "13"])
            await client.Users.UpsertAsync(new EnterpretUser("u", Make.Day) { ["Seats"] = seats, ["Name"] = "name" }, Workspace.Token);

        var told = Assert.Single(workspace.Log.Entries, entry => entry.Id.Id == 1003);
        Assert.Contains("'Seats' of users", told.Text, StringComparison.Ordinal);
        Assert.Equal(4, workspace.Calls.Count);
    }

    [Fact]
    public async Task The_plan_warns_of_what_is_odd_about_its_fields()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var odd = await DestinationFixture.PlanAsync(destination, EnterpretObjects.Reviews, SyncOperation.Insert, new("App Version", FieldType.String), new("1st", FieldType.Integer), new("rating"));
        var usual = await DestinationFixture.PlanAsync(destination, EnterpretObjects.Reviews, SyncOperation.Insert, new("app_version", FieldType.String), new("rating", FieldType.Integer));
        var survey = await DestinationFixture.PlanAsync(destination, EnterpretObjects.SurveyResponses, SyncOperation.Insert, new DestinationField(EnterpretFields.Question("Why?")));

        var warnings = await destination.ListWarningsAsync(odd, Workspace.Token);

        Assert.Contains(warnings, warning => warning.EndsWith(": 'App Version', '1st'.", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.EndsWith(": 'rating'.", StringComparison.Ordinal));
        Assert.Equal(2, warnings.Count);
        Assert.Empty(await destination.ListWarningsAsync(usual, Workspace.Token));
        Assert.Empty(await destination.ListWarningsAsync(survey, Workspace.Token));
    }

    [Fact]
    public async Task The_plan_warns_of_a_state_that_cannot_tell_workspaces_apart()
    {
        await using var workspace = await Workspace.StartAsync();
        static void Rolling(EnterpretClientOptions options) => (options.Feedback.ApiKey, options.Feedback.ApiKeyProvider) = (null, _ => new("key"));
        var rolling = workspace.CreateDestination(Rolling);
        var named = workspace.CreateDestination(options => { Rolling(options); options.Workspace = "eu"; });
        var plan = await DestinationFixture.PlanAsync(rolling, EnterpretObjects.Reviews, SyncOperation.Insert);

        Assert.Contains("Workspace", Assert.Single(await rolling.ListWarningsAsync(plan, Workspace.Token)), StringComparison.Ordinal);
        Assert.Empty(await named.ListWarningsAsync(plan, Workspace.Token));
    }

    [Fact]
    public async Task A_refusal_tells_the_reference_for_the_support()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(
            Census.Sync.Emulators.Fault.Reply(400, """{"msg":"canary","code":"ErrCodeInvalidFieldFormat","referenceID":"8B5OQA"}"""));
        var destination = workspace.CreateDestination();
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert);
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("u1");

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal("ErrCodeInvalidFieldFormat", results[0].Problem!.Code);
        Assert.Contains("8B5OQA", results[0].Problem!.Message, StringComparison.Ordinal);
    }
}
