using Census.Sync;

namespace Gainsight.Client;

/// <summary>The objects that a sync can write to.</summary>
public static class GainsightObjects
{
    /// <summary>The name that the destination is registered with unless another is given.</summary>
    public const string DefaultDestinationName = "gainsight";

    /// <summary>The name of the companies.</summary>
    public const string CompanyName = "Company";

    /// <summary>The name of the persons.</summary>
    public const string PersonName = "Person";

    /// <summary>The name of the persons at companies.</summary>
    public const string CompanyPersonName = "Company_Person";

    /// <summary>The name of the relationships.</summary>
    public const string RelationshipName = "Relationship";

    /// <summary>The name of the persons on relationships.</summary>
    public const string RelationshipPersonName = "Relationship_Person";

    /// <summary>What the API names of custom objects and custom fields end in.</summary>
    public const string CustomSuffix = "__gc";

    /// <summary>
    /// The field of <see cref="CompanyPerson"/> and <see cref="RelationshipPerson"/> that takes a stable id of the source as the sync key. It stays in
    /// the state and is not sent.
    /// </summary>
    public const string SourceIdField = "SourceId";

    /// <summary>Gets the companies, identified by name or by up to three other text, number, e-mail or ID fields that can be written.</summary>
    public static DestinationObjectReference Company { get; } = new(DefaultDestinationName, CompanyName);

    /// <summary>Gets the persons, identified by their e-mail address.</summary>
    public static DestinationObjectReference Person { get; } = new(DefaultDestinationName, PersonName);

    /// <summary>Gets the persons at companies, identified by <see cref="SourceIdField"/>. <c>Email</c> and <c>Company_ID</c> are required.</summary>
    /// <remarks>A person at one company is what e-mail address and company say: another address under the same id is another person, the former stays.</remarks>
    public static DestinationObjectReference CompanyPerson { get; } = new(DefaultDestinationName, CompanyPersonName);

    /// <summary>
    /// Gets the relationships, identified by <c>CompanyId</c> and <c>Name</c>, by <c>TypeId</c> too where several types have relationships of one name, or by Gainsight
    /// ID where they are only updated or deleted.
    /// </summary>
    /// <remarks>The company is given by its ID, or by its name: <c>.Key("COMPANY", "CompanyId", by: "Name").Key("NAME", "Name")</c>.</remarks>
    public static DestinationObjectReference Relationship { get; } = new(DefaultDestinationName, RelationshipName);

    /// <summary>
    /// Gets the persons on relationships, identified by <see cref="SourceIdField"/>. <c>Email</c>, <c>Company_ID</c> and <c>Relationship_ID</c> are
    /// required.
    /// </summary>
    /// <remarks>How Gainsight takes them is not published: see <see cref="GainsightClientOptions.RelationshipShape"/>.</remarks>
    public static DestinationObjectReference RelationshipPerson { get; } = new(DefaultDestinationName, RelationshipPersonName);

    /// <summary>Names a custom object. It has to be of low volume, and its data editable.</summary>
    /// <param name="name">The API name, ending in <c>__gc</c>; <c>Asset__gc</c> for example. Its case does not matter.</param>
    /// <exception cref="ArgumentException">The name does not end in <c>__gc</c>.</exception>
    public static DestinationObjectReference Custom(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return SyncedObjects.IsCustom(name)
            ? new(DefaultDestinationName, name)
            : throw new ArgumentException($"The API name of a custom object ends in {CustomSuffix}; '{name}' does not.", nameof(name));
    }
}
