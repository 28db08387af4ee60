using Census.Sync.Emulators;
using Census.Sync.TestUtilities;

namespace Enterpret.Client.Tests.Sending;

/// <summary>Records that a web application sends one by one share requests, and know nothing of each other.</summary>
public class CoalescingTests
{
    [Fact]
    public async Task Records_of_the_same_moment_share_requests()
    {
        await using var shop = await Shop.OpenAsync();

        var allCame = new TaskCompletionSource();
        shop.Emulator.OnBeforeCommit = async (_, _) => await allCame.Task;

        var sent = shop.Upsert(31);
        allCame.SetResult();
        await Task.WhenAll(sent);

        Assert.Equal([15, 15, 1], shop.Emulator.Calls.Select(call => call.Records));
        Assert.Equal(31, shop.Emulator.Users.Count);
    }

    [Fact]
    public async Task A_full_request_does_not_wait()
    {
        await using var shop = await Shop.OpenAsync();

        await Task.WhenAll(shop.Upsert(15));

        Assert.Single(shop.Emulator.Calls);
    }

    [Fact]
    public async Task A_record_waits_no_longer_than_the_option_says()
    {
        await using var shop = await Shop.OpenAsync(options => options.CoalescingTime = TimeSpan.FromSeconds(2));

        var sent = shop.Client.Users.UpsertAsync(Make.User(1), Workspace.Token);
        await shop.Time.WaitForTimersAsync(1);
        shop.Time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(sent.IsCompleted);
        shop.Time.Advance(TimeSpan.FromMilliseconds(1));

        await sent;
    }

    [Fact]
    public async Task With_zero_a_record_does_not_wait()
    {
        await using var shop = await Shop.OpenAsync(options => options.CoalescingTime = TimeSpan.Zero);

        await shop.Client.Users.UpsertAsync(Make.User(1), Workspace.Token);

        Assert.Single(shop.Emulator.Calls);
    }

    [Fact]
    public async Task A_bad_record_is_the_trouble_of_its_caller_only()
    {
        await using var shop = await Shop.OpenAsync();
        shop.Emulator.Faults.Add(Fault.Reply(400, """{"msg":"no","code":"ErrCodeInvalidFieldFormat","referenceID":"8B5OQA"}"""), count: null, when: call => call.Ids.Contains("user-3"));

        await Assert.ThrowsAsync<ArgumentException>(() => shop.Client.Users.UpsertAsync(new EnterpretUser("user-x", default), Workspace.Token));
        var sent = shop.Upsert(15);
        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => sent[3]);
        await Task.WhenAll(sent.Where((_, index) => index != 3));

