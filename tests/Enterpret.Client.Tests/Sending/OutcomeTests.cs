using Census.Sync;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Sending;

public class OutcomeTests
{
    [Fact]
    public async Task Sixteen_users_are_two_requests_in_order()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient().Users.UpsertAsync(Make.Users(16), Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal([15, 1], workspace.Calls.Select(call => call.Records));
        Assert.Equal(Make.Users(16).Select(user => user.Id), workspace.Calls.SelectMany(call => call.Ids));
    }

    [Fact]
    public async Task Nothing_to_send_is_no_request()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient().Accounts.UpsertAsync([], Workspace.Token);

        Assert.Empty(result.Outcomes);
        Assert.Empty(workspace.Calls);
    }

    [Fact]
    public async Task Of_two_users_of_one_identifier_the_last_is_sent()
    {
        await using var workspace = await Workspace.StartAsync();
        EnterpretUser[] users = [new("a", Make.Day) { ["v"] = 1 }, Make.User(1), new("a", Make.Day) { ["v"] = 2 }, new("A", Make.Day)];

        var result = await workspace.CreateClient().Users.UpsertAsync(users, Workspace.Token);

        Assert.Equal(
            [EnterpretOutcomeStatus.NotSent, EnterpretOutcomeStatus.Delivered, EnterpretOutcomeStatus.Delivered, EnterpretOutcomeStatus.Delivered],
            result.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(new(SyncErrorCodes.DuplicateKey, "users[2] has the same id and is the one that counts.", "id"), result.Outcomes[0].Problem);
        Assert.Equal(2, workspace.Emulator.Users.Single(user => user["id"]!.GetValue<string>() == "a")["attributes"]!["v"]!["n"]![0]!.GetValue<int>());
        Assert.Equal(1, workspace.Emulator.TimesSent("users", "a"));
    }

    [Fact]
    public async Task Of_two_reviews_of_one_identifier_the_first_is_sent()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient().Feedback.SendAsync([Make.Review(1, "first"), Make.Review(1, "second")], Workspace.Token);

        Assert.True(result.Outcomes[0].IsDelivered);
        Assert.Equal(EnterpretOutcomeStatus.NotSent, result.Outcomes[1].Status);
        Assert.Equal("first", Assert.Single(workspace.Emulator.Records)["text"]!.GetValue<string>());
    }

    public static TheoryData<EnterpretReview, string, string> BadReviews() => new()
    {
        { new(" ", "text", Make.Day), SyncErrorCodes.NullKey, "records[1].id: " },
        { new("x", " \t", Make.Day), SyncErrorCodes.RequiredField, "records[1].text: " },
        { new("x", "text", Make.Day) { FileId = "" }, SyncErrorCodes.RequiredField, "records[1].fileID: " },
        { new("x", "text", DateTimeOffset.FromUnixTimeSeconds(946_684_799)), SyncErrorCodes.NotAllowed, "records[1].createdAt: " },
        { new("x", "text", new(2026, 3, 1, 12, 6, 0, TimeSpan.Zero)), SyncErrorCodes.NotAllowed, "records[1].createdAt: " },
        { new("x", "text", Make.Day) { ["k"] = double.PositiveInfinity }, SyncErrorCodes.NotAllowed, "records[1].metadata.k: " },
    };

    [Theory, MemberData(nameof(BadReviews), DisableDiscoveryEnumeration = true)]
    public async Task A_review_that_a_lenient_integration_would_swallow_is_refused_here(EnterpretReview bad, string code, string place)
    {
        await using var workspace = await Workspace.StartAsync(options => options.Validation = EnterpretValidation.Legacy);

        var result = await workspace.CreateClient().Feedback.SendAsync([Make.Review(0), bad, Make.Review(2)], Workspace.Token);

        Assert.Equal(2, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.Equal(EnterpretOutcomeStatus.Rejected, result.Outcomes[1].Status);
        Assert.Equal(code, result.Outcomes[1].Problem!.Code);
        Assert.StartsWith(place, result.Outcomes[1].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(["review-0", "review-2"], Assert.Single(workspace.Calls).Ids);
    }

    [Fact]
    public async Task A_time_just_ahead_of_the_clock_counts_as_now()
    {
        await using var workspace = await Workspace.StartAsync();
        EnterpretReview[] reviews =
        [
            new("ahead", "text", workspace.Time.GetUtcNow().AddMinutes(5)),
            new("first", "text", DateTimeOffset.FromUnixTimeSeconds(946_684_800)),
        ];

        var result = await workspace.CreateClient().Feedback.SendAsync(reviews, Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(
            [workspace.Time.GetUtcNow().ToUnixTimeSeconds(), 946_684_800],
            workspace.Sent(0, "records").Select(record => record!["createdAt"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_user_may_be_of_any_time_but_none()
    {
        await using var workspace = await Workspace.StartAsync();
        EnterpretUser[] users = [new("1998", new(1998, 1, 1, 0, 0, 0, TimeSpan.Zero)), new("2050", new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero)), new("none", default)];

        var result = await workspace.CreateClient().Users.UpsertAsync(users, Workspace.Token);

        Assert.Equal(["1998", "2050"], workspace.Calls[0].Ids);
        Assert.Equal(SyncErrorCodes.RequiredField, result.Outcomes[2].Problem!.Code);
    }

    [Fact]
    public async Task One_bad_user_is_an_exception_of_the_argument()
    {
        await using var workspace = await Workspace.StartAsync();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => workspace.CreateClient().Users.UpsertAsync(new EnterpretUser("u", Make.Day) { ["Seats"] = double.NaN }, Workspace.Token));

        Assert.Equal("user", error.ParamName);
        Assert.StartsWith("attributes.Seats: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(workspace.Calls);
    }

    [Fact]
    public async Task A_record_without_a_key_for_it_is_refused_with_the_option_to_set()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => options.Feedback.ApiKey = null);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => client.Feedback.SendAsync(Make.Reviews(1), Workspace.Token));

        Assert.Contains("Feedback.ApiKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_can_be_flat()
    {
        await using var workspace = await Workspace.StartAsync(options => options.MetadataShape = Census.Sync.Emulators.EnterpretMetadataShape.Flat);
        var client = workspace.CreateClient(options => options.MetadataShape = EnterpretMetadataShape.Flat);

        await client.Feedback.SendAsync(Make.Review(2), Workspace.Token);

        Assert.Equal("""{"rating":{"array":{"n":[2]}}}""", workspace.Sent(0, "records")[0]!["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task A_review_without_metadata_has_an_empty_object()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Feedback.SendAsync(new EnterpretReview("r", "text", Make.Day) { ["none"] = "" }, Workspace.Token);

        Assert.Equal("{}", workspace.Sent(0, "records")[0]!["metadata"]!.ToJsonString());
    }
}
