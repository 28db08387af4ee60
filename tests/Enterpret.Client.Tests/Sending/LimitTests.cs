using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Sending;

public class LimitTests
{
    public static TheoryData<EnterpretLimits, int[]> Profiles() => new()
    {
        { EnterpretLimits.Conservative, [20, 20, 20, 20, 20, 20, 5] },
        { EnterpretLimits.Documented2026, [100, 25] },
        { new EnterpretLimits { MaximumRecords = 60 }, [60, 60, 5] },
    };

    [Theory, MemberData(nameof(Profiles))]
    public async Task Requests_close_by_count(EnterpretLimits limits, int[] records)
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => (options.Feedback.Limits, options.MaximumParallelRequests) = (limits, 1));

        var result = await client.Feedback.SendAsync(Make.Reviews(125), Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(records, workspace.Calls.Select(call => call.Records));
    }

    [Fact]
    public async Task The_conservative_profile_keeps_within_the_strictest_limits_ever_documented()
    {
        await using var workspace = await Workspace.StartAsync(options => options.Profile = EnterpretLimitProfile.Strict);

        var result = await workspace.CreateClient().Feedback.SendAsync(Make.Reviews(900), Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(45, workspace.Calls.Count);
        Assert.All(workspace.Calls, call => Assert.Equal(200, call.Status));
        Assert.True(workspace.Calls[20].Time - workspace.Calls[0].Time >= TimeSpan.FromMinutes(1));
        Assert.True(workspace.Calls[40].Time - workspace.Calls[20].Time >= TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("語")]
    [InlineData("😀")]
    [InlineData("\"")]
    public async Task Requests_close_by_the_bytes_that_are_really_sent(string letter)
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => (options.Feedback.Limits, options.MaximumParallelRequests) = (EnterpretLimits.Documented2026, 1));
        EnterpretReview[] reviews = [.. Enumerable.Range(0, 60).Select(number => Make.Review(number, string.Concat(Enumerable.Repeat(letter, 2_000 + (37 * number)))))];

        var result = await client.Feedback.SendAsync(reviews, Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(reviews.Select(review => review.Id), workspace.Calls.SelectMany(call => call.Ids));
        Assert.All(workspace.Calls, call => Assert.True(call.RequestBytes <= 200_000, $"{call.RequestBytes} bytes"));
        Assert.Equal(reviews.Select(review => review.Text), workspace.Emulator.Records.Select(record => record["text"]!.GetValue<string>()));

        // No request is closed too early: a record more, at no more than the longest text and 200 bytes around it, would not have fit.
        var escaped = letter switch { "\"" => 2, "😀" => 12, _ => System.Text.Encoding.UTF8.GetByteCount(letter) };
        var longest = (2_000 + (37 * 59)) * escaped;
        Assert.All(workspace.Calls.SkipLast(1), call => Assert.True(call.RequestBytes + longest + 200 > 200_000, $"{call.RequestBytes} bytes"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_record_alone_may_take_the_limit_to_the_byte(int more, bool fits)
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient();
        await client.Feedback.SendAsync(Make.Review(7, "語"), Workspace.Token);
        var room = 200_000 - (int)workspace.Calls[0].RequestBytes;
        var text = "語" + new string('語', room / 3) + new string('x', (room % 3) + more);

        var result = await client.Feedback.SendAsync([Make.Review(6), Make.Review(7, text), Make.Review(8)], Workspace.Token);

        Assert.Equal(fits, result.Outcomes[1].IsDelivered);
        Assert.True(result.Outcomes[0].IsDelivered && result.Outcomes[2].IsDelivered);
        Assert.Equal(fits, workspace.Calls.Any(call => call.RequestBytes == 200_000));
        if (!fits)
        {
            Assert.Equal(EnterpretProblemCodes.RecordTooLarge, result.Outcomes[1].Problem!.Code);
            Assert.Contains("200001 bytes, more than the limit of 200000", result.Outcomes[1].Problem!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_limit_that_is_smaller_than_believed_halves_the_requests()
    {
        await using var workspace = await Workspace.StartAsync(options => options.MaxRecordsPerCall = 6);

        var result = await workspace.CreateClient().Feedback.SendAsync(Make.Reviews(20), Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(20, workspace.Emulator.Records.Count);
        Assert.Contains(workspace.Calls, call => call.ErrorCode == "ErrCodeExceededBatchLimit");
    }

    [Fact]
    public async Task A_size_that_is_refused_halves_the_requests_and_rejects_what_is_too_large_alone()
    {
        await using var workspace = await Workspace.StartAsync(options => options.MaxBodyBytes = 3_000);
        EnterpretReview[] reviews = [.. Make.Reviews(20), Make.Review(20, new string('x', 4_000))];

        var result = await workspace.CreateClient(options => options.Feedback.Limits = EnterpretLimits.Documented2026).Feedback.SendAsync(reviews, Workspace.Token);

        Assert.Equal(20, result.Count(EnterpretOutcomeStatus.Delivered));
        Assert.Equal("ErrCodePayloadTooLarge", result.Outcomes[20].Problem!.Code);
        Assert.Equal(20, workspace.Emulator.Records.Count);
    }

    [Fact]
    public async Task Users_and_accounts_have_a_quota_each_of_twenty_a_minute()
    {
        await using var workspace = await Workspace.StartAsync(options => options.CallsPerMinute = 20);
        var client = workspace.CreateClient();

        Assert.True((await client.Users.UpsertAsync(Make.Users(300), Workspace.Token)).AllDelivered);
        var afterUsers = workspace.Time.GetUtcNow();
        Assert.True((await client.Accounts.UpsertAsync([.. Enumerable.Range(0, 300).Select(i => new EnterpretAccount($"a{i}", Make.Day))], Workspace.Token)).AllDelivered);
        Assert.Equal(afterUsers, workspace.Time.GetUtcNow());
        Assert.True((await client.Users.UpsertAsync(Make.Users(15), Workspace.Token)).AllDelivered);

        Assert.True(workspace.Time.GetUtcNow() >= afterUsers + TimeSpan.FromSeconds(59));
        Assert.All(workspace.Calls, call => Assert.Equal(200, call.Status));
    }

    [Fact]
    public async Task A_share_of_the_quota_leaves_the_rest_to_others()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => options.QuotaShare = 0.25);

        await client.Users.UpsertAsync(Make.Users(15 * 6), Workspace.Token);

        Assert.True(workspace.Calls[5].Time - workspace.Calls[0].Time >= TimeSpan.FromMinutes(1));
        Assert.Equal(workspace.Calls[4].Time, workspace.Calls[0].Time);
    }
}
