using Census.Sync;

namespace Enterpret.Client.Tests.Destination;

/// <summary>Types of feedback other than reviews, and erasing, as objects of a sync.</summary>
public class FeedbackTests
{
    private const string Why = "What is the main reason for your score?";
    private const string Which = "Which areas matter most to you?";

    [Fact]
    public async Task Columns_of_questions_become_answers_and_the_others_metadata()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await DestinationFixture.PlanAsync(
            destination, EnterpretObjects.SurveyResponses, SyncOperation.Insert,
            new(EnterpretFields.Question(Why), FieldType.String), new(EnterpretFields.Choice(Which)), new(EnterpretFields.Question("Anything else?")), new("nps_score", FieldType.Integer));
        using var batch = new RecordBatch(plan.Schema);
        batch.Add("s1", "Slow sync.", FieldValue.FromArray(["Speed", "Reliability"]), FieldValue.Null, 6);
        batch.Add("s2", FieldValue.Null, "Price", FieldValue.FromArray(["Yes", " ", "No"]), FieldValue.Null);
        batch.Add("s3", FieldValue.Null, FieldValue.Absent, " ", 1);
        batch.Add("s4", "Fine", FieldValue.From(new byte[] { 1, 2 }), FieldValue.Null, 1);

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Rejected], results.Select(result => result.Outcome));
        Assert.Equal(
            """
            {"id":"s1","fileID":"app-store-reviews","type":"SURVEY","createdAt":1748766600,"surveyResponse":{"responses":[{"question":"What is the main reason for your score?","answer":"Slow sync."},{"question":"Which areas matter most to you?","selectedOptions":["Speed","Reliability"]}]},"metadata":{"metadata":{"nps_score":{"array":{"n":[6]}}}}}
            """,
            workspace.Sent(0, "records")[0]!.ToJsonString());
        Assert.Equal(
            $$"""[{"question":"{{Which}}","selectedOptions":["Price"]},{"question":"Anything else?","answer":["Yes","No"]}]""",
            workspace.Sent(0, "records")[1]!["surveyResponse"]!["responses"]!.ToJsonString());
        Assert.Equal(SyncErrorCodes.RequiredField, results[2].Problem!.Code);
        Assert.Equal(EnterpretFields.Choice(Which), results[3].Problem!.Field);
    }

    [Fact]
    public async Task A_survey_without_a_question_is_a_mistake_of_the_mapping()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.SurveyResponses, SyncOperation.Insert, new DestinationField("nps_score", FieldType.Integer));
        using var batch = new RecordBatch(plan.Schema);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(async () => await destination.SyncBatchAsync(plan, batch, Workspace.Token));

        Assert.Contains("EnterpretFields.Question", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<FieldValue> Messages() =>
    [
        FieldValue.FromJson("""[{"actor":"user","text":"Hi","at":"10:00"},{"text":"Hello","actor":"agent"},{"actor":"bot","text":" "}]"""),
        FieldValue.From("""[{"actor":"user","text":"Hi"},{"actor":"agent","text":"Hello"}]"""),
        FieldValue.FromArray([FieldValue.FromJson("""{"actor":"user","text":"Hi"}"""), FieldValue.FromJson("""{"actor":"agent","text":"Hello"}""")]),
    ];

    [Theory, MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public async Task A_column_of_messages_becomes_a_conversation(FieldValue messages)
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        foreach (var target in (DestinationObjectReference[])[EnterpretObjects.Conversations, EnterpretObjects.ForumThreads])
        {
            var plan = await DestinationFixture.PlanAsync(destination, target, SyncOperation.Insert, new DestinationField("channel", FieldType.String));
            using var batch = new RecordBatch(plan.Schema);
            batch.Add([$"c-{target.ObjectName}", messages, Make.Day, "web"], RecordKnowledge.Unknown);

            var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

            Assert.Equal(RecordOutcome.Succeeded, results[0].Outcome);
        }

        Assert.Equal(["CONVERSATION", "FORUM_CONVERSATION_THREAD"], workspace.Emulator.Records.Select(record => (string)record["type"]!).Order());
        Assert.All(
            workspace.Emulator.Records,
            record => Assert.Equal(
                """{"msgs":[{"actor":"user","text":"Hi"},{"actor":"agent","text":"Hello"}]}""", record["conversation"]!.ToJsonString()));
    }

    public static TheoryData<FieldValue, string> BadMessages() => new()
    {
        { FieldValue.Null, SyncErrorCodes.RequiredField },
        { FieldValue.FromJson("[]"), SyncErrorCodes.RequiredField },
        { FieldValue.FromJson("""[{"actor":"user","text":" "}]"""), SyncErrorCodes.RequiredField },
        { FieldValue.FromJson("""{"actor":"user","text":"canary"}"""), SyncErrorCodes.CastFailed },
        { FieldValue.FromJson("""[{"actor":"canary","text":"canary"}]"""), SyncErrorCodes.CastFailed },
        { FieldValue.FromJson("""[{"actor":"user"}]"""), SyncErrorCodes.CastFailed },
        { FieldValue.FromJson("""[{"actor":"user","text":null}]"""), SyncErrorCodes.RequiredField },
        { FieldValue.FromJson("""["canary"]"""), SyncErrorCodes.CastFailed },
        { "canary", SyncErrorCodes.CastFailed },
        { 1, SyncErrorCodes.CastFailed },
        { FieldValue.FromArray(["canary"]), SyncErrorCodes.CastFailed },
    };

    [Theory, MemberData(nameof(BadMessages), DisableDiscoveryEnumeration = true)]
    public async Task What_are_no_messages_is_rejected_without_quoting_it(FieldValue messages, string code)
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.Conversations, SyncOperation.Insert);
        using var batch = new RecordBatch(plan.Schema);
        batch.Add(["c", messages, Make.Day], RecordKnowledge.Unknown);

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal((RecordOutcome.Rejected, code, "Messages"), (results[0].Outcome, results[0].Problem!.Code, results[0].Problem!.Field));
        Assert.DoesNotContain("canary", results[0].Problem!.Message, StringComparison.Ordinal);
        Assert.Empty(workspace.Calls);
    }

    [Fact]
    public async Task Users_are_erased_by_their_key_alone()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination();
        await workspace.CreateClient().Users.UpsertAsync(Make.Users(3), Workspace.Token);
        var plan = await DestinationFixture.PlanAsync(destination, EnterpretObjects.UsersToErase, SyncOperation.Delete);
        using var batch = new RecordBatch(plan.Schema);
        batch.Add(["user-1"], RecordKnowledge.Unknown);
        batch.Add([" "], RecordKnowledge.Unknown);
        batch.Add(["user-2"], RecordKnowledge.Unknown);

        var results = await destination.SyncBatchAsync(plan, batch, Workspace.Token);

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Select(result => result.Outcome));
        Assert.Equal("""{"ids":["user-1","user-2"]}""", workspace.Calls[^1].Body);
        Assert.Equal(["user-0"], workspace.Emulator.Users.Select(user => (string)user["id"]!));
        Assert.Equal(100, (await destination.GetSyncSpeedAsync(plan, Workspace.Token)).MaximumBatchSize);
    }
}
