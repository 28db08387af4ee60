using System.Text.Json;

namespace Enterpret.Client;

/// <summary>The content of a conversation or a forum thread on the wire.</summary>
internal static class ConversationJson
{
    /// <summary>Writes messages, without the blank ones: webhooks of before August 2025 drop those without a word, newer ones refuse the whole request.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="field">What the field is called where the messages come from.</param>
    public static RecordFault? Write(RecordWriter json, IReadOnlyList<EnterpretMessage> messages, string field)
    {
        json.Raw(",\"conversation\":{\"msgs\":["u8);
        var isFirst = true;
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is not { } message)
                return RecordFault.Required($"{field}[{i}]", field);
            if (string.IsNullOrWhiteSpace(message.Text))
                continue;
            if (!isFirst)
                json.Raw(","u8);
            isFirst = false;
            json.Raw("{\"actor\":\""u8);
            json.Raw(NameOf(message.Actor));
            json.Raw("\",\"text\":"u8);
            json.Text(message.Text);
            json.Raw("}"u8);
        }

        json.Raw("]}"u8);
        return isFirst ? RecordFault.Required(field, field) : null;
    }

    public static IReadOnlyList<EnterpretMessage> Read(JsonElement json) => ReadMessages(json.GetProperty("conversation"u8).GetProperty("msgs"u8));

    /// <summary>Reads a list of messages. A text of null is a blank one, as of a message that is only a picture.</summary>
    /// <exception cref="JsonException">One of them has no actor that there is.</exception>
    /// <exception cref="InvalidOperationException">It is no list, or one of its elements is no message.</exception>
    /// <exception cref="KeyNotFoundException">A message lacks a property.</exception>
    public static IReadOnlyList<EnterpretMessage> ReadMessages(JsonElement messages) =>
        [.. messages.EnumerateArray().Select(message => new EnterpretMessage(ActorOf(RecordJson.Text(message, "actor"u8)), message.GetProperty("text"u8).GetString() ?? ""))];

    /// <summary>Returns an actor as it is on the wire.</summary>
    public static ReadOnlySpan<byte> NameOf(EnterpretActor actor) => actor switch
    {
        EnterpretActor.Agent => "agent"u8,
        EnterpretActor.Bot => "bot"u8,
        _ => "user"u8,
    };

    private static EnterpretActor ActorOf(string name) => name switch
    {
        "user" => EnterpretActor.User,
        "agent" => EnterpretActor.Agent,
        "bot" => EnterpretActor.Bot,
        _ => throw new JsonException("The actor of a message is user, agent or bot."),
    };
}
