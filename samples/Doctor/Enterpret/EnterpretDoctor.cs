using System.Text.Json.Nodes;
using Enterpret.Client;

namespace Doctor.Enterpret;

/// <summary>Runs all checks against one organisation.</summary>
public static class EnterpretDoctor
{
    private static readonly Inlet[] s_entities = [Inlet.Users, Inlet.Accounts];

    /// <summary>Gets the checks: keys and validation, on which the others rest, then what the vendor leaves open, then what is assumed.</summary>
    public static IReadOnlyList<Check<Session>> Checks { get; } =
    [
        new KeyOrder(), new OtherKindOfKey(),
        .. s_entities.Append(Inlet.Feedback).Select(inlet => new Validation(inlet)),

        new MetadataShape(),

        new BytesOfRequest(),
        new ItemsOfRequest(Inlet.Feedback, 200, most => $"options.Feedback.Limits = options.Feedback.Limits with {{ MaximumRecords = {most} }};"),
        .. s_entities.Append(Inlet.Privacy).Select(inlet => new ItemsOfRequest(inlet, inlet == Inlet.Privacy ? 200 : 50, _ => null)),
        new Hidden("limits.scope", "whether a limit holds for a key or for the organisation shows only when it is used up, which would stop others"),
        new Hidden("limits.window", "how requests are counted shows only when the quota is used up, which would stop others"),

        new SuccessBody(), new LimitHeaders(), new RetryAfter(),

        Visible.Atomicity, Visible.RepeatedFeedback,
        new Hidden("records.id-scope", "it takes two feedback keys and a look into Enterpret; make identifiers unique in the organisation, with EnterpretIds.Create"),

        .. s_entities.Select(Visible.AttributeUpdate),

        new TakenForm("records.survey", Inlet.Feedback, session => Survey(session, new() { ["question"] = "Doctor?", ["answer"] = "Yes." })),
        new TakenForm("records.answer-list", Inlet.Feedback, session => Survey(session, new() { ["question"] = "Doctor?", ["answer"] = new JsonArray("Yes.", "No.") })),
        new TakenForm("records.selected-options", Inlet.Feedback, session => Survey(session, new() { ["question"] = "Doctor?", ["selectedOptions"] = new JsonArray("Yes", "No") })),
        new Hidden("records.transcript", "this library sends no audio recordings; send a transcript as a conversation"),

        new Hidden("census.fields", "the names of the fields that Census shows are not part of this API; EnterpretFields holds the ones of this library"),

        new Hidden("links", "links are set up in Enterpret: choose user_id of feedback, account_id of feedback and of users there"),

        new TakenForm("records.conversation", Inlet.Feedback, session => Conversation(session, "CONVERSATION")),
        new TakenForm("records.forum-thread", Inlet.Feedback, session => Conversation(session, "FORUM_CONVERSATION_THREAD")),
        new TakenForm("records.milliseconds", Inlet.Feedback, Milliseconds),
        new TakenForm("records.unknown-properties", Inlet.Feedback, session => WithUnknown(session.Review(session.NewId()))),
        .. s_entities.Select(inlet => new TakenForm($"{inlet.Name}.unknown-properties", inlet, session => WithUnknown(session.Entity(session.NewId())))),
        .. s_entities.Select(inlet => new TakenForm($"{inlet.Name}.truths", inlet, Truth)),
        new Hidden("time.visible", "the API cannot be read, so it shows in Enterpret only how long a record takes; allow an hour"),
        new Hidden("time.erased", "the API cannot be read, so it shows in Enterpret only when something is gone; the vendor says within 24 hours"),

        new RequestsOfMinute(Inlet.Feedback, perMinute => $"options.Feedback.Limits = options.Feedback.Limits with {{ RequestsPerMinute = {perMinute} }};"),
        .. s_entities.Select(inlet => new RequestsOfMinute(inlet, perMinute => $"options.EntityRequestsPerMinute = {perMinute};")),
    ];

    /// <summary>Says what a run will do, for people to read before it does.</summary>
    public static string Announce(EnterpretClientOptions options, string prefix, int requestsPerMinute, bool mayWrite) => mayWrite
        ? $"""
           This run writes to {options.BaseAddress.Authority}, at most {requestsPerMinute} requests a minute with each key, for a few minutes:
             - some ten users, some ten accounts and some fifteen feedback records, all with identifiers that begin with {prefix};
             - some forty requests with records that lack required fields, with identifiers that begin the same, which Enterpret does not keep;
             - with a key for privacy, some eight requests to erase identifiers that begin the same and are nobody's;
             - in the end {(options.PrivacyApiKey is null ? "nothing is erased, since there is no key for privacy" : "a request to erase these users and accounts, and with them the feedback that belongs to the user " + prefix + "user")}.
           Nothing else is read, changed or erased. Feedback has no other way to be removed than through its user.

           """
        : $"""
           This run sends empty lists to {options.BaseAddress.Authority}, at most {requestsPerMinute} a minute with each key. They store nothing, and show
           whether the keys work. With --write it would also write some ten users, ten accounts and fifteen feedback records of its own, and
           find out more.

           """;

