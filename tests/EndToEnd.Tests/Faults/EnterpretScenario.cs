using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;
using Enterpret.Client;

namespace EndToEnd.Tests.Faults;

/// <summary>A sync into one object of Enterpret, and how the workspace looks when it holds just what the source says.</summary>
/// <param name="ObjectName">The object.</param>
/// <param name="Behavior">What the sync does.</param>
/// <param name="Map">Maps the columns of the source beside the id.</param>
/// <param name="Contents">The records, as <see cref="Expected"/> shows them.</param>
/// <param name="Expected">What a row becomes.</param>
internal sealed record EnterpretScenario(
    DestinationObjectReference Target,
    SyncBehavior Behavior,
    Action<SyncBuilder> Map,
    Func<EnterpretEmulator, IEnumerable<string>> Contents,
    Func<SourceRow, string> Expected)
{
    private const string Question = "Why?";
    private static readonly DateTimeOffset s_day = new(2025, 6, 1, 8, 30, 0, TimeSpan.Zero);

    /// <summary>The objects, by the names that tests call them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["users", "accounts", "reviews", "survey responses", "conversations", "forum threads", "users to erase"];

    public bool OnlyCreates => Behavior == SyncBehavior.CreateOnly;

    public bool Erases => Behavior == SyncBehavior.Delete;

    public static EnterpretScenario Of(string name) => name switch
    {
        "users" => Entities(EnterpretObjects.User, emulator => emulator.Users),
        "accounts" => Entities(EnterpretObjects.Account, emulator => emulator.Accounts),
        "reviews" => Feedback(EnterpretObjects.Reviews, sync => sync.Map("text", "Text"), record => record["text"]),
        "survey responses" => Feedback(
            EnterpretObjects.SurveyResponses, sync => sync.Map("text", EnterpretFields.Question(Question)), record => record["surveyResponse"]!["responses"]![0]!["answer"]),
        "conversations" => Feedback(EnterpretObjects.Conversations, MapMessages, FirstMessage),
        "forum threads" => Feedback(EnterpretObjects.ForumThreads, MapMessages, FirstMessage),
        _ => new(EnterpretObjects.UsersToErase, SyncBehavior.Delete, _ => { }, emulator => emulator.Users.Select(user => (string)user["id"]!), row => row.Key),
    };

    /// <summary>When everything was created.</summary>
    public static DateTimeOffset Day => s_day;

    private static EnterpretScenario Entities(DestinationObjectReference target, Func<EnterpretEmulator, IEnumerable<JsonObject>> stored) => new(
        target,
        SyncBehavior.UpdateOrCreate,
        sync => sync.MapConstant("Created At", s_day).Map("text", "plan").Map("owner", "owner"),
        emulator => stored(emulator).Select(record => $"{record["id"]} {record["attributes"]!["plan"]!["s"]![0]} {record["attributes"]!["owner"]!["s"]![0]}"),
        row => $"{row.Key} {row.Text} Owner {row.Owner}");

    private static EnterpretScenario Feedback(DestinationObjectReference target, Action<SyncBuilder> map, Func<JsonObject, JsonNode?> content) => new(
        target,
        SyncBehavior.CreateOnly,
        sync => map(sync.MapConstant("Created At", s_day)),
        emulator => emulator.Records.Select(record => $"{record["id"]} {content(record)}"),
        row => $"{row.Key} {row.Text}");

    private static void MapMessages(SyncBuilder sync) =>
        sync.MapComputed("Messages", row => FieldValue.FromJson($$"""[{"actor":"user","text":"{{row["text"].ToText()}}"}]"""), FieldType.Json);

    private static JsonNode? FirstMessage(JsonObject record) => record["conversation"]!["msgs"]![0]!["text"];
}
