namespace Census.Sync.Emulators.Gainsight;

/// <summary>What is wrong with a value. The data API and the person API have different codes for it.</summary>
internal enum ValueFault
{
    None,
    Null,
    UnknownField,
    NotWritable,
    NotText,
    TooLong,
    BadNumber,
    NumberOutOfRange,
    ThousandsSeparator,
    BadPercentage,
    BadBoolean,
    BadDate,
    BadDateTime,
    BadEmail,
    BadUrl,
    BadSfdcId,
    BadGsid,
    BlankGsid,
    UnknownRecord,
    UnknownItem,
    NoMatch,
    SeveralMatches,
    Duplicate,
}
