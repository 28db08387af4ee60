namespace Census.Sync.Emulators.Enterpret;

/// <summary>A call that fails, with the vendor's code.</summary>
internal sealed class EnterpretFault(int status, string code, string description) : Exception
{
    public const string MissingRequiredField = "ErrCodeMissingRequiredField";
    public const string InvalidFieldFormat = "ErrCodeInvalidFieldFormat";
    public const string InvalidRequestArgument = "ErrCodeInvalidRequestArgument";

    public int Status => status;

    public string Code => code;

    public string Description => description;

    public static EnterpretFault BadRequest(string code, string description) => new(400, code, description);
}
