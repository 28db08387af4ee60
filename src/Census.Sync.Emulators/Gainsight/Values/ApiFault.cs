namespace Census.Sync.Emulators.Gainsight;

/// <summary>A call that fails as a whole, with the vendor's words.</summary>
internal sealed class ApiFault(string code, string description, int status = 400) : Exception
{
    public string Code => code;

    /// <summary>Gets the vendor's text; it may hold field values, so it is no exception message.</summary>
    public string Description => description;

    public int Status => status;

    public static ApiFault InvalidField(string? detail = null) =>
        new(ErrorCodes.InvalidField, detail is null ? ErrorCodes.InvalidFieldText : $"{ErrorCodes.InvalidFieldText} ({detail})");

    public static ApiFault InvalidApi() => new(ErrorCodes.InvalidApi, ErrorCodes.InvalidApiText);

    public static ApiFault NoMatch() => new(ErrorCodes.NoMatch, ErrorCodes.NoMatchText);
}
