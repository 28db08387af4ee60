using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests.Enterpret;

public sealed class EntityTests
{
    private const string Users = "/webhook/users/custom";

    [Theory]
    [InlineData("""{"attributes":{},"createdAt":1}""", "ErrCodeMissingRequiredField")]
    [InlineData("""{"id":"","attributes":{},"createdAt":1}""", "ErrCodeMissingRequiredField")]
    [InlineData("""{"id":"1","createdAt":1}""", "ErrCodeMissingRequiredField")]
    [InlineData("""{"id":"1","attributes":{}}""", "ErrCodeMissingRequiredField")]
    [InlineData("""{"id":1,"attributes":{},"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":[],"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":{},"createdAt":"2026"}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":{"a":"x"},"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":{"a":{"s":"x"}},"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":{"a":{"s":[1]}},"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":{"a":{"array":{"s":["x"]}}},"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"id":"1","attributes":{"a":{"n":[1],"s":["a"]}},"createdAt":1}""", "ErrCodeInvalidFieldFormat")]
    public async Task A_bad_user_refuses_the_request(string user, string code)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        RawAnswer answer = await client.PostAsync(Users, $$"""{"users":[{"id":"good","attributes":{},"createdAt":1},{{user}}]}""");

        Assert.Equal((400, code), (answer.Status, (string?)answer.Json["code"]));
        Assert.Contains("users[1]", (string)answer.Json["msg"]!);
        Assert.Empty(emulator.Users);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(883_612_800)]
    [InlineData(99_999_999_999)]
    public async Task A_user_may_have_been_created_at_any_time(long createdAt)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        Assert.Equal(200, (await client.PostAsync(Users, $$"""{"users":[{"id":"1","attributes":{},"createdAt":{{createdAt}} }]}""")).Status);
        Assert.Equal(createdAt, (long)emulator.Users[0]["createdAt"]!);
    }

    [Theory]
    [InlineData(EnterpretAttributeUpdate.Replace, """{"b":{"n":[2]}}""")]
    [InlineData(EnterpretAttributeUpdate.Merge, """{"b":{"n":[2]},"a":{"s":["x"]}}""")]
    public async Task Attributes_are_replaced_or_merged(EnterpretAttributeUpdate update, string expected)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { AttributeUpdate = update }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        await client.PostAsync(Users, """{"users":[{"id":"1","attributes":{"a":{"s":["x"]},"b":{"n":[1]}},"createdAt":1}]}""");
        await client.PostAsync(Users, """{"users":[{"id":"1","attributes":{"b":{"n":[2]}},"createdAt":1}]}""");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Assert.Single(emulator.Users)["attributes"]));
    }

    [Fact]
    public async Task Of_two_users_with_one_id_in_a_request_the_last_is_kept()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        await client.PostAsync(Users, """{"users":[{"id":"1","attributes":{},"createdAt":1},{"id":"1","attributes":{},"createdAt":2}]}""");

        Assert.Equal(2, (long)Assert.Single(emulator.Users)["createdAt"]!);
    }

    [Fact]
    public async Task Boolean_attributes_may_be_refused()
    {
        await using var open = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var closed = await EnterpretEmulator.StartAsync(new() { AcceptBooleanAttributes = false }, TestContext.Current.CancellationToken);
        using var openClient = RawClient.For(open, EnterpretEmulator.DefaultUsersKey);
        using var closedClient = RawClient.For(closed, EnterpretEmulator.DefaultUsersKey);
        string body = """{"users":[{"id":"1","attributes":{"a":{"b":[true]}},"createdAt":1}]}""";

        Assert.Equal((200, 400), ((await openClient.PostAsync(Users, body)).Status, (await closedClient.PostAsync(Users, body)).Status));
    }

    [Fact]
    public async Task A_privacy_request_takes_the_account_its_users_and_their_records_after_its_delay()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time, DeleteDelay = TimeSpan.FromHours(24) }, TestContext.Current.CancellationToken);
        using var users = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
        using var accounts = RawClient.For(emulator, EnterpretEmulator.DefaultAccountsKey);
        using var feedback = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);
        using var privacy = RawClient.For(emulator, EnterpretEmulator.DefaultPrivacyKey);
        string Of(string field, string id) => $$"""{"metadata":{"{{field}}":{"array":{"s":["{{id}}"]} } } }""";
        await accounts.PostAsync("/webhook/accounts/custom", """{"accounts":[{"id":"acc","attributes":{},"createdAt":1},{"id":"kept","attributes":{},"createdAt":1}]}""");
        await users.PostAsync(Users, """{"users":[{"id":"u1","attributes":{"account_id":{"s":["acc"]}},"createdAt":1},{"id":"u2","attributes":{"account_id":{"s":["kept"]}},"createdAt":1}]}""");
        await feedback.PostAsync("/webhook/custom/all", $$"""
            {"records":[{{CheckOrderTests.Review("r1", metadata: Of("user_id", "u1"))}},{{CheckOrderTests.Review("r2", metadata: Of("user_id", "u2"))}},
                        {{CheckOrderTests.Review("r3", metadata: Of("account_id", "acc"))}},{{CheckOrderTests.Review("r4", metadata: Of("user_id", "u3"))}}]}
            """);

        Assert.Equal(200, (await privacy.PostAsync("/webhook/delete/custom", """{"ids":["acc","u3"]}""")).Status);

        Assert.Equal((2, 2, 4), (emulator.Accounts.Count, emulator.Users.Count, emulator.Records.Count));
        time.Advance(TimeSpan.FromHours(24));
        Assert.Equal("kept", (string?)Assert.Single(emulator.Accounts)["id"]);
        Assert.Equal("u2", (string?)Assert.Single(emulator.Users)["id"]);
        Assert.Equal("r2", (string?)Assert.Single(emulator.Records)["id"]);
    }

    [Theory]
    [InlineData("""{"ids":[1]}""", "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"ids":[""]}""", "ErrCodeMissingRequiredField")]
    [InlineData("""{"ids":[]}""", "ErrCodeInvalidRequestArgument")]
    public async Task A_bad_privacy_request_is_refused(string body, string code)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultPrivacyKey);
        string many = $$"""{"ids":[{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"{i}\""))}}]}""";

        Assert.Equal(code, (string?)(await client.PostAsync("/webhook/delete/custom", body)).Json["code"]);
        Assert.Equal("ErrCodeExceededBatchLimit", (string?)(await client.PostAsync("/webhook/delete/custom", many)).Json["code"]);
    }
}
