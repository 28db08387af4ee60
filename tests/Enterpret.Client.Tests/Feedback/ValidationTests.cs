using Census.Sync;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Feedback;

/// <summary>What an old integration would swallow with a 200 is refused here, with record, place and rule.</summary>
public class ValidationTests
{
    public static TheoryData<string, EnterpretFeedbackRecord> BadRecords() => new()
    {
        { "id", new EnterpretReview(" ", "text", Make.Day) },
        { "fileID", new EnterpretReview("1", "text", Make.Day) { FileId = " " } },
        { "createdAt", new EnterpretReview("1", "text", new(1999, 12, 31, 23, 59, 59, TimeSpan.Zero)) },
        { "createdAt", new EnterpretReview("1", "text", new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)) },
        { "text", new EnterpretReview("1", " \n", Make.Day) },
        { "metadata.a", new EnterpretReview("1", "text", Make.Day) { ["a"] = ["x", 1] } },
        { "metadata.a", new EnterpretReview("1", "text", Make.Day) { ["a"] = (1L << 53) + 1 } },
        { "surveyResponse.responses", new EnterpretSurveyResponse("1", Make.Day) },
        { "surveyResponse.responses[0].question", new EnterpretSurveyResponse("1", Make.Day, new EnterpretSurveyAnswer(" ", "yes")) },
        { "surveyResponse.responses[0].answer", new EnterpretSurveyResponse("1", Make.Day, new EnterpretSurveyAnswer("Why?")) },
        { "surveyResponse.responses[1].answer", new EnterpretSurveyResponse("1", Make.Day, new("Why?", "So"), new("How?", "a", "")) },
        { "surveyResponse.responses[0].selectedOptions", new EnterpretSurveyResponse("1", Make.Day, new EnterpretSurveyAnswer("Which?") { SelectedOptions = [" "] }) },
        { "conversation.msgs", new EnterpretConversation("1", Make.Day) },
        { "conversation.msgs", new EnterpretForumThread("1", Make.Day, new EnterpretMessage(EnterpretActor.User, " ")) },
    };

    [Theory, MemberData(nameof(BadRecords), DisableDiscoveryEnumeration = true)]
    public async Task A_record_that_breaks_a_rule_is_not_sent_and_the_others_are(string path, EnterpretFeedbackRecord bad)
    {
        await using var workspace = await Workspace.StartAsync(options => options.Validation = EnterpretValidation.Legacy);
        var client = workspace.CreateClient();

        var result = await client.Feedback.SendAsync([Make.Review(1), bad, Make.Review(2)], Workspace.Token);

        Assert.Equal(
            [EnterpretOutcomeStatus.Delivered, EnterpretOutcomeStatus.Rejected, EnterpretOutcomeStatus.Delivered], result.Outcomes.Select(outcome => outcome.Status));
        Assert.StartsWith($"records[1].{path}: ", result.Outcomes[1].Problem!.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{path}: ", client.Feedback.Validate(bad)!.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => client.Feedback.SendAsync(bad, Workspace.Token));
        Assert.Throws<ArgumentException>(() => client.Feedback.Render(bad));
        Assert.Equal(2, workspace.Emulator.Records.Count);
    }

    [Fact]
    public async Task Nothing_in_place_of_a_part_is_a_broken_rule()
    {
        await using var workspace = await Workspace.StartAsync();
        var feedback = workspace.CreateClient().Feedback;

        Assert.StartsWith(
            "conversation.msgs[1]: ", feedback.Validate(new EnterpretConversation("c", Make.Day, new EnterpretMessage(EnterpretActor.Bot, "Hello"), null!))!.Message, StringComparison.Ordinal);
        Assert.StartsWith("surveyResponse.responses[0].question: ", feedback.Validate(new EnterpretSurveyResponse("s", Make.Day, [null!]))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blank_message_is_left_out_of_a_conversation()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(
            new EnterpretConversation("1", Make.Day, new(EnterpretActor.Bot, ""), new(EnterpretActor.User, "Hello"), new(EnterpretActor.Agent, " ")), Workspace.Token);

        Assert.Equal("""[{"actor":"user","text":"Hello"}]""", workspace.Sent(0, "records")[0]!["conversation"]!["msgs"]!.ToJsonString());
    }

    [Fact]
    public async Task Several_answers_to_a_question_are_a_list()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(new EnterpretSurveyResponse("1", Make.Day, new EnterpretSurveyAnswer("What?", "This", "\"That\"\n")), Workspace.Token);

        Assert.Equal(["This", "\"That\"\n"], workspace.Sent(0, "records")[0]!["surveyResponse"]!["responses"]![0]!["answer"]!.AsArray().Select(text => (string)text!));
    }

    [Fact]
    public async Task Types_of_feedback_share_a_request()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient().Feedback.SendAsync(
            [Make.Review(1), new EnterpretSurveyResponse("s", Make.Day, new EnterpretSurveyAnswer("Why?", "So")), new EnterpretForumThread("f", Make.Day, new EnterpretMessage(EnterpretActor.User, "Hi"))],
            Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Single(workspace.Calls);
    }

    [Fact]
    public async Task Links_have_the_same_names_in_all_records()
    {
        await using var workspace = await Workspace.StartAsync();
        var review = new EnterpretReview("1", "text", Make.Day) { UserId = " u1 ", UserEmail = "Jo@example.com", AccountId = "acc" };

        await workspace.CreateClient().Feedback.SendAsync(review, Workspace.Token);
        await workspace.CreateClient().Users.UpsertAsync(new EnterpretUser("u1", Make.Day) { AccountId = "acc " }, Workspace.Token);

        Assert.Equal(
            """{"metadata":{"user_id":{"array":{"s":["u1"]}},"user_email":{"array":{"s":["Jo@example.com"]}},"account_id":{"array":{"s":["acc"]}}}}""",
            workspace.Sent(0, "records")[0]!["metadata"]!.ToJsonString());
        Assert.Equal("""{"account_id":{"s":["acc"]}}""", workspace.Sent(1, "users")[0]!["attributes"]!.ToJsonString());
        Assert.Equal(("u1", null), (review.UserId, new EnterpretReview("2", "text", Make.Day).AccountId));
    }

    [Fact]
    public async Task What_is_rendered_is_what_is_sent()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient();

        await client.Feedback.SendAsync(Make.Review(1, "Schön, \"genau\"\t😀 \uD800 </script>"), Workspace.Token);
        await client.Users.UpsertAsync(Make.User(1), Workspace.Token);

        Assert.Equal(workspace.Calls[0].Body, client.Feedback.Render(Make.Review(1, "Schön, \"genau\"\t😀 \uD800 </script>")));
        Assert.Equal(workspace.Calls[1].Body, client.Users.Render(Make.User(1)));
        Assert.Null(client.Users.Validate(Make.User(1)));
        Assert.Equal("Schön, \"genau\"\t😀 \uFFFD </script>", (string)workspace.Sent(0, "records")[0]!["text"]!);
    }

    [Fact]
    public async Task An_odd_name_is_told_once_and_sent()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(
            [new EnterpretReview("1", "text", Make.Day) { ["App Version"] = "1" }, new EnterpretReview("2", "text", Make.Day) { ["App Version"] = "1", ["fine_1"] = 1 }],
            Workspace.Token);

        Assert.Equal(2, workspace.Emulator.Records.Count);
        Assert.Single(workspace.Log.Entries, entry => entry.Id.Id == 1002 && entry.Text.Contains("App Version", StringComparison.Ordinal));
        Assert.DoesNotContain(workspace.Log.Entries, entry => entry.Text.Contains("fine_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_blank_user_is_not_erased_and_the_others_are()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient();
        await client.Users.UpsertAsync(Make.Users(3), Workspace.Token);

        var result = await client.Privacy.EraseUsersAsync(["user-0", " ", "user-1", "user-0"], Workspace.Token);

        Assert.Equal(
            [EnterpretOutcomeStatus.Delivered, EnterpretOutcomeStatus.Rejected, EnterpretOutcomeStatus.Delivered, EnterpretOutcomeStatus.NotSent],
            result.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(SyncErrorCodes.NullKey, result.Outcomes[1].Problem!.Code);
        Assert.Equal(["user-2"], workspace.Emulator.Users.Select(user => (string)user["id"]!));
    }

    [Fact]
    public async Task Erasing_more_than_a_request_takes_needs_several()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient().Privacy.EraseUsersAsync([.. Enumerable.Range(0, 250).Select(number => $"user-{number}")], Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal([100, 100, 50], workspace.Calls.Select(call => call.Records));
    }
}
