namespace Enterpret.Client;

/// <summary>The columns of rows that hold a message each.</summary>
internal sealed record MessageColumns(string Conversation, string Actor, string Text, IReadOnlyDictionary<string, EnterpretActor> Actors);
