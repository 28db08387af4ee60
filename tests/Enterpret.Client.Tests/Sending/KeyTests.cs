using System.Diagnostics;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Sending;

public class KeyTests
{
    [Fact]
    public async Task A_provider_is_asked_once_and_once_more_when_its_key_is_refused()
    {
        await using var workspace = await Workspace.StartAsync();
        var asked = 0;
        var client = workspace.CreateClient(options => (options.UsersApiKey, options.UsersApiKeyProvider) =
            (null, _ => new(++asked == 1 ? "old" : EnterpretEmulator.DefaultUsersKey)));

        await client.Users.UpsertAsync(Make.User(1), Workspace.Token);
        await client.Users.UpsertAsync(Make.User(2), Workspace.Token);

        Assert.Equal(2, asked);
        Assert.Equal([401, 200, 200], workspace.Calls.Select(call => call.Status));
    }

    [Fact]
    public async Task A_provider_without_a_better_key_ends_the_call()
    {
        await using var workspace = await Workspace.StartAsync();
        var asked = 0;
        var client = workspace.CreateClient(options => (options.UsersApiKey, options.UsersApiKeyProvider) = (null, _ => new($"old{++asked / 3}")));

        var error = await Assert.ThrowsAsync<EnterpretApiException>(() => client.Users.UpsertAsync(Make.User(1), Workspace.Token));

        Assert.Equal(EnterpretErrorCode.InvalidApiKey, error.ErrorCode);
        Assert.Equal(2, asked);
        Assert.Single(workspace.Calls);
    }

    [Fact]
    public async Task A_replaced_key_brings_its_own_quota()
    {
        const string Other = "another-users-key";
        await using var workspace = await Workspace.StartAsync(options => options.Keys =
            [new(EnterpretEmulator.DefaultUsersKey, EnterpretKeyKind.Users, "old"), new(Other, EnterpretKeyKind.Users, "new")]);
        var key = EnterpretEmulator.DefaultUsersKey;
        var client = workspace.CreateClient(options => (options.UsersApiKey, options.UsersApiKeyProvider) = (null, _ => new(key)));
        await client.Users.UpsertAsync(Make.Users(20 * 15), Workspace.Token);
        var began = workspace.Time.GetUtcNow();

        // The old key has no request left; the new one has not been used.
        key = Other;
        workspace.Emulator.Faults.Add(Fault.Unauthorized());
        await client.Users.UpsertAsync(Make.User(1), Workspace.Token);
        var replaced = workspace.Time.GetUtcNow();
        await client.Users.UpsertAsync(Make.Users(19 * 15), Workspace.Token);

        Assert.InRange(replaced - began, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(3));
        Assert.InRange(workspace.Time.GetUtcNow() - replaced, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(19 * 15, workspace.Emulator.UsersOf(Other).Count);
    }

    [Fact]
    public async Task The_test_of_a_connection_tells_of_a_key_provider_that_fails_without_quoting_it()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => (options.UsersApiKey, options.UsersApiKeyProvider) = (null, _ => throw new TimeoutException("canary")));

        var result = await client.TestConnectionAsync(Workspace.Token);

        Assert.False(result.Succeeded);
        Assert.StartsWith("users: The key provider failed with TimeoutException.", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_of_a_connection_says_what_it_knows_and_what_it_assumes()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient(options => options.AccountsApiKey = null).TestConnectionAsync(Workspace.Token);

        Assert.True(result.Succeeded);
        Assert.StartsWith("users: The key is probably fine", result.Message, StringComparison.Ordinal);
        Assert.Contains("records: The key is probably fine", result.Message, StringComparison.Ordinal);
        Assert.Contains("Assumed", result.Message, StringComparison.Ordinal);
        Assert.Contains("ids: the key was not tried", result.Message, StringComparison.Ordinal);
        Assert.Equal(["""{"users":[]}""", """{"records":[]}"""], workspace.Calls.Select(call => call.Body));
        Assert.Empty(workspace.Emulator.Users);
    }

    [Fact]
    public async Task The_test_of_a_connection_finds_a_key_of_another_integration()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient(options => (options.AccountsApiKey, options.PrivacyApiKey) = (EnterpretEmulator.DefaultPrivacyKey, null)).TestConnectionAsync(Workspace.Token);

        Assert.False(result.Succeeded);
        Assert.StartsWith("accounts: Enterpret refuses the key.", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_of_a_connection_tells_a_wrong_address_from_a_bad_key()
    {
        await using var workspace = await Workspace.StartAsync();

        var result = await workspace.CreateClient(options => options.BaseAddress = new("http://nowhere.localhost/")).TestConnectionAsync(Workspace.Token);

        Assert.False(result.Succeeded);
        Assert.Contains("no connection could be made", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_and_values_show_up_nowhere()
    {
        await using var workspace = await Workspace.StartAsync(options =>
            options.Keys = [new("canary-key", EnterpretKeyKind.Users, "users"), new("canary-reviews", EnterpretKeyKind.Feedback, "reviews")]);
        var texts = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (texts)
                    texts.Add(activity.DisplayName + string.Join(' ', activity.TagObjects) + string.Join(' ', activity.Events.SelectMany(e => e.Tags)));
            },
        };
        ActivitySource.AddActivityListener(listener);
        workspace.Emulator.Faults.Add(Fault.Reply(400, """{"msg":"canary-value","code":"canary value","referenceID":"canary value"}"""), nth: 2, count: null);
        workspace.Emulator.Faults.Add(Fault.ServerError());
        EnterpretClientOptions? options = null;
        var client = workspace.CreateClient(own => (options, own.UsersApiKey, own.Feedback.ApiKey, own.AccountsApiKey) = (own, "canary-key", "canary-reviews", "canary-wrong"));
        var user = new EnterpretUser("canary-id", Make.Day) { ["Email"] = "canary-value" };
        var destination = new EnterpretDestination(client);

        texts.Add((await client.Users.UpsertAsync([user, new("canary-2", Make.Day) { ["no_number"] = double.NaN }], Workspace.Token)).ToString());
        texts.Add((await Assert.ThrowsAsync<EnterpretApiException>(() => client.Users.UpsertAsync(user, Workspace.Token))).ToString());
        texts.Add((await Assert.ThrowsAsync<EnterpretApiException>(() => client.Accounts.UpsertAsync(new EnterpretAccount("canary-id", Make.Day), Workspace.Token))).ToString());
        texts.Add((await Assert.ThrowsAsync<ArgumentException>(() => client.Users.UpsertAsync(new EnterpretUser("canary-id", default), Workspace.Token))).ToString());
        texts.Add((await client.TestConnectionAsync(Workspace.Token)).ToString());
        texts.AddRange([options!.ToString(), options.Feedback.ToString(), user.ToString(), user["Email"].ToString(), client.ToString()!, destination.Environment]);
        texts.AddRange(workspace.Log.Entries.Select(entry => entry.Text));

        lock (texts)
            Assert.All(texts, text => Assert.DoesNotContain("canary", text, StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(workspace.Log.Entries);
    }
}
