namespace Gainsight.Client;

/// <summary>A relationship: a part of the business with a company, such as a product or a region.</summary>
/// <remarks>
/// Name, company and type tell one from another. The properties are the fields that tenants usually have; every other field is reached by its API name.
/// </remarks>
public sealed class GainsightRelationship : GainsightRecord
{
    /// <summary>Initializes an empty relationship.</summary>
    public GainsightRelationship()
    {
    }

    /// <summary>Initializes a relationship.</summary>
    /// <param name="name">The name.</param>
    /// <param name="companyId">The Gainsight ID of the company.</param>
    public GainsightRelationship(string name, string companyId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(companyId);
        (Name, CompanyId) = (name, companyId);
    }

    /// <summary>Gets or sets the name.</summary>
    public string? Name
    {
        get => GetText(nameof(Name));
        set => Set(nameof(Name), value);
    }

    /// <summary>Gets or sets the Gainsight ID of the company.</summary>
    public string? CompanyId
    {
        get => GetText(nameof(CompanyId));
        set => Set(nameof(CompanyId), value);
    }

    /// <summary>Gets or sets the Gainsight ID of the type. Assumed to be needed to create one: the vendor says that each has a type.</summary>
    public string? TypeId
    {
        get => GetText(nameof(TypeId));
        set => Set(nameof(TypeId), value);
    }

    /// <summary>Gets or sets the stage, as the label of a dropdown item. When read, it is the item's ID.</summary>
    public string? Stage
    {
        get => GetText(nameof(Stage));
        set => Set(nameof(Stage), value);
    }

    /// <summary>Gets or sets the status, as the label of a dropdown item. When read, it is the item's ID.</summary>
    public string? Status
    {
        get => GetText(nameof(Status));
        set => Set(nameof(Status), value);
    }

    /// <summary>Gets or sets the annual recurring revenue.</summary>
    public decimal? Arr
    {
        get => GetNumber(nameof(Arr));
        set => Set(nameof(Arr), value);
    }

    /// <summary>Gets or sets the monthly recurring revenue.</summary>
    public decimal? Mrr
    {
        get => GetNumber(nameof(Mrr));
        set => Set(nameof(Mrr), value);
    }

    /// <summary>Gets or sets the day of the next renewal.</summary>
    public DateOnly? RenewalDate
    {
        get => GetDate(nameof(RenewalDate));
        set => Set(nameof(RenewalDate), value);
    }

    /// <summary>Gets or sets the day of the first contract.</summary>
    public DateOnly? OriginalContractDate
    {
        get => GetDate(nameof(OriginalContractDate));
        set => Set(nameof(OriginalContractDate), value);
    }

    /// <summary>Gets or sets the Gainsight ID of the customer success manager.</summary>
    public string? Csm
    {
        get => GetText(nameof(Csm));
        set => Set(nameof(Csm), value);
    }
}
