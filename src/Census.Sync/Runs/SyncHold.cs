namespace Census.Sync;

/// <summary>A run that a guard held before its first call, and what it would have done.</summary>
/// <remarks>
/// Nothing of the change set is kept: the next run plans anew, so that the newest values win. If what it would do is the same, it has the same <see cref="PlanId"/>: it is held again, or goes through
/// if that was approved. If it would do something else, it is judged anew and an approval of the earlier plan counts for nothing.
/// </remarks>
public sealed record SyncHold
{
    /// <summary>Gets the identity of what the run would do: of the records that are new, changed or gone, with their values. <see cref="SyncRunner.ApproveAsync"/> takes it.</summary>
    /// <value>Null for a dry run, which keeps nothing that could be approved.</value>
    public string? PlanId { get; init; }

    /// <summary>Gets the id of the run that was held last.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets since when this plan is held.</summary>
    public required DateTimeOffset HeldSince { get; init; }

    /// <summary>Gets why, in words a person can act on.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the number of records that the sync knew.</summary>
    public long KnownRecords { get; init; }

    /// <summary>Gets the number of records that were never delivered before and would be sent.</summary>
    public long Creates { get; init; }

    /// <summary>Gets the number of known records that would be changed.</summary>
    public long Changes { get; init; }

    /// <summary>Gets the number of records that would be deleted, or cleared.</summary>
    public long Deletes { get; init; }

    /// <summary>Gets a value indicating whether the plan was approved: the next run goes through if it would do the same.</summary>
    public bool IsApproved { get; init; }
}
