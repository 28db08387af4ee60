namespace Census.Sync;

/// <summary>Something in the JSON of a sync that has to be changed before the sync can be used.</summary>
/// <param name="File">The path of the file as it was opened, or what the caller calls the text.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Path">Where in the document, as a JSON path: <c>$.mappings[2].to</c>.</param>
/// <param name="Message">What is wrong and what to do, without a value of a record.</param>
public sealed record SyncDefinitionProblem(string File, int Line, string Path, string Message)
{
    /// <summary>Returns the problem in one line, in the form that editors follow: <c>syncs/companies.json(12): $.mappings[2].to: ...</c></summary>
    public override string ToString() => $"{File}({Line}): {Path}: {Message}";
}
