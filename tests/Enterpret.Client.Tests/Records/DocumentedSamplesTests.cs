using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Enterpret.Client.Tests.Records;

/// <summary>The requests that the vendor's pages show come out exactly so, and go back in.</summary>
public class DocumentedSamplesTests
{
    private const string Users = """
        { "users": [ { "id": "id312378",
            "attributes": { "Name": { "s": ["John Doe"] }, "Age": { "n": [45] }, "Email": { "s": ["john@example.com"] }, "account_id": { "s": ["acc-42"] } },
            "createdAt": 1698319745 } ] }
        """;

    private const string Accounts = """
        { "accounts": [ { "id": "acc-42", "attributes": { "planType": { "s": ["enterprise"] }, "ARR": { "n": [120000] } }, "createdAt": 1640995200 } ] }
        """;

    private const string Reviews = """
        { "records": [ { "id": "appstore-10293847", "fileID": "app-store-reviews", "type": "REVIEW", "createdAt": 1760000000,
            "text": "Export keeps failing since the last update.",
            "metadata": { "metadata": {
                "rating": { "array": { "n": [2] } }, "app_version": { "array": { "s": ["3.4.0"] } },
                "is_paying": { "array": { "b": [true] } }, "user_id": { "array": { "s": ["id312378"] } } } } } ] }
        """;

    private const string Surveys = """
        { "records": [ { "id": "nps-2026-q1-88211", "fileID": "nps-2026-q1", "type": "SURVEY", "createdAt": 1760000000,
            "surveyResponse": { "responses": [
                { "question": "What is the main reason for your score?", "answer": "Sync between devices is slow." },
                { "question": "Which areas matter most to you?", "selectedOptions": ["Speed", "Reliability"] } ] },
            "metadata": { "metadata": { "nps_score": { "array": { "n": [6] } } } } } ] }
        """;

    private const string Conversations = """
        { "records": [ { "id": "chat-551029", "fileID": "support-chats", "type": "CONVERSATION", "createdAt": 1760000000,
            "conversation": { "msgs": [
                { "actor": "user", "text": "Where did the PDF export go?" },
                { "actor": "bot", "text": "Let me connect you to an agent." },
                { "actor": "agent", "text": "It moved to the share menu." } ] },
            "metadata": {} } ] }
        """;

    [Fact]
    public async Task A_user()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Users.UpsertAsync(
            new EnterpretUser("id312378", DateTimeOffset.FromUnixTimeSeconds(1698319745))
            {
                ["Name"] = "John Doe",
                ["Age"] = 45,
                ["Email"] = "john@example.com",
                ["account_id"] = "acc-42",
            },
            Workspace.Token);

