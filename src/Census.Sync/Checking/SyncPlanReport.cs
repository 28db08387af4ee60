namespace Census.Sync;

/// <summary>What a sync would do, as far as source and destination tell before a row is read, and everything that keeps it from running.</summary>
public sealed record SyncPlanReport
{
    /// <summary>Gets the name of the sync.</summary>
    public required string Sync { get; init; }

    /// <summary>Gets the name of the destination object.</summary>
    public required string ObjectName { get; init; }

    /// <summary>Gets what is done with records that the destination has or lacks.</summary>
    public required SyncBehavior Behavior { get; init; }

    /// <summary>Gets all that keeps the sync from running.</summary>
    /// <value>Empty if nothing does.</value>
    public IReadOnlyList<PlanProblem> Problems { get; init; } = [];

    /// <summary>Gets what is worth knowing though it keeps nothing from running: casts that lose a part of the values, and what the destination has to say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Gets the mappings in their order.</summary>
    /// <value>Empty if the object could not be asked for its fields.</value>
    public IReadOnlyList<PlannedMapping> Mappings { get; init; } = [];

    /// <summary>Gets a value indicating whether the sync can run.</summary>
    public bool CanRun => Problems.Count == 0;

    /// <summary>Returns the report as Markdown: a heading, a table of the mappings, the problems and the warnings. Fit for a pull request.</summary>
    public string ToMarkdown() => PlanReportMarkdown.Render(this);

    /// <summary>Returns the name of the sync and the number of problems.</summary>
    public override string ToString() => $"{Sync}: {(CanRun ? "can run" : $"{Problems.Count} problems")}";
}
