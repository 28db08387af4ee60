namespace Enterpret.Client;

/// <summary>A message of a conversation. Enterpret knows no time, author or identifier of a single message.</summary>
public sealed class EnterpretMessage
{
    /// <summary>Initializes a message.</summary>
    /// <param name="actor">Who wrote it.</param>
    /// <param name="text">What was written. A blank message is left out of the conversation when it is sent.</param>
    public EnterpretMessage(EnterpretActor actor, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Enum.IsDefined(actor))
            throw new ArgumentOutOfRangeException(nameof(actor), actor, "There is no such actor.");
        Actor = actor;
        Text = text;
    }

    /// <summary>Gets who wrote it.</summary>
    public EnterpretActor Actor { get; }

    /// <summary>Gets what was written.</summary>
    public string Text { get; }

    /// <summary>Returns the type, without what was written.</summary>
    public override string ToString() => nameof(EnterpretMessage);
}
