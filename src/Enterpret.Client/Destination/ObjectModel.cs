using Census.Sync;

namespace Enterpret.Client;

/// <summary>One of the objects: its fields, its operations and where it is sent.</summary>
/// <remarks>
/// The objects and behaviours are those that Census's Enterpret destination has (https://fivetran.com/docs/activations/destinations/available-destinations/enterpret).
/// The names of its fields are published nowhere; these are chosen.
/// </remarks>
internal sealed class ObjectModel
{
    public const string IdField = "Id";
    public const string CreatedAtField = "Created At";
    public const string TextField = "Text";

    private ObjectModel(string name, bool isFeedback, EnterpretEndpoint endpoint)
    {
        IsFeedback = isFeedback;
        Endpoint = endpoint;
        var lacksFileId = isFeedback && endpoint.Options.Feedback.FileId is null;
        Object = new DestinationObject(name)
        {
            CanCreateFields = true,
            NotWritableReason = lacksFileId
                ? $"Feedback needs a source: set {nameof(EnterpretClientOptions.Feedback)}:{nameof(EnterpretFeedbackOptions.FileId)}."
                : null,

            // Every write may be repeated: users and accounts are upserted by their id, and feedback of a known id is skipped.
            Operations = lacksFileId ? []
                : isFeedback ? [new(SyncOperation.Insert)]
                : [new(SyncOperation.Upsert), new(SyncOperation.Insert), new(SyncOperation.Update)],
        };
        Fields =
        [
            new(IdField, FieldType.String) { IsIdentifier = true, IsRequired = true },
            .. isFeedback ? [new DestinationField(TextField, FieldType.String) { IsRequired = true }] : Array.Empty<DestinationField>(),
            new(CreatedAtField, FieldType.DateTime) { IsRequired = true },
        ];
    }

    public DestinationObject Object { get; }

    public IReadOnlyList<DestinationField> Fields { get; }

    public bool IsFeedback { get; }

    public EnterpretEndpoint Endpoint { get; }

    /// <summary>Returns the objects of the keys that are set.</summary>
    public static IReadOnlyList<ObjectModel> AllOf(EnterpretClient client)
    {
        ObjectModel[] all =
        [
            new(EnterpretObjects.Account.ObjectName, isFeedback: false, client.AccountsEndpoint),
            new(EnterpretObjects.User.ObjectName, isFeedback: false, client.UsersEndpoint),
            new(EnterpretObjects.Reviews.ObjectName, isFeedback: true, client.FeedbackEndpoint),
        ];
        return [.. all.Where(model => model.Endpoint.HasKey)];
    }
}
