namespace Census.Sync.Emulators.Gainsight;

/// <summary>
/// The codes and texts of both APIs. Data objects:
/// https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Error_Codes_for_Company%2C_Relationship%2C_and_Custom_Object_APIs
/// Persons: https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Person_API/Error_Codes_for_Person_API
/// </summary>
internal static class ErrorCodes
{
    public const string InvalidField = "GSOBJ_1002";
    public const string InvalidGsid = "GSOBJ_1004";
    public const string NoMatch = "GSOBJ_1011";
    public const string InvalidApi = "GSOBJ_1023";
    public const string InvalidHeaders = "GSOBJ_1024";
    public const string PeopleDoNotExist = "GSOBJ_PEOPLE1001";
    public const string RowIsNull = "GSOBJ_VCRUDR1001";
    public const string UnknownPersonField = "GSOBJ_VCRUDR1002";
    public const string Unauthorized = "GS_APIG_2401";
    public const string AddressRefused = "GS_APIG_2402";
    public const string NoRoute = "GS_APIG_1000";

    public const string InvalidFieldText = "Invalid field, please re-check data mapping";
    public const string InvalidApiText = "Invalid API called, please refer to API documentation";
    public const string NoMatchText = "No entity matches the given criteria";
    public const string InvalidGsidText = "Either the Gainsight ID is invalid or missing, please re-check your request.";
    public const string PeopleDoNotExistText = "People entities do not exist";

    /// <summary>Code and text in the data API, and whether the text is followed by field and value in <c>errorDesc</c>.</summary>
    public static (string Code, string Text, bool NamesValue) ForData(ValueFault fault) => fault switch
    {
        ValueFault.TooLong => ("GSOBJ_1001", "Field exceeds maximum allowed length", false),
        ValueFault.BlankGsid => (InvalidGsid, InvalidGsidText, false),
        ValueFault.BadDateTime => ("GSOBJ_1005", "Invalid dateTime format", true),
        ValueFault.BadDate => ("GSOBJ_1006", "Invalid dateTime format", true),
        ValueFault.Null => ("GSOBJ_1007", "Invalid field value", true),
        ValueFault.BadNumber or ValueFault.NumberOutOfRange or ValueFault.ThousandsSeparator => ("GSOBJ_1008", "Failed to parse value as number.", true),
        ValueFault.BadPercentage => ("GSOBJ_1008", "Failed to parse value as percentage.", true),
        ValueFault.BadBoolean => ("GSOBJ_1008", "Invalid Boolean Value", true),
        ValueFault.BadEmail => ("GSOBJ_1008", "Invalid email value", true),
        ValueFault.BadUrl => ("GSOBJ_1008", "Invalid URL value", true),
        ValueFault.BadSfdcId => ("GSOBJ_1008", "SFDCID must be alphanumeric 15 or 18 characters", true),
        ValueFault.NoMatch => (NoMatch, NoMatchText, false),
        ValueFault.UnknownItem => ("GSOBJ_1012", "Invalid/Inactive value provided for picklist.", true),
        _ => (InvalidField, InvalidFieldText, false),
    };

    public static (string Code, string Text) ForPerson(ValueFault fault, FieldKind kind) => fault switch
    {
        ValueFault.UnknownField or ValueFault.NotWritable => (UnknownPersonField, "Fields do not exist in object"),
        ValueFault.BadEmail => ("GSOBJ_VDTEMAIL1001", "Invalid email value"),
        ValueFault.Null when kind == FieldKind.Email => ("GSOBJ_VDTEMAIL1001", "Invalid email value"),
        ValueFault.BadNumber when kind == FieldKind.Currency => ("GSOBJ_VDTCURREN1001", "Invalid currency value"),
        ValueFault.BadNumber => ("GSOBJ_VDTNUM1001", "Invalid number value"),
        ValueFault.NumberOutOfRange => ("GSOBJ_VDTNUM1002", "Number is out of range"),
        ValueFault.ThousandsSeparator => ("GSOBJ_VDTCURREN1002", "Invalid representation of comma as thousand separator"),
        ValueFault.BadPercentage => ("GSOBJ_VDTPERCENT1001", "Invalid percentage value"),
        ValueFault.BadBoolean => ("GSOBJ_VDTBOOL1001", "Invalid boolean value"),
        ValueFault.BadDate or ValueFault.BadDateTime => ("GSOBJ_VDTDATIME1001", "Invalid datetime value"),
        ValueFault.BadUrl => ("GSOBJ_VDTURL1001", "Invalid URL value"),
        ValueFault.BadSfdcId => ("GSOBJ_VDTSFDCID1001", "SFDCID must be alphanumeric 15 or 18 characters"),
        ValueFault.BadGsid or ValueFault.BlankGsid => ("GSOBJ_VDTGSID1001", "Invalid gsid value"),
        ValueFault.UnknownRecord => (PeopleDoNotExist, PeopleDoNotExistText),
        ValueFault.UnknownItem => ("GSOBJ_VDTPKLST1002", "Dropdownlist item not found"),
        _ => ("GSOBJ_VDTBSTR1001", "Invalid string value"),
    };
}
