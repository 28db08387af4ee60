using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Feedback;

public class ConversationSourceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task A_conversation_may_lie_across_batches(int batchSize)
    {
        var (conversations, end) = await ReadAsync(SourceReadEnd.Complete, batchSize, ["a", "1"], ["a", "2"], ["a", "3"], ["b", "4"], ["c", "5"], ["c", "6"]);

        Assert.Equal(
            [
                """a [{"actor":"user","text":"1"},{"actor":"user","text":"2"},{"actor":"user","text":"3"}]""",
                """b [{"actor":"user","text":"4"}]""",
                """c [{"actor":"user","text":"5"},{"actor":"user","text":"6"}]""",
            ],
            conversations);
        Assert.True(end!.IsComplete);
    }

    [Fact]
    public async Task The_last_conversation_of_a_read_that_was_cut_is_left_out()
    {
        var (conversations, end) = await ReadAsync(SourceReadEnd.Truncated("limit"), 2, ["a", "1"], ["b", "2"], ["b", "3"]);

        Assert.Equal(["""a [{"actor":"user","text":"1"}]"""], conversations);
        Assert.Equal("limit", end!.Reason);
    }

    [Fact]
    public async Task No_rows_are_no_conversations()
    {
        var (conversations, end) = await ReadAsync(SourceReadEnd.Complete, 2);

        Assert.Empty(conversations);
        Assert.NotNull(end);
    }

    [Fact]
    public async Task A_column_of_the_name_that_is_made_is_one_too_many()
    {
        var rows = new ListSource("id", "who", "what", EnterpretFields.Messages);

        var error = await Assert.ThrowsAsync<SyncSourceException>(
            async () => await new EnterpretConversationSource(rows, "id", "who", "what").OpenReadAsync(new(), Workspace.Token));

        Assert.Contains("'Messages'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_would_leave_out_the_first_messages_is_refused()
    {
        var source = new EnterpretConversationSource(new ListSource("id", "what", "who"), "id", "who", "what");

        var error = await Assert.ThrowsAsync<SyncSourceException>(async () => await source.OpenReadAsync(new() { Cursor = new("sent_at") }, Workspace.Token));

        Assert.Contains("'sent_at'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cost_is_that_of_the_rows()
    {
        var cost = new SourceReadCost { Calls = 3 };
        await using var read = await new EnterpretConversationSource(new ListSource("id", "what", "who") { Cost = cost }, "id", "who", "what").OpenReadAsync(new(), Workspace.Token);

        Assert.Same(cost, read.Cost);
    }

    private static async Task<(List<string> Conversations, SourceReadEnd? End)> ReadAsync(SourceReadEnd end, int batchSize, params string[][] rows)
    {
        var messages = new ListSource("id", "what", "who") { End = end };
        foreach (var row in rows)
            messages.Add(row[0], row[1], FieldValue.Null);
        var source = new EnterpretConversationSource(messages, "id", "who", "what", new Dictionary<string, EnterpretActor> { [""] = EnterpretActor.User });
        List<string> conversations = [];
        await using var read = await source.OpenReadAsync(new() { BatchSize = batchSize }, Workspace.Token);
        Assert.Equal("id, Messages", read.Schema.ToString());
        await foreach (var batch in read.Batches.WithCancellation(Workspace.Token))
        {
            Assert.InRange(batch.Count, 1, batchSize);
            Assert.Null(read.End);
            for (var i = 0; i < batch.Count; i++)
                conversations.Add($"{batch[i]["id"].ToText()} {batch[i]["Messages"].ToText()}");
        }

        return (conversations, read.End);
    }
}
