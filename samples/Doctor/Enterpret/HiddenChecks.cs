using System.Text.Json.Nodes;

namespace Doctor.Enterpret;

/// <summary>What the API gives no sign of.</summary>
public sealed class Hidden(string title, string why) : Check<Session>
{
    public override string Title => title;

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(Finding.CouldNotTell(why));
}

/// <summary>What the API gives no sign of, and a person can see in Enterpret: the records are left there to be looked at.</summary>
/// <param name="title">The name.</param>
/// <param name="inlet">Where the records go.</param>
/// <param name="sendAsync">Sends them, and returns what to look for.</param>
public sealed class Visible(string title, Inlet inlet, Func<Session, Task<string>> sendAsync) : Check<Session>
{
    public override string Title => title;

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.SendControlAsync(inlet);
        return Finding.CouldNotTell($"the API cannot be read. {await sendAsync(session)}");
    }

    /// <summary>A good record beside a bad one.</summary>
    public static Visible Atomicity { get; } = new("records.atomic", Inlet.Feedback, async session =>
    {
        var good = session.NewId();
        var answer = await session.SendAsync(Inlet.Feedback, session.Review(good), Session.Bad(session.NewId()));
        return answer.IsTaken
            ? $"A bad record beside {good} was answered with success: look whether {good} is there"
            : $"The request with {good} and a bad record was refused: if {good} is there all the same, a refusal does not keep back the good ones";
    });

    /// <summary>An identifier that is sent twice.</summary>
    public static Visible RepeatedFeedback { get; } = new("records.repeated-id", Inlet.Feedback, async session =>
    {
        var id = session.NewId();
        await session.SendAsync(Inlet.Feedback, session.Review(id, "Doctor: the first text."));
        await session.SendAsync(Inlet.Feedback, session.Review(id, "Doctor: the second text."));
        return $"Look at the record {id}: the first text means that feedback cannot be changed, the second one that data mutability is on";
    });

    /// <summary>Attributes that a second call leaves out.</summary>
    public static Visible AttributeUpdate(Inlet inlet) => new($"{inlet.Name}.update", inlet, async session =>
    {
        var id = session.NewId();
        await session.SendAsync(inlet, session.Entity(id, Attribute(session, "doctor_first")));
        await session.SendAsync(inlet, session.Entity(id, Attribute(session, "doctor_second")));
        return $"Look at {id} among the {inlet.Name}: doctor_second alone means that attributes are replaced, doctor_first beside it that they are merged";
    });

    private static JsonObject Attribute(Session session, string name) => new()
    {
        ["account_id"] = new JsonObject { ["s"] = new JsonArray(session.Account) },
        [name] = new JsonObject { ["s"] = new JsonArray("yes") },
    };
}
