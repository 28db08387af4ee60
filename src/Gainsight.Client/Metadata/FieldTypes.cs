using Census.Sync;

namespace Gainsight.Client;

/// <summary>Gainsight's types of fields, and what a sync makes of them.</summary>
internal static class FieldTypes
{
    public const string Picklist = "PICKLIST";
    public const string MultiPicklist = "MULTISELECTDROPDOWNLIST";
    public const string Lookup = "LOOKUP";
    public const string Email = "EMAIL";
    private const string Gsid = "GSID";
    private const string Text = "STRING";
    private const string Number = "NUMBER";

    /// <summary>Describes a field for a sync.</summary>
    /// <param name="field">The field.</param>
    /// <param name="comparison">When two texts are the same key.</param>
    /// <param name="key">The field that no record is without, whatever the metadata says.</param>
    /// <returns>Null for fields that cannot be written and are no key.</returns>
    public static DestinationField? ToDestinationField(GainsightFieldDescription field, KeyComparison comparison, string key)
    {
        if (TypeOf(field.DataType) is not { } type)
            return null;

        var isGsid = field.Name == "Gsid";
        if (!field.IsCreateable && !field.IsUpdateable && !isGsid)
            return null;

        return new(field.Name, type)
        {
            Label = field.Label,
            IsIdentifier = isGsid || field.DataType is Text or Number or Email or Gsid && field.LookupField is null,
            IsRequired = field.Name == key || field.IsRequired || !field.IsNullable && field.IsCreateable,
            IsCreateable = field.IsCreateable,
            IsUpdateable = field.IsUpdateable,
            IsArray = field.DataType == MultiPicklist,
            MaximumLength = type == FieldType.String && field.DataType is not (Picklist or MultiPicklist) && field.MaximumLength is > 0 ? field.MaximumLength : null,
            AllowedValues = AllowedValuesOf(field),
            LookupObject = field.LookupObject,
            KeyComparison = field.DataType == Email ? KeyComparison.Email : type == FieldType.String ? comparison : KeyComparison.Ordinal,
        };
    }

    private static FieldType? TypeOf(string? dataType) => dataType switch
    {
        Text or "RICHTEXTAREA" or Email or "URL" or "SFDCID" or Gsid or Picklist or MultiPicklist or Lookup => FieldType.String,
        Number or "CURRENCY" or "PERCENTAGE" => FieldType.Decimal,
        "BOOLEAN" => FieldType.Boolean,
        "DATE" => FieldType.Date,
        "DATETIME" => FieldType.DateTime,
        _ => null,
    };

    // Labels are what the vendor's samples write, and IDs what its user interface does; inactive items are refused.
    private static string[]? AllowedValuesOf(GainsightFieldDescription field)
    {
        if (field.DataType is not (Picklist or MultiPicklist) || field.PicklistItems.Count == 0)
            return null;
        GainsightPicklistItem[] active = [.. field.PicklistItems.Where(item => item.IsActive)];
        return [.. active.Select(item => item.Label), .. active.Where(item => item.Id.Length > 0).Select(item => item.Id)];
    }
}
