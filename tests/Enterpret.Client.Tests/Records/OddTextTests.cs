using Census.Sync;

namespace Enterpret.Client.Tests.Records;

/// <summary>Names, identifiers and texts that nobody expects.</summary>
public class OddTextTests
{
    [Theory]
    [InlineData("array")]
    [InlineData("metadata")]
    [InlineData("s")]
    [InlineData("a\"b\\c\u0001")]
    [InlineData("Größe 😀")]
    public async Task A_field_may_be_called_anything(string name)
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient();
        var review = new EnterpretReview("r", "text", Make.Day) { [name] = ["one", "two"] };

        await client.Feedback.SendAsync(review, Workspace.Token);
        await client.Users.UpsertAsync(new EnterpretUser("u", Make.Day) { [name] = 1 }, Workspace.Token);

        Assert.Equal("two", (string)workspace.Emulator.Records[0]["metadata"]!["metadata"]![name]!["array"]!["s"]![1]!);
        Assert.Equal(1, (int)workspace.Emulator.Users[0]["attributes"]![name]!["n"]![0]!);
    }

    [Fact]
    public async Task Half_a_character_makes_no_identifier()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient();

        foreach (var id in (string[])["\uD800", "a\uDC00b", "😀\uD83D", "\uD83D\uD83D\uDE00"])
        {
            Assert.Equal(SyncErrorCodes.NotAllowed, client.Users.Validate(new EnterpretUser(id, Make.Day))?.Code);
            Assert.Equal(SyncErrorCodes.NotAllowed, client.Feedback.Validate(new EnterpretReview(id, "text", Make.Day))?.Code);
            Assert.Equal(EnterpretOutcomeStatus.Rejected, (await client.Privacy.EraseUsersAsync([id], Workspace.Token)).Outcomes[0].Status);
        }

        Assert.Null(client.Users.Validate(new EnterpretUser("😀é", Make.Day)));
        Assert.Empty(workspace.Calls);
    }
}
