namespace Census.Sync.Definitions;

/// <summary>What is wrong in one document.</summary>
/// <param name="file">What messages call the document.</param>
internal sealed class DefinitionProblems(string file)
{
    private readonly List<SyncDefinitionProblem> _problems = [];

    public string File => file;

    /// <summary>The problems, line by line.</summary>
    public IEnumerable<SyncDefinitionProblem> All => _problems.OrderBy(problem => problem.Line);

    public int Count => _problems.Count;

    public void Add(int line, string path, string message) => _problems.Add(new(file, line, path, message));

    public void Add(DefinitionPlace place, string message) => _problems.Add(place.Problem(message));

    public void Add(JsonPart part, string message) => Add(part.Line, part.Path, message);
}
