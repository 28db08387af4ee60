namespace Census.Sync.Emulators.Gainsight;

/// <summary>What is wrong with a person record, in the words of the person API.</summary>
internal sealed class PersonFault(string code, string message, string? fieldName, string? value) : Exception
{
    public string Code => code;

    public string Description => message;

    public string? FieldName => fieldName;

    public string? Value => value;
}
