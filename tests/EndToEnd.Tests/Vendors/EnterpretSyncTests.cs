using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Enterpret.Client;

namespace EndToEnd.Tests.Vendors;

/// <summary>What a sync does with Enterpret as a whole: what the engine knows, what the destination makes of it, and what arrives.</summary>
public sealed class EnterpretSyncTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_day = new(2025, 6, 1, 8, 30, 0, TimeSpan.Zero);
    private readonly InMemorySyncStateStore _state = new();
    private EnterpretEmulator _emulator = null!;
    private HttpClient _http = null!;
    private EnterpretClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await EnterpretEmulator.StartAsync(new() { RejectUnknownProperties = true }, Token);
        _http = new(_emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new(
            new()
            {
                BaseAddress = _emulator.BaseAddress,
                UsersApiKey = EnterpretEmulator.DefaultUsersKey,
                PrivacyApiKey = EnterpretEmulator.DefaultPrivacyKey,
                Feedback = new() { ApiKey = EnterpretEmulator.DefaultFeedbackKey, FileId = "tests" },
                MaximumParallelRequests = 1,
            },
            _http);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _http.Dispose();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task Rows_of_messages_become_conversations_with_roles_and_in_their_order()
    {
        List<Message> rows =
        [
            new("c1", "customer", "Where did the export go?", 7), new("c1", "staff", "It moved.", 7), new("c1", "bot", "Was that helpful?", 7),
            new("c2", "customer", "Hello", 8), new("c2", "staff", null, 8), new("c2", "customer", " ", 8),
            new(null, "customer", "Nobody's", 9), new("c3", "pigeon", "Coo", 9),
        ];
        var sync = Conversations(() => rows);

        var first = await RunAsync(sync);
        var again = await RunAsync(sync);
        rows.Insert(3, new("c1", "customer", "Yes", 7));
        var longer = await RunAsync(sync);

        Assert.Equal((2, 1, 1), (first.RecordsUpdated, first.SourceRecordInvalids, first.RecordsFailed));
        Assert.Equal(
            """[{"actor":"user","text":"Where did the export go?"},{"actor":"agent","text":"It moved."},{"actor":"bot","text":"Was that helpful?"}]""",
            _emulator.Records[0]["conversation"]!["msgs"]!.ToJsonString());
        Assert.Equal("""[{"actor":"user","text":"Hello"}]""", _emulator.Records[1]["conversation"]!["msgs"]!.ToJsonString());
        Assert.Equal("""{"metadata":{"seats":{"array":{"n":[8]}}}}""", _emulator.Records[1]["metadata"]!.ToJsonString());
        Assert.Equal(0, again.RecordsUpdated);
        Assert.Equal((0, 1), (longer.RecordsUpdated, longer.ChangedAfterDelivery));
        Assert.Equal(1, _emulator.TimesSent("records", "c1"));
    }

    [Fact]
    public async Task Rows_of_messages_that_are_not_ordered_send_nothing()
    {
        var run = await RunAsync(Conversations(() => [new("canary", "bot", "a", 1), new("c2", "bot", "b", 1), new("canary", "bot", "c", 1)]));

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.SourceFailed), (run.Status, run.ErrorCode));
        Assert.StartsWith("Row 3 ", run.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(_emulator.Calls);
    }

    [Fact]
    public async Task A_column_that_the_rows_of_messages_lack_is_named()
    {
        var rows = new ObjectSource<Message>(() => [], columns => columns.Column("chat", message => message.Chat));

        var run = await RunAsync(Sync("chats", new EnterpretConversationSource(rows, "chat", "author", "body"), EnterpretObjects.Conversations, SyncBehavior.CreateOnly)
            .Key("chat", EnterpretFields.Id).MapConstant(EnterpretFields.CreatedAt, s_day).Map(EnterpretFields.Messages, EnterpretFields.Messages).Build());

        Assert.Equal(SyncErrorCodes.SourceFailed, run.ErrorCode);
        Assert.Contains("'author'", run.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_to_erase_are_erased_once()
    {
        await _client.Users.UpsertAsync([.. Enumerable.Range(0, 5).Select(number => new EnterpretUser($"u{number}", s_day))], Token);
        var rows = new ObjectSource<string>(() => ["u1", "u3", "never there"], columns => columns.Column("id", id => id));
        var sync = Sync("erase", rows, EnterpretObjects.UsersToErase, SyncBehavior.Delete).Key("id", EnterpretFields.Id).Build();

        var first = await RunAsync(sync);
        var again = await RunAsync(sync);

        Assert.Equal((3, 0), (first.RecordsDeleted, again.RecordsDeleted));
        Assert.Equal(["u0", "u2", "u4"], _emulator.Users.Select(user => (string)user["id"]!));
        Assert.Equal(1, _emulator.TimesSent("delete", "u1"));
    }

    [Fact]
    public async Task A_review_that_changed_after_its_delivery_is_sent_as_another_one_if_that_is_wanted()
    {
        var text = "good";
        var rows = new ObjectSource<int>(() => [7], columns => columns.Column("id", number => $"r{number}").Column("text", _ => text).Column("user", number => (long)number));
        SyncBuilder Reviews(string name) => Sync(name, rows, EnterpretObjects.Reviews, SyncBehavior.CreateOnly)
            .Key("id", EnterpretFields.Id).Map("text", EnterpretFields.Text).MapConstant(EnterpretFields.CreatedAt, s_day).Map("user", EnterpretFields.UserId);
        var sync = Reviews("reviews").SendChangesAsVersions().Build();

        await RunAsync(sync);
        text = "bad";
        await RunAsync(sync);

        Assert.Equal(["good", "bad"], _emulator.Records.Select(record => (string)record["text"]!));
        Assert.Equal("r7", (string)_emulator.Records[0]["id"]!);
        Assert.Matches("^r7~[0-9a-f]{8}$", (string)_emulator.Records[1]["id"]!);

        // An identifier is text, whatever the column: else it would link to nobody.
        Assert.Equal("""{"metadata":{"user_id":{"array":{"s":["7"]}}}}""", _emulator.Records[0]["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task A_sync_that_updates_knows_what_it_was_told_of()
    {
        var rows = new ObjectSource<int>(() => Enumerable.Range(0, 4), columns => columns.Column("id", number => $"u{number}").Column("seats", number => (long)number));
        var sync = Sync("users", rows, EnterpretObjects.User, SyncBehavior.UpdateOnly)
            .Key("id", EnterpretFields.Id).MapConstant(EnterpretFields.CreatedAt, s_day).Map("seats", "Seats", FieldType.Integer).Build();

        await new SyncRunner(_state).AddExistingAsync(sync, Keys("u1", "u2", "unheard of"), Token);
        var run = await RunAsync(sync);

        Assert.Equal((2, 2), (run.RecordsUpdated, run.RecordsSkipped));
        Assert.Equal(["u1", "u2"], _emulator.Users.Select(user => (string)user["id"]!));

        static async IAsyncEnumerable<FieldValue> Keys(params string[] keys)
        {
            await Task.CompletedTask;
            foreach (var key in keys)
                yield return key;
        }
    }

    [Fact]
    public async Task All_columns_of_a_table_become_attributes_also_those_that_come_later()
    {
        SyncDefinition Users(bool isLater) => Sync(
                "users",
                new ObjectSource<int>(() => [1, 2], columns =>
                {
                    columns.Column("id", number => $"u{number}").Column("SEAT_COUNT", number => (long)number).Column("password", _ => "secret")
                        .Column("tags", _ => FieldValue.FromArray(["a", "b"]), FieldType.String, isArray: true);
                    if (isLater)
                        columns.Column("PLAN", _ => "gold");
                }),
                EnterpretObjects.User,
                SyncBehavior.UpdateOrCreate)
            .Key("id", EnterpretFields.Id).MapConstant(EnterpretFields.CreatedAt, s_day).MapAllColumns(FieldNaming.StartCase, "password").Build();

        await RunAsync(Users(false));
        var later = await RunAsync(Users(true));

        Assert.Equal(2, later.RecordsUpdated);
        var user = _emulator.Users.First().ToJsonString();
        Assert.All(["\"Seat Count\"", "\"Tags\"", "\"Plan\""], name => Assert.Contains(name, user, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", user, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_with_a_column_for_each_question_becomes_survey_responses()
    {
        var rows = new ObjectSource<int>(
            () => [1, 2, 3],
            columns => columns.Column("id", number => $"s{number}").Column("score", number => number * 3L)
                .Column("why", number => number == 3 ? FieldValue.Null : FieldValue.FromArray(["Slow.", $"And {number} more."]), FieldType.Any)
                .Column("areas", number => number == 2 ? FieldValue.Null : FieldValue.FromArray(["Speed", "Price"]), FieldType.Any));
        var sync = Sync("survey", rows, EnterpretObjects.SurveyResponses, SyncBehavior.CreateOnly)
            .Key("id", EnterpretFields.Id).MapConstant(EnterpretFields.CreatedAt, s_day)
            .Map("why", EnterpretFields.Question("Why this score?")).Map("areas", EnterpretFields.Choice("Which areas matter?"))
            .Map("score", "nps_score", FieldType.Integer).Build();

        await RunAsync(sync);

        Assert.Equal(
            [
                """[{"question":"Why this score?","answer":["Slow.","And 1 more."]},{"question":"Which areas matter?","selectedOptions":["Speed","Price"]}]""",
                """[{"question":"Why this score?","answer":["Slow.","And 2 more."]}]""",
                """[{"question":"Which areas matter?","selectedOptions":["Speed","Price"]}]""",
            ],
            _emulator.Records.Select(record => record["surveyResponse"]!["responses"]!.ToJsonString()));
        Assert.Equal("""{"metadata":{"nps_score":{"array":{"n":[3]}}}}""", _emulator.Records[0]["metadata"]!.ToJsonString());
    }

    private SyncDefinition Conversations(Func<IEnumerable<Message>> rows)
    {
        var messages = new ObjectSource<Message>(
            rows,
            columns => columns.Column("chat", message => message.Chat).Column("author", message => message.Author).Column("body", message => message.Body)
                .Column("started_at", _ => s_day).Column("seats", message => (long)message.Seats));
        var chats = new EnterpretConversationSource(
            messages, "chat", "author", "body", new Dictionary<string, EnterpretActor> { ["customer"] = EnterpretActor.User, ["staff"] = EnterpretActor.Agent });
        return Sync("chats", chats, EnterpretObjects.Conversations, SyncBehavior.CreateOnly)
            .Key("chat", EnterpretFields.Id).Map("started_at", EnterpretFields.CreatedAt).Map(EnterpretFields.Messages, EnterpretFields.Messages)
            .Map("seats", "seats", FieldType.Integer).Build();
    }

    private SyncBuilder Sync(string name, SyncSource source, DestinationObjectReference target, SyncBehavior behavior) =>
        new SyncBuilder(name).From(source).To(new EnterpretDestination(_client), target.ObjectName, behavior);

    private Task<SyncRunResult> RunAsync(SyncDefinition sync) => new SyncRunner(_state).RunAsync(sync, cancellationToken: Token);

    private sealed record Message(string? Chat, string Author, string? Body, int Seats);
}
