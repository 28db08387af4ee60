using Census.Sync;

namespace Enterpret.Client;

/// <summary>What the records of an object look like.</summary>
internal enum ObjectKind
{
    Entity,
    Review,
    Survey,
    Conversation,
    ForumThread,
    Erasure,
}

/// <summary>One of the objects: its fields, its operations and where it is sent.</summary>
/// <remarks>
/// Accounts, users, reviews and survey responses with their behaviours are those that Census's Enterpret destination has
/// (https://fivetran.com/docs/activations/destinations/available-destinations/enterpret). The names of its fields are published nowhere; these are chosen.
/// </remarks>
internal sealed class ObjectModel
{
    private ObjectModel(DestinationObjectReference reference, ObjectKind kind, EnterpretEndpoint endpoint)
    {
        Kind = kind;
        Endpoint = endpoint;
        var lacksFileId = IsFeedback && endpoint.Options.Feedback.FileId is null;
        Object = new DestinationObject(reference.ObjectName)
        {
            CanCreateFields = kind != ObjectKind.Erasure,

            // Nulls are left out, and whether Enterpret keeps an attribute that a record no longer has is not documented.
            IgnoresNulls = true,

            // Users and accounts can be written and not read: the engine remembers what is there.
            IsWriteOnly = kind == ObjectKind.Entity,
            NotWritableReason = lacksFileId
                ? $"Feedback needs a source: set {nameof(EnterpretClientOptions.Feedback)}:{nameof(EnterpretFeedbackOptions.FileId)}."
                : null,

            // Every write may be repeated: users and accounts are upserted by their id, feedback of a known id is skipped, and what is gone stays gone.
            Operations = lacksFileId ? []
                : kind == ObjectKind.Erasure ? [new(SyncOperation.Delete)]
                : IsFeedback ? [new(SyncOperation.Insert)]
                : [new(SyncOperation.Upsert), new(SyncOperation.Insert), new(SyncOperation.Update)],
        };
        Fields = [.. FieldsOf(kind, endpoint)];
    }

    public DestinationObject Object { get; }

    public IReadOnlyList<DestinationField> Fields { get; }

    public ObjectKind Kind { get; }

    public EnterpretEndpoint Endpoint { get; }

    /// <summary>Tells whether a field is an attribute or metadata.</summary>
    public bool IsFree(string field) =>
        field is not (EnterpretFields.Id or EnterpretFields.CreatedAt)
        && !(field == EnterpretFields.Text && Kind == ObjectKind.Review)
        && !(field == EnterpretFields.Messages && Kind is ObjectKind.Conversation or ObjectKind.ForumThread)
        && !(Kind == ObjectKind.Survey && EnterpretFields.IsQuestion(field));

    private bool IsFeedback => Kind is not (ObjectKind.Entity or ObjectKind.Erasure);

    /// <summary>Returns the objects of the keys that are set.</summary>
    public static IReadOnlyList<ObjectModel> AllOf(EnterpretClient client)
    {
        ObjectModel[] all =
        [
            new(EnterpretObjects.Account, ObjectKind.Entity, client.AccountsEndpoint),
            new(EnterpretObjects.User, ObjectKind.Entity, client.UsersEndpoint),
            new(EnterpretObjects.Reviews, ObjectKind.Review, client.FeedbackEndpoint),
            new(EnterpretObjects.SurveyResponses, ObjectKind.Survey, client.FeedbackEndpoint),
            new(EnterpretObjects.Conversations, ObjectKind.Conversation, client.FeedbackEndpoint),
            new(EnterpretObjects.ForumThreads, ObjectKind.ForumThread, client.FeedbackEndpoint),
            new(EnterpretObjects.UsersToErase, ObjectKind.Erasure, client.PrivacyEndpoint),
        ];
        return [.. all.Where(model => model.Endpoint.HasKey)];
    }

    private static IEnumerable<DestinationField> FieldsOf(ObjectKind kind, EnterpretEndpoint endpoint)
    {
        yield return new(EnterpretFields.Id, FieldType.String) { IsIdentifier = true, IsRequired = true };
        if (kind == ObjectKind.Review)
            yield return new(EnterpretFields.Text, FieldType.String) { IsRequired = true };
        if (kind is ObjectKind.Conversation or ObjectKind.ForumThread)
            yield return new(EnterpretFields.Messages, FieldType.Json) { IsRequired = true };
        if (kind == ObjectKind.Erasure)
            yield break;
        yield return new(EnterpretFields.CreatedAt, FieldType.DateTime) { IsRequired = true };

        // Links compare texts, as identifiers are: a column of numbers must not make a field of numbers.
        if (endpoint.Root != EndpointSettings.AccountsRoot)
            yield return new(EnterpretFields.AccountId, FieldType.String);
        if (kind == ObjectKind.Entity)
            yield break;
        yield return new(EnterpretFields.UserId, FieldType.String);
        yield return new(EnterpretFields.UserEmail, FieldType.String);
    }
}
