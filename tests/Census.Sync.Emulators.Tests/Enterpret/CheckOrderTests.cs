using System.Text;

namespace Census.Sync.Emulators.Tests.Enterpret;

public sealed class CheckOrderTests
{
    private const string Users = "/webhook/users/custom";
    private const string Accounts = "/webhook/accounts/custom";
    private const string Records = "/webhook/custom/all";
    private const string Delete = "/webhook/delete/custom";

    [Theory]
    [InlineData("POST", "/webhook/review", 404)]
    [InlineData("POST", "/api/v1/feedback", 404)]
    [InlineData("GET", Users, 405)]
    [InlineData("PUT", Records, 405)]
    public async Task Unknown_paths_and_methods_have_the_error_body_without_a_key(string method, string path, int status)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key: null);

        RawAnswer answer = await client.SendAsync(new HttpMethod(method), path);

        Assert.Equal((status, "ErrCodeInvalidRequestArgument"), (answer.Status, (string?)answer.Json["code"]));
        Assert.Matches("^[A-Z0-9]{6}$", (string?)answer.Json["referenceID"]);
        Assert.NotEmpty((string)answer.Json["msg"]!);
    }

    [Theory]
    [InlineData(null, Users)]
    [InlineData("wrong", Users)]
    [InlineData(EnterpretEmulator.DefaultAccountsKey, Users)]
    [InlineData(EnterpretEmulator.DefaultUsersKey, Accounts)]
    [InlineData(EnterpretEmulator.DefaultUsersKey, Records)]
    [InlineData(EnterpretEmulator.DefaultFeedbackKey, Delete)]
    public async Task A_missing_wrong_or_foreign_key_is_401(string? key, string path)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key);

        RawAnswer answer = await client.PostAsync(path, "{}");

        Assert.Equal((401, "ErrCodeInvalidAPIKey"), (answer.Status, (string?)answer.Json["code"]));
    }

    [Theory]
    [InlineData("not json", 400, "ErrCodeInvalidRequestArgument")]
    [InlineData("", 400, "ErrCodeInvalidRequestArgument")]
    [InlineData("[]", 400, "ErrCodeInvalidRequestArgument")]
    [InlineData("{}", 400, "ErrCodeMissingRequiredField")]
    [InlineData("""{"users":null}""", 400, "ErrCodeMissingRequiredField")]
    [InlineData("""{"users":{}}""", 400, "ErrCodeInvalidFieldFormat")]
    [InlineData("""{"users":[]}""", 400, "ErrCodeInvalidRequestArgument")]
    [InlineData("""{"users":[1]}""", 400, "ErrCodeInvalidFieldFormat")]
    public async Task The_body_is_checked_from_the_outside_in(string body, int status, string code)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        RawAnswer answer = await client.PostAsync(Users, body);

        Assert.Equal((status, code), (answer.Status, (string?)answer.Json["code"]));
    }

    [Fact]
    public async Task First_the_key_then_the_rate_then_the_size_then_the_rest()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { CallsPerMinute = 1, MaxBodyBytes = 10 }, TestContext.Current.CancellationToken);
        using var stranger = RawClient.For(emulator, "wrong");
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
        string large = new('x', 11);

        Assert.Equal(401, (await stranger.PostAsync(Users, large)).Status);
        Assert.Equal(413, (await client.PostAsync(Users, large)).Status);
        Assert.Equal(429, (await client.PostAsync(Users, large)).Status);
    }

    [Fact]
    public async Task Two_hundred_thousand_bytes_pass_and_one_more_is_413_also_without_a_length()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
        string body = """{"users":[{"id":"1","attributes":{},"createdAt":1}]}""";

        RawAnswer fits = await client.PostAsync(Users, body.PadRight(200_000));
        RawAnswer tooLarge = await client.PostAsync(Users, body.PadRight(200_001));
        RawAnswer streamed = await client.SendAsync(HttpMethod.Post, Users, new ChunkedContent(Encoding.UTF8.GetBytes(body.PadRight(200_001))));
        RawAnswer streamedFits = await client.SendAsync(HttpMethod.Post, Users, new ChunkedContent(Encoding.UTF8.GetBytes(body.PadRight(200_000))));

        Assert.Equal((200, "{}"), (fits.Status, fits.Text));
        Assert.Equal((413, "ErrCodePayloadTooLarge"), (tooLarge.Status, (string?)tooLarge.Json["code"]));
        Assert.Equal((413, 200), (streamed.Status, streamedFits.Status));
    }

    [Theory]
    [InlineData(EnterpretLimitProfile.Current, 100)]
    [InlineData(EnterpretLimitProfile.Strict, 20)]
    public async Task The_profile_says_how_many_records_fit(EnterpretLimitProfile profile, int most)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { Profile = profile }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);
        string Body(int count) => $$"""{"records":[{{string.Join(',', Enumerable.Range(0, count).Select(i => Review(i.ToString(System.Globalization.CultureInfo.InvariantCulture))))}}]}""";

        Assert.Equal(200, (await client.PostAsync(Records, Body(most))).Status);
        RawAnswer tooMany = await client.PostAsync(Records, Body(most + 1));
        Assert.Equal((400, "ErrCodeExceededBatchLimit"), (tooMany.Status, (string?)tooMany.Json["code"]));
        Assert.Equal(most, emulator.Records.Count);
    }

    [Theory]
    [InlineData(Users, "users", EnterpretEmulator.DefaultUsersKey)]
    [InlineData(Accounts, "accounts", EnterpretEmulator.DefaultAccountsKey)]
    public async Task Fifteen_users_or_accounts_fit_and_sixteen_do_not(string path, string root, string key)
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, key);
        string Body(int count) => $$"""{"{{root}}":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{i}}","attributes":{},"createdAt":1}"""))}}]}""";

        Assert.Equal(200, (await client.PostAsync(path, Body(15))).Status);
        Assert.Equal("ErrCodeExceededBatchLimit", (string?)(await client.PostAsync(path, Body(16))).Json["code"]);
    }

    [Fact]
    public async Task A_header_that_has_no_business_here_fails()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        RawAnswer answer = await client.SendAsync(HttpMethod.Post, Users, RawClient.Body("{}"), ("Accesskey", "x"));

        Assert.Equal((400, "ErrCodeInvalidRequestArgument"), (answer.Status, (string?)answer.Json["code"]));
    }

    [Fact]
    public async Task Success_may_have_no_body()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { EmptySuccessBody = true }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);

        RawAnswer answer = await client.PostAsync(Users, """{"users":[{"id":"1","attributes":{},"createdAt":1}]}""");

        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    internal static string Review(string id, string text = "fine", long createdAt = 1_760_000_000, string metadata = "{}") =>
        $$"""{"id":"{{id}}","fileID":"f","type":"REVIEW","createdAt":{{createdAt}},"text":"{{text}}","metadata":{{metadata}}}""";

    private sealed class ChunkedContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