    /// <summary>Asks all questions; what cannot be told says why. However the run ends, what it wrote is erased, or named if that cannot be done.</summary>
    /// <param name="options">Where and with which keys.</param>
    /// <param name="handler">Sends the requests.</param>
    /// <param name="time">The clock.</param>
    /// <param name="prefix">What all identifiers begin with that are written.</param>
    /// <param name="requestsPerMinute">How many requests a minute may be made with each key.</param>
    /// <param name="mayWrite">Whether records may be written.</param>
    /// <param name="cleanUpTime">How long the request to erase may take.</param>
    /// <param name="cancellationToken">Ends the questions; erasing comes after that.</param>
    public static async Task<IReadOnlyList<(string Name, Finding Finding)>> RunAsync(
        EnterpretClientOptions options,
        HttpMessageHandler handler,
        TimeProvider time,
        string prefix,
        int requestsPerMinute,
        bool mayWrite,
        TimeSpan cleanUpTime,
        CancellationToken cancellationToken)
    {
        using var recorder = new Recorder(handler);
        using var http = new HttpClient(recorder) { Timeout = Timeout.InfiniteTimeSpan };
        using var session = new Session(options, http, recorder, time, prefix, requestsPerMinute, mayWrite, cancellationToken);

        if (session.Inlets is [])
            return [("connection", Finding.CouldNotTell("there is no key for users, accounts or feedback, and the one for privacy erases only"))];
        List<(string, Finding)> findings = [];
        foreach (var inlet in session.Inlets)
            findings.Add(($"connection.{inlet.Name}", await Checkup.SafelyAsync(() => ConnectAsync(session, inlet))));
        if (findings.Any(found => !found.Item2.IsKnown))
            return findings;

        try
        {
            foreach (var check in Checks)
                findings.Add((check.Title, await Checkup.SafelyAsync(() => check.FindAsync(session))));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            findings.Add(("run", Finding.CouldNotTell("it was cancelled")));
        }
        finally
        {
            using var limit = new CancellationTokenSource(cleanUpTime, time);
            findings.Add(("clean-up", await CleanUpAsync(session, limit.Token)));
        }

        return findings;
    }

    private static async Task<Finding> ConnectAsync(Session session, Inlet inlet)
    {
        var answer = await session.SendNothingAsync(inlet, session.Key(inlet));
        return answer.IsKeyRefused
            ? Finding.CouldNotTell($"Enterpret refuses the key Enterpret:{inlet.Option} (status {answer.Status}). Use the key of an integration for {inlet.Name}; each kind has its own")
            : new(answer.IsTaken ? "works: an empty list is taken" : "works, it seems: an empty list is refused, the key is not");
    }

    private static async Task<Finding> CleanUpAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Entities.Count == 0 && !session.LeftFeedback)
            return new("nothing was written");
        var left = string.Join(", ", session.Entities.Append(session.LeftFeedback ? $"feedback of the user {session.User}" : "no feedback"));
        if (!session.Has(Inlet.Privacy))
            return new($"left behind, since there is no key for privacy: {left}");
        try
        {
            // The user is erased even if only feedback names it.
            JsonObject body = new() { [Inlet.Privacy.Root] = new JsonArray([.. session.Entities.Union([session.User]).Select(id => (JsonNode)id)]) };
            var answer = await session.Key(Inlet.Privacy).PostAsync(Inlet.Privacy, body.ToJsonString(), cancellationToken);
            return answer.IsTaken
                ? new($"Enterpret was asked to erase {left}; it does so within a day, and feedback only if it knows that user_id holds the identifier of a user")
                : Finding.CouldNotTell($"left behind: {left}; the request to erase was answered with status {answer.Status}");
        }
        catch (Exception error) when (error is DoctorException or OperationCanceledException)
        {
            return Finding.CouldNotTell($"left behind, perhaps: {left}; the request to erase got no answer");
        }
    }

    private static JsonObject Survey(Session session, JsonObject response) =>
        session.Feedback(session.NewId(), "SURVEY", "surveyResponse", new JsonObject { ["responses"] = new JsonArray(response) });

    private static JsonObject Conversation(Session session, string type) => session.Feedback(
        session.NewId(), type, "conversation", new JsonObject { ["msgs"] = new JsonArray(new JsonObject { ["actor"] = "user", ["text"] = "Doctor?" }) });

    private static JsonObject Milliseconds(Session session)
    {
        var review = session.Review(session.NewId());
        review["createdAt"] = (long)review["createdAt"]! * 1000;
        return review;
    }

    private static JsonObject WithUnknown(JsonObject record)
    {
        record["doctorProperty"] = "?";
        return record;
    }

    private static JsonObject Truth(Session session) => session.Entity(session.NewId(), new JsonObject
    {
        ["account_id"] = new JsonObject { ["s"] = new JsonArray(session.Account) },
        ["doctor_truth"] = new JsonObject { ["b"] = new JsonArray(true) },
    });
}
