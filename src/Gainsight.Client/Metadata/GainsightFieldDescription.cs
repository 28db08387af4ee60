namespace Gainsight.Client;

/// <summary>A field of an object.</summary>
/// <param name="Name">The API name; those of custom fields end in <c>__gc</c>.</param>
/// <param name="DataType">
/// The type, in the vendor's words: <c>STRING</c>, <c>NUMBER</c>, <c>CURRENCY</c>, <c>PERCENTAGE</c>, <c>BOOLEAN</c>, <c>DATE</c>, <c>DATETIME</c>, <c>EMAIL</c>,
/// <c>URL</c>, <c>PICKLIST</c>, <c>MULTISELECTDROPDOWNLIST</c>, <c>LOOKUP</c>, <c>GSID</c>, <c>SFDCID</c>, <c>RICHTEXTAREA</c> and others; the set is open.
/// </param>
public sealed record GainsightFieldDescription(string Name, string DataType)
{
    /// <summary>Gets the label.</summary>
    /// <value>The name if there is none.</value>
    public string Label { get; init; } = Name;

    /// <summary>Gets the largest number of characters.</summary>
    /// <value>Null if the metadata does not tell, as for points in time.</value>
    public int? MaximumLength { get; init; }

    /// <summary>Gets the number of decimal places.</summary>
    /// <value>Null if the metadata does not tell.</value>
    public int? DecimalPlaces { get; init; }

    /// <summary>Gets a value indicating whether the metadata says that records need a value.</summary>
    /// <remarks>Not to be relied on: the name of a company is needed, and described as not required.</remarks>
    public bool IsRequired { get; init; }

    /// <summary>Gets a value indicating whether null may be written.</summary>
    /// <value>The default is true.</value>
    public bool IsNullable { get; init; } = true;

    /// <summary>Gets a value indicating whether a new record may have a value.</summary>
    public bool IsCreateable { get; init; }

    /// <summary>Gets a value indicating whether the value may be changed.</summary>
    public bool IsUpdateable { get; init; }

    /// <summary>Gets a value indicating whether the value is computed by Gainsight.</summary>
    public bool IsFormula { get; init; }

    /// <summary>Gets a value indicating whether the user interface hides the field.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Gets a value indicating whether queries can filter by it.</summary>
    /// <value>The default is true.</value>
    public bool IsFilterable { get; init; } = true;

    /// <summary>Gets a value indicating whether queries can sort by it.</summary>
    /// <value>The default is true.</value>
    public bool IsSortable { get; init; } = true;

    /// <summary>Gets the object that the field refers to.</summary>
    /// <value>Null if it refers to none, or the metadata does not tell.</value>
    public string? LookupObject { get; init; }

    /// <summary>Gets the field of that object whose value stands in this one.</summary>
    /// <value>Null if it refers to none; <c>Gsid</c> as a rule.</value>
    public string? LookupField { get; init; }

    /// <summary>Gets what paths of queries go on from: with <c>Csm__gr</c>, <c>Csm__gr.Email</c> reads the e-mail address of the CSM.</summary>
    /// <value>Null if the field refers to no object, or the metadata does not tell.</value>
    public string? LookupHandle { get; init; }

    /// <summary>Gets the id of the dropdown's items, for <see cref="GainsightMetadata.ListPicklistItemsAsync"/>.</summary>
    /// <value>Null if the field is no dropdown.</value>
    public string? PicklistCategoryId { get; init; }

    /// <summary>Gets the items of the dropdown, inactive ones too.</summary>
    /// <value>Empty if the field is no dropdown.</value>
    public IReadOnlyList<GainsightPicklistItem> PicklistItems { get; init; } = [];

    /// <summary>Finds an item of the dropdown: the label of what a query gave, for example.</summary>
    /// <param name="idOrLabel">The Gainsight ID or the label, compared exactly.</param>
    /// <returns>Null if there is none.</returns>
    public GainsightPicklistItem? FindItem(string idOrLabel) =>
        PicklistItems.FirstOrDefault(item => item.Id == idOrLabel) ?? PicklistItems.FirstOrDefault(item => item.Label == idOrLabel);
}
