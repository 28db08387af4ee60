namespace Gainsight.Client;

/// <summary>A person at one company. Either <see cref="CompanyId"/> or <see cref="CompanyName"/> is required.</summary>
/// <remarks>The properties are the fields that tenants usually have; every other field is reached by its API name.</remarks>
public sealed class GainsightCompanyPerson : GainsightRecord
{
    /// <summary>Gets or sets the Gainsight ID of the company.</summary>
    public string? CompanyId
    {
        get => GetText(PeopleLayout.CompanyField);
        set => Set(PeopleLayout.CompanyField, value);
    }

    /// <summary>Gets or sets the name of the company, which is looked up if there is no <see cref="CompanyId"/>. It is not sent.</summary>
    public string? CompanyName { get; set; }

    /// <summary>Gets or sets the title.</summary>
    public string? Title
    {
        get => GetText(nameof(Title));
        set => Set(nameof(Title), value);
    }

    /// <summary>Gets or sets the role.</summary>
    public string? Role
    {
        get => GetText(nameof(Role));
        set => Set(nameof(Role), value);
    }

    /// <summary>Gets or sets a value indicating whether this is the person's main company.</summary>
    public bool? IsPrimaryCompany
    {
        get => GetBoolean(nameof(IsPrimaryCompany));
        set => Set(nameof(IsPrimaryCompany), value);
    }

    /// <summary>Gets or sets a value indicating whether the person is active at the company.</summary>
    public bool? Active
    {
        get => GetBoolean(nameof(Active));
        set => Set(nameof(Active), value);
    }

    /// <summary>Gets the relationships of the company that the person is on.</summary>
    /// <value>The default is empty, which leaves what Gainsight holds alone.</value>
    /// <remarks>How Gainsight takes them is not published: see <see cref="GainsightClientOptions.RelationshipShape"/>.</remarks>
    public IList<GainsightRelationshipPerson> Relationships { get; } = [];
}
