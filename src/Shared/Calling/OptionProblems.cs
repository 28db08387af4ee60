using Census.Sync.Http;

namespace Census.Sync.Sources;

/// <summary>Collects what is wrong with the options of a source, each with the name of the option and without its value.</summary>
internal sealed class OptionProblems
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> All => _problems;

    public OptionProblems Add(string name, string problem)
    {
        _problems.Add($"{name}: {problem}");
        return this;
    }

    public OptionProblems Required(string name, string? value) => string.IsNullOrWhiteSpace(value) ? Add(name, "It is missing.") : this;

    public OptionProblems AtLeast(string name, long value, long least) => value < least ? Add(name, $"It is not at least {least}.") : this;

    public OptionProblems Between(string name, TimeSpan? value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? Add(name, $"It is not from {least} to {most}.") : this;

    public OptionProblems Address(string name, Uri? value) =>
        value is null ? Add(name, "It is missing.") : ApiAddress.FindProblem(value) is { } problem ? Add(name, problem) : this;

    /// <exception cref="ArgumentException">Something is wrong.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> problems, string parameter)
    {
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), parameter);
    }
}
