using Census.Sync;

namespace Enterpret.Client;

/// <summary>The objects that a sync can write to, of the destination that is registered as <c>enterpret</c>.</summary>
/// <remarks>For a destination of another name: <c>EnterpretObjects.User.In("enterpret-eu")</c>.</remarks>
public static class EnterpretObjects
{
    /// <summary>The name under which the destination is registered if none is given.</summary>
    public const string DefaultDestinationName = "enterpret";

    /// <summary>Gets the accounts.</summary>
    public static DestinationObjectReference Account { get; } = new(DefaultDestinationName, "Account");

    /// <summary>Gets the users.</summary>
    public static DestinationObjectReference User { get; } = new(DefaultDestinationName, "User");

    /// <summary>Gets feedback of the type review.</summary>
    public static DestinationObjectReference Reviews { get; } = new(DefaultDestinationName, "Review Records");
}
