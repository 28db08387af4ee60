namespace Gainsight.Client;

/// <summary>A person on one relationship. Either <see cref="RelationshipId"/> or <see cref="RelationshipName"/> is required.</summary>
/// <remarks>The properties are the fields that tenants usually have; every other field is reached by its API name.</remarks>
public sealed class GainsightRelationshipPerson : GainsightRecord
{
    /// <summary>Gets or sets the Gainsight ID of the relationship.</summary>
    public string? RelationshipId
    {
        get => GetText(PeopleLayout.RelationshipField);
        set => Set(PeopleLayout.RelationshipField, value);
    }

    /// <summary>
    /// Gets or sets the name of the relationship, which is looked up among those of the company if there is no <see cref="RelationshipId"/>. It is not sent.
    /// </summary>
    public string? RelationshipName { get; set; }

    /// <summary>Gets or sets the role.</summary>
    public string? Role
    {
        get => GetText(nameof(Role));
        set => Set(nameof(Role), value);
    }

    /// <summary>Gets or sets a value indicating whether the person is active on the relationship.</summary>
    public bool? Active
    {
        get => GetBoolean(nameof(Active));
        set => Set(nameof(Active), value);
    }
}
