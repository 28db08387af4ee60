using Enterpret.Client;

namespace Snippets.Enterpret;

public static class Feedback
{
    public static async Task SendReviewAsync(EnterpretClient enterpret, DateTimeOffset writtenAt)
    {
        #region review
        await enterpret.Feedback.SendAsync(new EnterpretReview(EnterpretIds.Create("ios", "10293847"), "Export keeps failing since the last update.", writtenAt)
        {
            UserId = "id312378",
            ["rating"] = 2,
            ["app_version"] = "3.4.0",
        });
        #endregion
    }

    public static async Task SendSurveyResponseAsync(EnterpretClient enterpret, DateTimeOffset answeredAt)
    {
        #region survey
        await enterpret.Feedback.SendAsync(new EnterpretSurveyResponse(
            EnterpretIds.Create("nps", "2026-q1-88211"),
            answeredAt,
            new EnterpretSurveyAnswer("What is the main reason for your score?", "Sync between devices is slow."),
            new EnterpretSurveyAnswer("Which areas matter most to you?") { SelectedOptions = ["Speed", "Reliability"] })
        {
            UserId = "id312378",
            ["nps_score"] = 6,   // a score is metadata: there it can be filtered and averaged
        });
        #endregion
    }

    public static async Task SendConversationAsync(EnterpretClient enterpret, DateTimeOffset beganAt)
    {
        #region conversation
        await enterpret.Feedback.SendAsync(new EnterpretConversation(
            EnterpretIds.Create("chat", "551029"),
            beganAt,
            new EnterpretMessage(EnterpretActor.User, "Where did the PDF export go?"),
            new EnterpretMessage(EnterpretActor.Bot, "Let me connect you to an agent."),
            new EnterpretMessage(EnterpretActor.Agent, "It moved to the share menu."))
        {
            UserId = "id312378",
        });
        #endregion
    }

    public static async Task SendConversationsAsync(EnterpretClient enterpret, IAsyncEnumerable<ChatRow> rows, CancellationToken cancellationToken)
    {
        #region rows
        // The rows come ordered by chat and then by time.
        var conversations = rows.ToConversationsAsync(
            row => EnterpretIds.Create("chat", row.ChatId),
            row => row.SentAt,
            row => new EnterpretMessage(row.IsStaff ? EnterpretActor.Agent : EnterpretActor.User, row.Text),
            (conversation, row) => conversation.UserId = row.UserId,
            cancellationToken);

        await foreach (var some in conversations.Chunk(1_000))
        {
            var result = await enterpret.Feedback.SendAsync(some, cancellationToken);
            Console.WriteLine(result);   // 998 delivered, 2 rejected, 0 not sent, 0 unknown
        }
        #endregion
    }

    public sealed record ChatRow(string ChatId, string UserId, DateTimeOffset SentAt, bool IsStaff, string Text);

    public static async Task SendForumThreadAsync(EnterpretClient enterpret, DateTimeOffset postedAt)
    {
        #region forum
        await enterpret.Feedback.SendAsync(new EnterpretForumThread(
            EnterpretIds.Create("forum", "7781"),
            postedAt,
            new EnterpretMessage(EnterpretActor.User, "Dark mode, please."),
            new EnterpretMessage(EnterpretActor.User, "I would pay for that."))
        {
            FileId = "community-forum",   // in place of the one of the options
            UserId = "id312378",
        });
        #endregion
    }

    public static async Task SendNewVersionAsync(EnterpretClient enterpret, string id, string text, int version, DateTimeOffset at)
    {
        #region version
        await enterpret.Feedback.SendAsync(new EnterpretReview(EnterpretIds.WithVersion(id, version), text, at));   // ios-10293847, then ios-10293847#v2
        #endregion
    }

    public static string Check(EnterpretClient enterpret, EnterpretReview review)
    {
        #region render
        if (enterpret.Feedback.Validate(review) is { } problem)
            throw new ArgumentException(problem.Message);
        var json = enterpret.Feedback.Render(review);   // the request, to paste into Enterpret's payload validator
        #endregion
        return json;
    }
}
