namespace Enterpret.Client.Tests.Feedback;

public class GroupingTests
{
    private sealed record Row(string Chat, int Minute, EnterpretActor Actor, string Text);

    [Fact]
    public async Task Rows_of_one_conversation_become_one_in_their_order()
    {
        Row[] rows = [new("a", 1, EnterpretActor.User, "1"), new("a", 2, EnterpretActor.Bot, "2"), new("b", 3, EnterpretActor.Agent, "3"), new("c", 4, EnterpretActor.User, "4")];

        var conversations = await GroupAsync(rows);

        Assert.Equal(["a", "b", "c"], conversations.Select(conversation => conversation.Id));
        Assert.Equal([(EnterpretActor.User, "1"), (EnterpretActor.Bot, "2")], conversations[0].Messages.Select(message => (message.Actor, message.Text)));
        Assert.Equal(Make.Day.AddMinutes(1), conversations[0].CreatedAt);
        Assert.Equal("a", conversations[0]["channel"]);
        Assert.Single(conversations[2].Messages);
    }

    [Fact]
    public async Task No_rows_are_no_conversations() => Assert.Empty(await GroupAsync([]));

    [Fact]
    public async Task Rows_that_are_not_ordered_are_refused_without_naming_the_conversation()
    {
        Row[] rows = [new("canary", 1, EnterpretActor.User, "1"), new("b", 2, EnterpretActor.User, "2"), new("canary", 3, EnterpretActor.User, "3")];

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => GroupAsync(rows));

        Assert.Contains("Row 3", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<EnterpretConversation>> GroupAsync(Row[] rows) => await rows.ToAsyncEnumerable()
        .ToConversationsAsync(
            row => row.Chat, row => Make.Day.AddMinutes(row.Minute), row => new(row.Actor, row.Text), (conversation, row) => conversation["channel"] = row.Chat,
            Workspace.Token)
        .ToListAsync(Workspace.Token);
}
