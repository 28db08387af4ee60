using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Enterpret.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Guide = Snippets.Enterpret;

namespace EndToEnd.Tests.Documentation;

/// <summary>What docs/guides/enterpret.md shows is run here, and does what the page says.</summary>
public sealed class EnterpretGuideTests : IAsyncLifetime
{
    private const string UserMetadata = """{"user_id":{"array":{"s":["id312378"]}}""";
    private static readonly DateTimeOffset s_at = new(2026, 1, 15, 9, 30, 0, TimeSpan.Zero);
    private readonly JumpingTimeProvider _time = new(TimeSpan.FromSeconds(35));
    private readonly TemporaryFolder _folder = new();
    private EnterpretEmulator _emulator = null!;
    private HttpClient _http = null!;
    private EnterpretClient _enterpret = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = _time }, Token);
        _http = new(_emulator.CreateHandler());
        _enterpret = Client();
    }

    public async ValueTask DisposeAsync()
    {
        await _enterpret.DisposeAsync();
        _http.Dispose();
        await _emulator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Options_are_valid_and_come_from_where_the_page_says()
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(JsonOfPage()))).Build();
        using var services = Guide.Connecting.Configure(new ServiceCollection(), configuration).BuildServiceProvider();
        using var created = Guide.Connecting.Create("a", "b", "c");
        using var rolled = new EnterpretClient(Guide.Connecting.Roll(_ => new("key")));
        using var limited = new EnterpretClient(Guide.Connecting.Limit("a", "b"));

        Assert.Null(services.GetRequiredService<EnterpretClient>().Users.Validate(new EnterpretUser("id", s_at)));
    }

    [Fact]
    public void Sources_have_a_client_each()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Enterpret:AppStoreKey"] = "a", ["Enterpret:ChatsKey"] = "b" }).Build();
        using var services = Guide.Connecting.AddSources(new ServiceCollection(), configuration).AddSingleton<Guide.Connecting.Reviews>().BuildServiceProvider();

        Assert.NotNull(services.GetRequiredService<Guide.Connecting.Reviews>());
        Assert.Contains("support-chats", services.GetRequiredKeyedService<EnterpretClient>("support-chats").Feedback.Render(new EnterpretReview("id", "text", s_at)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_accounts()
    {
        await Guide.Connecting.TestConnectionAsync(_enterpret);
        await Guide.UsersAndAccounts.UpsertUserAsync(_enterpret, "id312378", "john@example.com", s_at, Token);
        await Guide.UsersAndAccounts.UpsertUsersAsync(_enterpret, [new("id2", s_at), new("", s_at), new("id3", s_at)], Token);
        await Guide.UsersAndAccounts.UpsertAccountAsync(_enterpret, s_at);

        Assert.Equal(["id312378", "id2", "id3"], Ids(_emulator.Users));
        Assert.Equal(
            """{"account_id":{"s":["acc-42"]},"Email":{"s":["john@example.com"]},"Seats":{"n":[12]},"IsAdmin":{"b":[true]},"Location":{"s":["NYC","Seattle"]}}""",
            _emulator.Users[0]["attributes"]!.ToJsonString());
        Assert.Equal(
            """{"planType":{"s":["enterprise"]},"ARR":{"n":[120000]},"RenewsOn":{"s":["2027-01-31"]}}""", Assert.Single(_emulator.Accounts)["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Feedback_of_each_type()
    {
        await Guide.Feedback.SendReviewAsync(_enterpret, s_at);
        await Guide.Feedback.SendSurveyResponseAsync(_enterpret, s_at);
        await Guide.Feedback.SendConversationAsync(_enterpret, s_at);
        await Guide.Feedback.SendForumThreadAsync(_enterpret, s_at);

        Assert.Equal(
            ["ios-10293847 REVIEW app-store-reviews", "nps-2026-q1-88211 SURVEY app-store-reviews", "chat-551029 CONVERSATION app-store-reviews",
                "forum-7781 FORUM_CONVERSATION_THREAD community-forum"],
            _emulator.Records.Select(record => $"{record["id"]} {record["type"]} {record["fileID"]}"));
        Assert.All(_emulator.Records, record => Assert.Contains(UserMetadata, record.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Conversations_of_rows()
    {
        var rows = Enumerable.Range(0, 12).Select(i => new Guide.Feedback.ChatRow($"{i / 4}", "id312378", s_at.AddMinutes(i), i % 2 == 1, $"Message {i}")).ToAsyncEnumerable();

        await Guide.Feedback.SendConversationsAsync(_enterpret, rows, Token);

        Assert.Equal(["chat-0", "chat-1", "chat-2"], Ids(_emulator.Records));
        Assert.All(_emulator.Records, record => Assert.Equal(4, record["conversation"]!["msgs"]!.AsArray().Count));
    }

    [Fact]
    public async Task Linking_and_erasing()
    {
        await Guide.UsersAndAccounts.LinkAsync(_enterpret, s_at);
        Assert.Equal((1, 1, 1), (_emulator.Users.Count, _emulator.Accounts.Count, _emulator.Records.Count));

        await Guide.UsersAndAccounts.EraseAsync(_enterpret, ["id312378"], Token);

        Assert.Equal((0, 1, 0), (_emulator.Users.Count, _emulator.Accounts.Count, _emulator.Records.Count));
    }

    [Fact]
    public async Task Versions()
    {
        await Guide.Feedback.SendNewVersionAsync(_enterpret, "ios-10293847", "Bad.", 1, s_at);
        await Guide.Feedback.SendNewVersionAsync(_enterpret, "ios-10293847", "Good.", 2, s_at);

        Assert.Equal(["ios-10293847", "ios-10293847#v2"], Ids(_emulator.Records));
    }

    [Fact]
    public async Task Syncs_of_feedback()
    {
        await using var warehouse = await WarehouseAsync(
            "CREATE TABLE reviews(id TEXT, text TEXT, written_at TEXT, customer_id INTEGER, stars INTEGER)",
            "INSERT INTO reviews VALUES('ios-1', 'Bad.', '2026-01-15T09:30:00Z', 7, 1)",
            "CREATE TABLE nps(id TEXT, answered_at TEXT, reason TEXT, area TEXT, score INTEGER)",
            "INSERT INTO nps VALUES('nps-1', '2026-01-15T09:30:00Z', 'Slow.', 'Speed', 6)");
        var runner = new SyncRunner(new InMemorySyncStateStore(_time), timeProvider: _time);
        var destination = new EnterpretDestination(_enterpret);
        var reviews = Guide.Syncs.SyncReviews(warehouse, destination);

        await runner.RunAsync(reviews, cancellationToken: Token);
        await ExecuteAsync(warehouse, "UPDATE reviews SET text = 'Good.'");
        await runner.RunAsync(reviews, cancellationToken: Token);
        await runner.RunAsync(Guide.Syncs.SyncSurvey(warehouse, destination), cancellationToken: Token);

        Assert.Equal(["Bad.", "Good."], _emulator.Records.Take(2).Select(record => (string?)record["text"]));
        Assert.StartsWith("ios-1~", (string?)_emulator.Records[1]["id"], StringComparison.Ordinal);
        Assert.Contains("\"user_id\":{\"array\":{\"s\":[\"7\"]}}", _emulator.Records[0].ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            """[{"question":"What is the main reason for your score?","answer":"Slow."},{"question":"Which areas matter most to you?","selectedOptions":["Speed"]}]""",
            _emulator.Records[2]["surveyResponse"]!["responses"]!.ToJsonString());
    }

    [Fact]
    public async Task A_sync_of_conversations()
    {
        await using var warehouse = await WarehouseAsync(
            "CREATE TABLE messages(chat_id TEXT, began_at TEXT, sent_at TEXT, customer_id INTEGER, author TEXT, body TEXT, is_closed INTEGER)",
            """
            INSERT INTO messages VALUES
                ('b', '2026-01-15T09:30:00Z', '2', 7, 'staff', 'Here.', 1), ('b', '2026-01-15T09:30:00Z', '1', 7, 'customer', 'Where?', 1),
                ('a', '2026-01-15T09:30:00Z', '1', 8, 'customer', 'Hello.', 1), ('open', '2026-01-15T09:30:00Z', '1', 9, 'customer', 'Hm.', 0)
            """);

        await new SyncRunner(new InMemorySyncStateStore(_time), timeProvider: _time).RunAsync(
            Guide.Syncs.SyncChats(warehouse, new EnterpretDestination(_enterpret)), cancellationToken: Token);

        Assert.Equal(["a", "b"], Ids(_emulator.Records).Order());
        Assert.Equal(
            """[{"actor":"user","text":"Where?"},{"actor":"agent","text":"Here."}]""",
            _emulator.Records.Single(record => (string?)record["id"] == "b")["conversation"]!["msgs"]!.ToJsonString());
    }

    [Fact]
    public async Task Update_only_sends_what_is_known_to_exist()
    {
        await using var warehouse = await WarehouseAsync(
            "CREATE TABLE users(id TEXT, signed_up_at TEXT, email TEXT, seats INTEGER, account TEXT)",
            "INSERT INTO users VALUES('here', '2026-01-15T09:30:00Z', 'a@example.com', 1, 'acc-42'), ('elsewhere', '2026-01-15T09:30:00Z', 'b@example.com', 2, NULL)");
        var runner = new SyncRunner(new InMemorySyncStateStore(_time), timeProvider: _time);
        var users = Guide.Syncs.SyncUsers(warehouse, new EnterpretDestination(_enterpret));

        await Guide.Syncs.SeedAsync(runner, users, new[] { "here" }.ToAsyncEnumerable());
        await runner.RunAsync(users, cancellationToken: Token);

        Assert.Equal(["here"], Ids(_emulator.Users));

        await Guide.UsersAndAccounts.PushBesideSyncAsync(_enterpret, new("here", s_at, "c@example.com", 3, "acc-42"), Token);
        Assert.Equal("""{"account_id":{"s":["acc-42"]},"Email":{"s":["c@example.com"]},"Seats":{"n":[3]}}""", _emulator.Users[0]["attributes"]!.ToJsonString());
    }

    [Fact]
    public void Values()
    {
        var user = new EnterpretUser("id312378", s_at);

        Guide.Values.SetValues(user);

        Assert.Contains(
            """
            "attributes":{"Seats":{"n":[12]},"Email":{"s":["john@example.com"]},"IsAdmin":{"b":[true]},"Location":{"s":["NYC","Seattle"]},"LastSeen":{"s":["1970-01-01T00:00:00Z"]},"CustomerNumber":{"s":["9007199254740993"]}}
            """,
            _enterpret.Users.Render(user), StringComparison.Ordinal);
        Assert.Contains("Fine.", Guide.Feedback.Check(_enterpret, new EnterpretReview("id", "Fine.", s_at)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors()
    {
        EnterpretUser user = new("id", s_at);
        Assert.True(await Guide.Errors.HandleErrorsAsync(_enterpret, user, Token));

        _emulator.Faults.Add(Fault.Reply(400, """{"msg":"no","code":"ErrCodeInvalidFieldFormat","referenceID":"8B5OQA"}"""), count: null);
        Assert.False(await Guide.Errors.HandleErrorsAsync(_enterpret, user, Token));

        _emulator.Faults.Clear();
        _emulator.Faults.Add(Fault.ServerError(), count: null);
        Assert.False(await Guide.Errors.HandleErrorsAsync(_enterpret, user, Token));

        _emulator.Faults.Clear();
        _emulator.Faults.Add(Fault.Unauthorized(), count: null);
        await Assert.ThrowsAsync<EnterpretApiException>(() => Guide.Errors.HandleErrorsAsync(_enterpret, user, Token));
    }

    [Fact]
    public Task The_test_of_the_page() => Guide.Testing.TestAsync();

    [Fact]
    public async Task The_table_of_a_million_records_is_what_the_estimates_say()
    {
        List<string> rows = [];
        foreach (var perMinute in (int[])[20, 100, 2_000])
            rows.Add(await RowAsync($"users, or accounts, at {perMinute.ToString("N0", CultureInfo.InvariantCulture)} requests a minute", EnterpretObjects.User, SyncOperation.Upsert, options => options.EntityRequestsPerMinute = perMinute));
        rows.Add(await RowAsync("feedback, `Conservative`", EnterpretObjects.Reviews, SyncOperation.Insert, options => options.Feedback.Limits = EnterpretLimits.Conservative));
        rows.Add(await RowAsync("feedback, `Documented2026`", EnterpretObjects.Reviews, SyncOperation.Insert, options => options.Feedback.Limits = EnterpretLimits.Documented2026));
        rows.Add(await RowAsync("users to erase", EnterpretObjects.UsersToErase, SyncOperation.Delete, _ => { }));

        var page = await File.ReadAllTextAsync(Path.Combine(SnippetTests.Root(), "docs/guides/enterpret.md"), Token);

        Assert.All(rows, row => Assert.Contains(row, page, StringComparison.Ordinal));
    }

    private async Task<string> RowAsync(string name, DestinationObjectReference reference, SyncOperation operation, Action<EnterpretClientOptions> change)
    {
        await using var client = Client(change);
        var destination = new EnterpretDestination(client);
        var target = (await destination.ListObjectsAsync(Token)).Single(item => item.Name == reference.ObjectName);
        var fields = await destination.ListFieldsAsync(target.Name, Token);
        var estimate = await destination.EstimateAsync(new(target, operation, [.. fields.Select(field => new PlanField(field))], 0), new(1_000_000, 0, 0), Token);
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {estimate.Calls:N0} | {Duration(estimate.Duration)} |");
    }

    private static string Duration(TimeSpan duration) => duration.TotalHours < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0} hours");

    private EnterpretClient Client(Action<EnterpretClientOptions>? change = null)
    {
        EnterpretClientOptions options = new()
        {
            BaseAddress = _emulator.BaseAddress,
            UsersApiKey = EnterpretEmulator.DefaultUsersKey,
            AccountsApiKey = EnterpretEmulator.DefaultAccountsKey,
            PrivacyApiKey = EnterpretEmulator.DefaultPrivacyKey,
            Feedback = new() { ApiKey = EnterpretEmulator.DefaultFeedbackKey, FileId = "app-store-reviews" },
        };
        change?.Invoke(options);
        return new(options, _http, _time);
    }

    private async Task<DbDataSource> WarehouseAsync(params string[] statements)
    {
        var warehouse = SqliteFactory.Instance.CreateDataSource($"Data Source={_folder.File("warehouse.db")}");
        foreach (var statement in statements)
            await ExecuteAsync(warehouse, statement);
        return warehouse;
    }

    private static async Task ExecuteAsync(DbDataSource warehouse, string statement)
    {
        await using var command = warehouse.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Token);
    }

    // The page's one block of JSON is the configuration.
    private static string JsonOfPage()
    {
        var page = File.ReadAllText(Path.Combine(SnippetTests.Root(), "docs/guides/enterpret.md"));
        var start = page.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string?> Ids(IEnumerable<JsonObject> items) => items.Select(item => (string?)item["id"]);
}