        Assert.Equal("8B5OQA", error.ReferenceId);
        Assert.Equal(14, shop.Emulator.Users.Count);
    }

    [Fact]
    public async Task What_stops_all_is_told_to_all()
    {
        await using var shop = await Shop.OpenAsync();
        shop.Emulator.Faults.Add(Fault.Unauthorized(), count: null);

        foreach (var sent in shop.Upsert(15))
        {
            var error = await Assert.ThrowsAsync<EnterpretApiException>(() => sent);
            Assert.Contains("EnterpretClientOptions.UsersApiKey", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_gives_up_in_time_is_not_sent_and_the_others_are()
    {
        await using var shop = await Shop.OpenAsync();
        using var given = new CancellationTokenSource();

        var cancelled = shop.Client.Users.UpsertAsync(Make.User(100), given.Token);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Task.WhenAll(shop.Upsert(15));

        Assert.Equal(15, shop.Emulator.Users.Count);
        Assert.Equal(0, shop.Emulator.TimesSent("users", "user-100"));
    }

    [Fact]
    public async Task Of_thousands_of_callers_each_is_told_his_own_and_who_gave_up_in_time_is_not_sent()
    {
        const int Callers = 3_000;
        await using var workspace = await Workspace.StartAsync(options => options.CallsPerMinute = int.MaxValue);
        var client = workspace.CreateClient(options => options.EntityRequestsPerMinute = 100_000);
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(Workspace.Token);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        workspace.Emulator.OnBeforeCommit = async (call, token) =>
        {
            if (call.Number == 1)
                await first.Task.WaitAsync(token);
        };

        var calls = Enumerable.Range(0, Callers)
            .Select(number => client.Users.UpsertAsync(Make.User(number), number % 3 == 0 ? givingUp.Token : Workspace.Token)).ToList();
        await givingUp.CancelAsync();
        first.SetResult();
        await Task.WhenAll(calls).ContinueWith(_ => { }, Workspace.Token, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.All(Enumerable.Range(0, Callers), number => Assert.Equal(number % 3 == 0 ? TaskStatus.Canceled : TaskStatus.RanToCompletion, calls[number].Status));
        var stored = workspace.Emulator.Users.Select(user => (string)user["id"]!).ToHashSet();
        Assert.All(Enumerable.Range(0, Callers).Where(number => number % 3 != 0), number => Assert.Contains($"user-{number}", stored));
        Assert.InRange(stored.Count, Callers * 2 / 3, (Callers * 2 / 3) + 15);
        Assert.InRange(workspace.Calls.Count, 1, (Callers * 2 / 3 / 15) + 3);
    }

    [Fact]
    public async Task Who_gives_up_while_the_request_is_under_way_does_not_end_it()
    {
        await using var shop = await Shop.OpenAsync();
        using var given = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        shop.Emulator.OnBeforeCommit = async (_, _) =>
        {
            arrived.SetResult();
            await goOn.Task;
        };

        var cancelled = shop.Client.Users.UpsertAsync(Make.User(100), given.Token);
        var others = shop.Upsert(14);
        await arrived.Task;
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        goOn.SetResult();
        await Task.WhenAll(others);

        Assert.Equal(15, shop.Emulator.Users.Count);
    }

    [Fact]
    public async Task Changes_of_one_record_arrive_in_their_order()
    {
        await using var shop = await Shop.OpenAsync();

        var first = shop.Client.Users.UpsertAsync(new EnterpretUser("u", Make.Day) { ["step"] = 1 }, Workspace.Token);
        var second = shop.Client.Users.UpsertAsync(new EnterpretUser("u", Make.Day) { ["step"] = 2 }, Workspace.Token);
        await Task.WhenAll([first, second, .. shop.Upsert(14)]);

        Assert.Equal(2, shop.Emulator.TimesSent("users", "u"));
        Assert.Equal(2, (int)shop.Emulator.Users.Single(user => (string?)user["id"] == "u")["attributes"]!["step"]!["n"]![0]!);
    }

    [Fact]
    public async Task What_does_not_fit_by_its_bytes_goes_with_the_next_request()
    {
        await using var shop = await Shop.OpenAsync();
        var text = new string('ä', 30_000);

        var sent = Enumerable.Range(0, 15).Select(number => shop.Client.Users.UpsertAsync(new EnterpretUser($"u{number}", Make.Day) { ["bio"] = text }, Workspace.Token)).ToList();
        await Task.WhenAll(sent);

        Assert.Equal([3, 3, 3, 3, 3], shop.Emulator.Calls.Select(call => call.Records));
        Assert.All(shop.Emulator.Calls, call => Assert.InRange(call.RequestBytes, 1, 200_000));
    }

    [Fact]
    public async Task Disposing_sends_what_waits()
    {
        await using var shop = await Shop.OpenAsync();

        var sent = shop.Upsert(3);
        await shop.Client.DisposeAsync();

        await Task.WhenAll(sent);
        Assert.Equal(3, shop.Emulator.Users.Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => shop.Client.Users.UpsertAsync(Make.User(4), Workspace.Token));
    }

    [Fact]
    public async Task Disposing_in_haste_leaves_nobody_waiting()
    {
        await using var shop = await Shop.OpenAsync();

        var sent = shop.Upsert(20);
        shop.Client.Dispose();

        foreach (var task in sent)
            await Task.WhenAny(task).WaitAsync(TimeSpan.FromMinutes(1), Workspace.Token);
    }

    [Fact]
    public async Task Single_records_of_all_kinds_are_coalesced()
    {
        await using var shop = await Shop.OpenAsync();

        await Task.WhenAll(
        [
            .. Enumerable.Range(0, 15).Select(number => shop.Client.Accounts.UpsertAsync(new EnterpretAccount($"a{number}", Make.Day), Workspace.Token)),
            .. Enumerable.Range(0, 20).Select(number => shop.Client.Feedback.SendAsync(Make.Review(number), Workspace.Token)),
        ]);

        Assert.Equal([15, 20], shop.Emulator.Calls.Select(call => call.Records).Order());
    }

    // A clock that stands still until the test moves it: nothing is sent by the time having passed unless the test says so.
    private sealed class Shop : IAsyncDisposable
    {
        private readonly HttpClient _http;

        private Shop(EnterpretEmulator emulator, ManualTimeProvider time, Action<EnterpretClientOptions>? configure)
        {
            (Emulator, Time) = (emulator, time);
            _http = new(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
            var options = new EnterpretClientOptions
            {
                BaseAddress = emulator.BaseAddress,
                UsersApiKey = EnterpretEmulator.DefaultUsersKey,
                AccountsApiKey = EnterpretEmulator.DefaultAccountsKey,
                Feedback = { ApiKey = EnterpretEmulator.DefaultFeedbackKey, FileId = "app-store-reviews" },
            };
            configure?.Invoke(options);
            Client = new(options, _http, time);
        }

        public EnterpretEmulator Emulator { get; }

        public ManualTimeProvider Time { get; }

        public EnterpretClient Client { get; }

        public static async Task<Shop> OpenAsync(Action<EnterpretClientOptions>? configure = null)
        {
            var time = new ManualTimeProvider();
            return new(await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, Workspace.Token), time, configure);
        }

        public List<Task> Upsert(int count) => [.. Make.Users(count).Select(user => Client.Users.UpsertAsync(user, Workspace.Token))];

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            _http.Dispose();
            await Emulator.DisposeAsync();
        }
    }
}
