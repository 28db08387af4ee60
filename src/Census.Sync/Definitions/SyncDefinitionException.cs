namespace Census.Sync;

/// <summary>Syncs that are kept as JSON cannot be used as they are. All that is wrong is said at once, whatever the number of files.</summary>
public sealed class SyncDefinitionException : SyncConfigurationException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="problems">The problems, at least one.</param>
    /// <exception cref="ArgumentException"><paramref name="problems"/> is empty.</exception>
    public SyncDefinitionException(IReadOnlyList<SyncDefinitionProblem> problems)
        : base(Describe(problems)) => Problems = [.. problems];

    /// <summary>Gets the problems, file by file and line by line.</summary>
    public IReadOnlyList<SyncDefinitionProblem> Problems { get; }

    private static string Describe(IReadOnlyList<SyncDefinitionProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count == 0)
            throw new ArgumentException("There is no problem to tell.", nameof(problems));
        return problems.Count == 1
            ? problems[0].ToString()
            : $"{problems.Count} problems in the definitions of syncs:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}";
    }
}