        Assert.Equal(Compact(Users), Compact(workspace.Calls[0].Body!));
        AssertGoesBackIn(Users, "users", EnterpretJsonContext.Default.EnterpretUser);
    }

    [Fact]
    public async Task An_account()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Accounts.UpsertAsync(
            new EnterpretAccount("acc-42", DateTimeOffset.FromUnixTimeSeconds(1640995200)) { ["planType"] = "enterprise", ["ARR"] = 120000 }, Workspace.Token);

        Assert.Equal(Compact(Accounts), Compact(workspace.Calls[0].Body!));
        AssertGoesBackIn(Accounts, "accounts", EnterpretJsonContext.Default.EnterpretAccount);
    }

    [Fact]
    public async Task A_review()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(
            new EnterpretReview("appstore-10293847", "Export keeps failing since the last update.", DateTimeOffset.FromUnixTimeSeconds(1760000000))
            {
                ["rating"] = 2,
                ["app_version"] = "3.4.0",
                ["is_paying"] = true,
                ["user_id"] = "id312378",
            },
            Workspace.Token);

        Assert.Equal(Compact(Reviews), Compact(workspace.Calls[0].Body!));
        AssertGoesBackIn(Reviews, "records", EnterpretJsonContext.Default.EnterpretReview);
    }

    [Fact]
    public async Task A_survey_response()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(
            new EnterpretSurveyResponse(
                "nps-2026-q1-88211",
                DateTimeOffset.FromUnixTimeSeconds(1760000000),
                new("What is the main reason for your score?", "Sync between devices is slow."),
                new("Which areas matter most to you?") { SelectedOptions = ["Speed", "Reliability"] })
            {
                FileId = "nps-2026-q1",
                ["nps_score"] = 6,
            },
            Workspace.Token);

        Assert.Equal(Compact(Surveys), Compact(workspace.Calls[0].Body!));
        AssertGoesBackIn(Surveys, "records", EnterpretJsonContext.Default.EnterpretSurveyResponse);
    }

    [Fact]
    public async Task A_conversation()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(
            new EnterpretConversation(
                "chat-551029",
                DateTimeOffset.FromUnixTimeSeconds(1760000000),
                new(EnterpretActor.User, "Where did the PDF export go?"),
                new(EnterpretActor.Bot, "Let me connect you to an agent."),
                new(EnterpretActor.Agent, "It moved to the share menu."))
            {
                FileId = "support-chats",
            },
            Workspace.Token);

        Assert.Equal(Compact(Conversations), Compact(workspace.Calls[0].Body!));
        AssertGoesBackIn(Conversations, "records", EnterpretJsonContext.Default.EnterpretConversation);
    }

    [Fact]
    public async Task A_forum_thread()
    {
        await using var workspace = await Workspace.StartAsync();
        var sample = Conversations.Replace("CONVERSATION", "FORUM_CONVERSATION_THREAD", StringComparison.Ordinal);

        await workspace.CreateClient().Feedback.SendAsync(
            JsonSerializer.Deserialize(JsonNode.Parse(sample)!["records"]![0]!.ToJsonString(), EnterpretJsonContext.Default.EnterpretForumThread)!, Workspace.Token);

        Assert.Equal(Compact(sample), Compact(workspace.Calls[0].Body!));
        AssertGoesBackIn(sample, "records", EnterpretJsonContext.Default.EnterpretForumThread);
    }

    [Fact]
    public async Task Users_to_erase()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient().Privacy.EraseUsersAsync(["user_id_1", "user_id_2"], Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal("""{"ids":["user_id_1","user_id_2"]}""", workspace.Calls[0].Body);
    }

    [Fact]
    public void An_error()
    {
        const string Sample = """{"msg":"Internal server exception","code":"ErrCodeInternalError","referenceID":"8B5OQA"}""";

        var error = JsonSerializer.Deserialize(Sample, EnterpretJsonContext.Default.ErrorBody)!;

        Assert.Equal(EnterpretErrorCode.InternalError, error.Code);
        Assert.Equal("8B5OQA", error.ReferenceId);
        Assert.Equal(Sample, JsonSerializer.Serialize(error, EnterpretJsonContext.Default.ErrorBody));
    }

    [Fact]
    public void A_code_that_is_not_known_survives()
    {
        var error = JsonSerializer.Deserialize("""{"code":"ErrCodeOfTomorrow"}""", EnterpretJsonContext.Default.ErrorBody)!;

        Assert.Equal("ErrCodeOfTomorrow", error.Code.ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""{"metadata":{"metadata":{"array":{"s":["x"]}}}}""")]
    [InlineData("""{"metadata":{"array":{"array":{"n":[1,2]}}}}""")]
    public void Metadata_of_the_wrapped_shape_goes_back_in(string metadata)
    {
        var json = $$"""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"t","metadata":{{metadata}}}""";

        var review = JsonSerializer.Deserialize(json, EnterpretJsonContext.Default.EnterpretReview)!;

        Assert.Equal(json.Replace("""{"metadata":{}}""", "{}", StringComparison.Ordinal), JsonSerializer.Serialize(review, EnterpretJsonContext.Default.EnterpretReview));
    }

    [Theory]
    [InlineData("""{"rating":{"array":{"n":[2]}}}""", "rating")]
    [InlineData("""{"metadata":{"array":{"n":[2]}}}""", "metadata")]
    public void Metadata_of_the_flat_shape_goes_back_in(string metadata, string field)
    {
        var json = $$"""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"t","metadata":{{metadata}}}""";

        var review = JsonSerializer.Deserialize(json, EnterpretJsonContext.Default.EnterpretReview)!;

        Assert.Equal(2, review[field]);
    }

    [Theory]
    [InlineData("""{"attributes":{},"createdAt":1}""")]
    [InlineData("""{"id":1,"attributes":{},"createdAt":1}""")]
    [InlineData("""{"id":null,"attributes":{},"createdAt":1}""")]
    [InlineData("""{"id":"secret","attributes":{},"createdAt":"secret"}""")]
    [InlineData("""{"id":"secret","attributes":{"a":{"s":[1]}},"createdAt":1}""")]
    [InlineData("""{"id":"secret","attributes":{"a":{"s":["secret"],"n":[1]}},"createdAt":1}""")]
    [InlineData("""{"id":"secret","attributes":{"a":{"x":["secret"]}},"createdAt":1}""")]
    [InlineData("""{"id":"secret","attributes":{"":{"s":["secret"]}},"createdAt":1}""")]
    [InlineData("""{"id":"secret","attributes":{},"createdAt":9223372036854775807}""")]
    [InlineData("[]")]
    public void What_is_no_user_is_refused_without_quoting_it(string json)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, EnterpretJsonContext.Default.EnterpretUser));

        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    private static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static void AssertGoesBackIn<T>(string sample, string root, JsonTypeInfo<T> type)
    {
        var item = JsonNode.Parse(sample)![root]![0]!.ToJsonString();

        Assert.Equal(item, JsonSerializer.Serialize(JsonSerializer.Deserialize(item, type)!, type));
    }
}
