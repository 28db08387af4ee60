namespace Census.Sync.Definitions;

/// <summary>Where in which file something was read, so that what is found wrong with it later can be found there.</summary>
internal sealed record DefinitionPlace(string File, int Line, string Path)
{
    public SyncDefinitionProblem Problem(string message) => new(File, Line, Path, message);
}
