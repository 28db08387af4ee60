using Census.Sync;

namespace Gainsight.Client;

/// <summary>A company.</summary>
/// <remarks>
/// The properties are the fields that tenants usually have; every other field is reached by its API name. Gainsight reads dropdown items as IDs and
/// takes them as labels.
/// </remarks>
public sealed class GainsightCompany : GainsightRecord
{
    /// <summary>Initializes a company without fields.</summary>
    public GainsightCompany()
    {
    }

    /// <summary>Initializes a company.</summary>
    /// <param name="name">The name, which usually identifies it, though Gainsight does not keep names unique.</param>
    public GainsightCompany(string name) => Name = name;

    /// <summary>Gets or sets the name.</summary>
    public string? Name
    {
        get => GetText(nameof(Name));
        set => Set(nameof(Name), value);
    }

    /// <summary>Gets or sets the industry.</summary>
    public string? Industry
    {
        get => GetText(nameof(Industry));
        set => Set(nameof(Industry), value);
    }

    /// <summary>Gets or sets the kind of company, a dropdown item: Customer, Prospect and others.</summary>
    public string? CompanyType
    {
        get => GetText(nameof(CompanyType));
        set => Set(nameof(CompanyType), value);
    }

    /// <summary>Gets or sets the stage, a dropdown item.</summary>
    public string? Stage
    {
        get => GetText(nameof(Stage));
        set => Set(nameof(Stage), value);
    }

    /// <summary>Gets or sets the status, a dropdown item.</summary>
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

    /// <summary>Gets or sets the number of employees.</summary>
    public decimal? Employees
    {
        get => GetNumber(nameof(Employees));
        set => Set(nameof(Employees), value);
    }

    /// <summary>Gets or sets the number of users.</summary>
    public decimal? Users
    {
        get => GetNumber(nameof(Users));
        set => Set(nameof(Users), value);
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

    /// <summary>Gets or sets the Gainsight ID of the company it belongs to.</summary>
    public string? ParentCompany
    {
        get => GetText(nameof(ParentCompany));
        set => Set(nameof(ParentCompany), value);
    }

    /// <summary>Gets or sets the ID of the account in Salesforce.</summary>
    public string? SfdcAccountId
    {
        get => GetText(nameof(SfdcAccountId));
        set => Set(nameof(SfdcAccountId), value);
    }

    /// <summary>Gets or sets the summary, as HTML.</summary>
    public string? Summary
    {
        get => GetText(nameof(Summary));
        set => Set(nameof(Summary), value);
    }

    /// <summary>Gets when it was created, if that was read.</summary>
    public DateTimeOffset? CreatedDate => GetInstant(nameof(CreatedDate));

    /// <summary>Gets when it was last changed, if that was read.</summary>
    public DateTimeOffset? ModifiedDate => GetInstant(nameof(ModifiedDate));
}
