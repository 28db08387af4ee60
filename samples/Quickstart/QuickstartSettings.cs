namespace Quickstart;

/// <summary>What the command line said.</summary>
public sealed record QuickstartSettings
{
    public string? Companies { get; init; }

    public string? Key { get; init; }

    public string? Map { get; init; }

    public string? State { get; init; }

    public Uri? GainsightUrl { get; init; }

    public Uri? EnterpretUrl { get; init; }

    public string? GainsightKey { get; init; }

    public string? EnterpretKey { get; init; }

    public int? GainsightCallsPerMinute { get; init; }

    public bool DryRun { get; init; }

    public string? Report { get; init; }

    public bool IgnoreGuards { get; init; }

    /// <summary>What is wrong with the options taken together; null if nothing is.</summary>
    public string? FindProblem()
    {
        if (Companies is not null && string.IsNullOrWhiteSpace(Key))
            return "--companies needs --key COLUMN: the column that identifies a company.";
        if (Companies is null && (Key is not null || Map is not null))
            return "--key and --map go with --companies FILE.csv.";
        return GainsightCallsPerMinute <= 0 ? "--gainsight-calls-per-minute is a number above 0." : null;
    }
}
