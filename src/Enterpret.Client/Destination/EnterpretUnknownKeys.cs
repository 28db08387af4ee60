namespace Enterpret.Client;

/// <summary>What a sync that only updates does with users and accounts it never delivered before.</summary>
/// <remarks>
/// Enterpret cannot be asked whether it has a user, and every request creates what is missing. So the sync goes by its own memory of what was
/// delivered.
/// </remarks>
public enum EnterpretUnknownKeys
{
    /// <summary>They are skipped: they may not be there. Users made by another tool are not updated either.</summary>
    Skip = 0,

    /// <summary>They are sent: for one who knows that Enterpret has them. Those that it lacks are created.</summary>
    Send,
}
