using Census.Sync;

namespace Enterpret.Client;

/// <summary>The objects that a sync can write to, of the destination that is registered as <c>enterpret</c>.</summary>
/// <remarks>For a destination of another name: <c>EnterpretObjects.User.In("enterpret-eu")</c>. The sync key of all is <see cref="EnterpretFields.Id"/>.</remarks>
public static class EnterpretObjects
{
    /// <summary>The name under which the destination is registered if none is given.</summary>
    public const string DefaultDestinationName = "enterpret";

    /// <summary>Gets the accounts: created and updated.</summary>
    public static DestinationObjectReference Account { get; } = new(DefaultDestinationName, "Account");

    /// <summary>Gets the users: created and updated.</summary>
    public static DestinationObjectReference User { get; } = new(DefaultDestinationName, "User");

    /// <summary>Gets feedback of the type review: created only.</summary>
    public static DestinationObjectReference Reviews { get; } = new(DefaultDestinationName, "Review Records");

    /// <summary>Gets feedback of the type survey: created only, one record a response.</summary>
    public static DestinationObjectReference SurveyResponses { get; } = new(DefaultDestinationName, "Survey Response Records");

    /// <summary>Gets feedback of the type conversation: created only, one record a whole conversation.</summary>
    public static DestinationObjectReference Conversations { get; } = new(DefaultDestinationName, "Conversation Records");

    /// <summary>Gets feedback of the type forum thread: created only, one record a post with its replies.</summary>
    public static DestinationObjectReference ForumThreads { get; } = new(DefaultDestinationName, "Forum Thread Records");

    /// <summary>Gets the users whose data is to be erased: deleted only, by the key of the privacy API. It cannot be undone.</summary>
    public static DestinationObjectReference UsersToErase { get; } = new(DefaultDestinationName, "Users To Erase");
}
