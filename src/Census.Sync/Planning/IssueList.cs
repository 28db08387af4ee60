namespace Census.Sync.Planning;

/// <summary>The first issues of a run, for its report; the others are counted only.</summary>
internal sealed class IssueList(int capacity)
{
    private readonly List<RecordIssue> _issues = [];
    private readonly Dictionary<RecordIssueKind, int> _perKind = [];

    public void Add(RecordIssue issue)
    {
        lock (_issues)
        {
            // A flood of invalid records must not hide the rejected ones.
            var count = _perKind.GetValueOrDefault(issue.Kind);
            if (count >= capacity)
                return;
            _perKind[issue.Kind] = count + 1;
            _issues.Add(issue);
        }
    }

    /// <summary>Takes an issue back that turned out to be another.</summary>
    public void Withdraw(RecordIssueKind kind, string key)
    {
        lock (_issues)
            _perKind[kind] = _perKind.GetValueOrDefault(kind) - _issues.RemoveAll(issue => issue.Kind == kind && issue.Key == key);
    }

    public IReadOnlyList<RecordIssue> ToList()
    {
        lock (_issues)
            return [.. _issues];
    }
}
