namespace Enterpret.Client;

/// <summary>Who wrote a message of a conversation.</summary>
public enum EnterpretActor
{
    /// <summary>The customer: <c>user</c>.</summary>
    User,

    /// <summary>Somebody who answers for you: <c>agent</c>.</summary>
    Agent,

    /// <summary>A machine that answers for you: <c>bot</c>.</summary>
    Bot,
}
