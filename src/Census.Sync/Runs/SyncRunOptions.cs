namespace Census.Sync;

/// <summary>Options of one run.</summary>
public sealed record SyncRunOptions
{
    /// <summary>Gets a value indicating whether the run only plans: it reads the source and tells what it would send, and changes nothing.</summary>
    /// <value>The default is false. A dry run takes no lease, so it goes on beside a run, and is never skipped.</value>
    public bool DryRun { get; init; }

    /// <summary>Gets a value indicating whether every record is sent, changed or not.</summary>
    /// <value>The default is false. Records that are only ever created are not sent twice all the same.</value>
    public bool FullSync { get; init; }

    /// <summary>Gets a value indicating whether the run reads the whole source although the sync has a cursor column, and sends what changed.</summary>
    /// <value>
    /// The default is false. A sync with a cursor column needs such a run from time to time: it finds the rows that changed without the column. A full sync reads the whole source, too.
    /// </value>
    /// <remarks>The next run goes on from the highest value that this one read, also if that is lower than before: the table was restored from a copy, for example.</remarks>
    public bool ReadWhole { get; init; }

    /// <summary>Gets a value indicating whether the run sends what an earlier one left, without reading the source.</summary>
    /// <value>The default is false: the source is read, and what it says now supersedes what was not sent yet.</value>
    public bool Resume { get; init; }

    /// <summary>Gets a value indicating whether the run goes through although a guard would hold it.</summary>
    /// <value>The default is false.</value>
    public bool IgnoreGuards { get; init; }

    /// <summary>Gets a value indicating whether a state that belongs to another account, object or key is forgotten.</summary>
    /// <value>The default is false: the run fails and says so.</value>
    public bool RebindState { get; init; }

    /// <summary>Gets how long the run waits for another process that has the sync.</summary>
    /// <value>The default is 0: the run is skipped at once. A minute lets a run begin also when another process just pushes a record.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan MaximumWait
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The time to wait is not negative.");
    }

    /// <summary>Gets the number of calls that the run may make while it sends: its share of a day's quota.</summary>
    /// <value>
    /// The default is null: as many as are needed, within the quota of the destination. The calls count by which the destination gets ready for the run, attempts that are repeated
    /// too; of a destination that does not count its calls (<see cref="SyncDestination.CountsCalls"/>) each batch is one.
    /// </value>
    /// <remarks>
    /// When they are made the run ends as completed with the code <see cref="SyncErrorCodes.CallBudgetUsed"/>; what it did not come to is its <see cref="SyncRunResult.Backlog"/>, and
    /// the next run goes on with it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public long? MaxCalls
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A run needs a call at least.");
    }

    /// <summary>Gets the number of invalid, of rejected and of skipped records that the report names; the others are counted.</summary>
    /// <value>The default is 100 of each.</value>
    public int ReportedIssues { get; init; } = 100;

    /// <summary>Gets the number of records of which a dry run shows what would go on the wire: so many that would be written, and so many that would be deleted.</summary>
    /// <value>The default is 3. 0 shows none; runs that are not dry show none.</value>
    /// <remarks>They are the first of the source that would be sent; a run sends changed records before new ones. See <see cref="SyncRunResult.Payloads"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or above 1,000.</exception>
    public int PreviewedRecords
    {
        get;
        init => field = value is >= 0 and <= 1_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From 0 to 1,000 records can be shown.");
    } = 3;

    /// <summary>Gets who is told how far the run is, from time to time.</summary>
    /// <value>The default is null: nobody.</value>
    public IProgress<SyncProgress>? Progress { get; init; }
}
