namespace Census.Sync.Emulators.Gainsight;

/// <summary>How the values of a field behave. The number kinds and the text kinds stand together.</summary>
internal enum FieldKind
{
    Text,
    RichText,
    Email,
    Url,
    SfdcId,
    Gsid,
    Lookup,
    Number,
    Currency,
    Percentage,
    Boolean,
    Date,
    DateTime,
    Picklist,
    MultiPicklist,
    Opaque,
}

internal static class FieldKinds
{
    public static FieldKind? Parse(string type) => type switch
    {
        "STRING" => FieldKind.Text,
        "RICHTEXTAREA" => FieldKind.RichText,
        "EMAIL" => FieldKind.Email,
        "URL" => FieldKind.Url,
        "SFDCID" => FieldKind.SfdcId,
        "GSID" => FieldKind.Gsid,
        "LOOKUP" => FieldKind.Lookup,
        "NUMBER" => FieldKind.Number,
        "CURRENCY" => FieldKind.Currency,
        "PERCENTAGE" => FieldKind.Percentage,
        "BOOLEAN" => FieldKind.Boolean,
        "DATE" => FieldKind.Date,
        "DATETIME" => FieldKind.DateTime,
        "PICKLIST" => FieldKind.Picklist,
        "MULTISELECTDROPDOWNLIST" => FieldKind.MultiPicklist,
        "JSON" or "JSONSTRING" or "JSONNUMBER" or "JSONBOOLEAN" or "IMAGE" or "WHOID" or "WHATID" or "CONTEXT" => FieldKind.Opaque,
        _ => null,
    };

    public static bool IsText(this FieldKind kind) => kind <= FieldKind.Lookup;

    public static bool IsNumber(this FieldKind kind) => kind is FieldKind.Number or FieldKind.Currency or FieldKind.Percentage;

    public static bool IsTime(this FieldKind kind) => kind is FieldKind.Date or FieldKind.DateTime;
}
