using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests;

public sealed class LimitTests
{
    private const string Query = """{"select":["Name"]}""";
    private static readonly DateTimeOffset _minute = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_fixed_window_starts_again_with_the_minute()
    {
        var time = new ManualTimeProvider(_minute.AddSeconds(50));
        await using var emulator = await StartAsync(new() { TimeProvider = time });

        Assert.Equal(100, await CallAsync(emulator, 101));
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.Equal(0, await CallAsync(emulator, 1));
        time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(100, await CallAsync(emulator, 101));
    }

    [Fact]
    public async Task A_sliding_window_forgets_each_call_a_minute_later()
    {
        var time = new ManualTimeProvider(_minute.AddSeconds(50));
        await using var emulator = await StartAsync(new() { TimeProvider = time, CallsPerMinute = 10, WindowKind = RateWindowKind.Sliding });

        Assert.Equal(4, await CallAsync(emulator, 4));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(6, await CallAsync(emulator, 10));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(4, await CallAsync(emulator, 10));
    }

    [Fact]
    public async Task A_phase_moves_the_edge_of_the_window_and_a_seed_may_draw_it()
    {
        var time = new ManualTimeProvider(_minute);
        await using var moved = await StartAsync(new() { TimeProvider = time, CallsPerMinute = 1, WindowPhase = TimeSpan.FromSeconds(20) });
        Assert.Equal(1, await CallAsync(moved, 1));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, await CallAsync(moved, 2));

        var edges = new HashSet<int>();
        for (int seed = 1; seed <= 3; seed++)
        {
            var clock = new ManualTimeProvider(_minute);
            await using var drawn = await StartAsync(new() { TimeProvider = clock, CallsPerMinute = 1, RandomWindowPhase = true, Seed = seed });
            Assert.Equal(1, await CallAsync(drawn, 1));
            int seconds = 0;
            while (await CallAsync(drawn, 1) == 0)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                seconds++;
            }

            Assert.InRange(seconds, 1, 60);
            edges.Add(seconds);
        }

        Assert.True(edges.Count > 1, "Seeds 1 to 3 drew the same phase.");
    }

    [Fact]
    public async Task The_day_ends_at_midnight_utc()
    {
        var time = new ManualTimeProvider(_minute);
        await using var emulator = await StartAsync(new() { TimeProvider = time, CallsPerDay = 150 });

        Assert.Equal(100, await CallAsync(emulator, 100));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(50, await CallAsync(emulator, 60));
        time.Advance(TimeSpan.FromHours(13) + TimeSpan.FromMinutes(58));
        Assert.Equal(0, await CallAsync(emulator, 1));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(100, await CallAsync(emulator, 100));
    }

    [Fact]
    public async Task Refused_calls_count_only_when_switched()
    {
        var time = new ManualTimeProvider(_minute);
        await using var lenient = await StartAsync(new() { TimeProvider = time, CallsPerMinute = 2, CallsPerDay = 5 });
        await using var harsh = await StartAsync(new() { TimeProvider = time, CallsPerMinute = 2, CallsPerDay = 5, CountRefusedCalls = true });

        await CallAsync(lenient, 5);
        await CallAsync(harsh, 5);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, await CallAsync(lenient, 2));
        Assert.Equal(0, await CallAsync(harsh, 2));
    }

    [Fact]
    public async Task A_second_consumer_takes_its_part_of_every_window()
    {
        var time = new ManualTimeProvider(_minute);
        await using var emulator = await StartAsync(new() { TimeProvider = time, CallsPerMinute = 10, CallsPerDay = 100 });
        emulator.Faults.ShareQuota(7);

        Assert.Equal(3, await CallAsync(emulator, 10));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, await CallAsync(emulator, 10));
        // The day: 14 minutes of 7 foreign calls and 6 of ours leave nothing of 100.
        time.Advance(TimeSpan.FromMinutes(13));
        Assert.Equal(0, await CallAsync(emulator, 1));
        emulator.Faults.ShareQuota(0);
        Assert.Equal(10, await CallAsync(emulator, 11));
    }

    [Fact]
    public async Task Used_up_permits_are_gone()
    {
        var time = new ManualTimeProvider(_minute);
        await using var emulator = await StartAsync(new() { TimeProvider = time });
        emulator.ConsumeQuota(49_990);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(10, await CallAsync(emulator, 20));
    }

    [Fact]
    public async Task The_refusal_has_the_code_status_and_headers_it_is_told()
    {
        var time = new ManualTimeProvider(_minute.AddSeconds(12.5));
        await using var plain = await StartAsync(new() { TimeProvider = time, CallsPerMinute = 1 });
        await using var other = await StartAsync(new()
        {
            TimeProvider = time, CallsPerMinute = 1, ThrottleStatus = 200, ThrottleCode = "GU_2400", ThrottleRetryAfter = true, SendRateLimitHeader = true,
        });
        using var plainClient = RawClient.For(plain);
        using var otherClient = RawClient.For(other);

        RawAnswer served = await otherClient.QueryAsync("company", Query);
        await plainClient.QueryAsync("company", Query);
        RawAnswer refused = await plainClient.QueryAsync("company", Query);
        RawAnswer hidden = await otherClient.QueryAsync("company", Query);

        Assert.Equal((429, "GS_APIG_2404"), (refused.Status, refused.ErrorCode));
        Assert.Null(refused.Response.Headers.RetryAfter);
        Assert.False(refused.Response.Headers.Contains("x-ratelimit-limit"));
        Assert.Equal((200, "GU_2400"), (hidden.Status, hidden.ErrorCode));
        Assert.Equal(TimeSpan.FromSeconds(48), hidden.Response.Headers.RetryAfter!.Delta);
        Assert.Equal("1", Assert.Single(served.Response.Headers.GetValues("x-ratelimit-limit")));
    }

    [Theory]
    [InlineData(EnterpretLimitProfile.Current, 2_000)]
    [InlineData(EnterpretLimitProfile.Strict, 20)]
    public async Task Enterpret_counts_per_key_as_the_profile_says(EnterpretLimitProfile profile, int limit)
    {
        var time = new ManualTimeProvider(_minute);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time, Profile = profile, ThrottleRetryAfter = true }, TestContext.Current.CancellationToken);
        using var users = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
        using var accounts = RawClient.For(emulator, EnterpretEmulator.DefaultAccountsKey);
        emulator.ConsumeQuota(limit - 1, EnterpretEmulator.DefaultUsersKey);

        Assert.Equal(400, (await users.PostAsync("/webhook/users/custom", "{}")).Status);
        RawAnswer refused = await users.PostAsync("/webhook/users/custom", "{}");
        Assert.Equal((429, "ErrCodeRateLimitExceeded"), (refused.Status, (string?)refused.Json["code"]));
        Assert.Equal(TimeSpan.FromSeconds(60), refused.Response.Headers.RetryAfter!.Delta);
        Assert.Equal(400, (await accounts.PostAsync("/webhook/accounts/custom", "{}")).Status);
    }

    private static Task<GainsightEmulator> StartAsync(GainsightEmulatorOptions options) => GainsightEmulator.StartAsync(options, TestContext.Current.CancellationToken);

    /// <summary>How many of so many calls were served.</summary>
    private static async Task<int> CallAsync(GainsightEmulator emulator, int calls)
    {
        using var client = RawClient.For(emulator);
        int served = 0;
        for (int i = 0; i < calls; i++)
        {
            served += (await client.QueryAsync("company", Query)).Status == 200 ? 1 : 0;
        }

        return served;
    }
}
