namespace Census.Sync.ConformanceTests;

/// <summary>What a <see cref="ModelSource"/> does wrong.</summary>
public enum SourceDefect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It leaves the last record out.</summary>
    DropsTheLast,

    /// <summary>It delivers the last record of a batch again as the first of the next.</summary>
    RepeatsAtTheSeam,

    /// <summary>It delivers a batch without records when there are none.</summary>
    DeliversEmptyBatches,

    /// <summary>It takes any size of a batch, and its own.</summary>
    ChoosesTheSize,

    /// <summary>It takes missing options.</summary>
    TakesAnyOptions,

    /// <summary>It is complete from the beginning.</summary>
    IsCompleteAtOnce,

    /// <summary>It is complete though it was left early.</summary>
    IsCompleteWhenLeft,

    /// <summary>It fills a batch again before the next one is asked for.</summary>
    FillsTooEarly,

    /// <summary>Its reads share their position.</summary>
    SharesThePosition,

    /// <summary>It can be read once.</summary>
    CanBeReadOnce,

    /// <summary>The batches of a read can be enumerated again.</summary>
    EnumeratesAgain,

    /// <summary>A second disposal fails.</summary>
    FailsToDisposeTwice,

    /// <summary>It does not look at the token when it is opened.</summary>
    OpensWhenCancelled,

    /// <summary>It ends a cancelled read as if it were complete.</summary>
    SwallowsCancellation,

    /// <summary>It ends a failed read as if it were complete.</summary>
    SwallowsFailures,

    /// <summary>It delivers nothing of a read that fails later.</summary>
    DeliversNothingBeforeAFailure,

    /// <summary>It quotes a value in an error.</summary>
    QuotesValues,

    /// <summary>An error is one of the language and says nothing.</summary>
    FailsInItsOwnWay,

    /// <summary>Its connection test asks nobody.</summary>
    TestsNothing,

    /// <summary>Its connection test always fails.</summary>
    TestFails,

    /// <summary>It leaves a read that did not come to its end open.</summary>
    LeavesOpen,

    /// <summary>It does not tell the server when a statement is given up.</summary>
    LetsItRun,

    /// <summary>The schema alone lacks a column.</summary>
    TellsAnotherSchema,

    /// <summary>Batches have a schema of their own.</summary>
    CopiesTheSchema,

    /// <summary>It keeps the schema of its first read.</summary>
    KeepsTheSchema,

    /// <summary>It cuts blanks from names.</summary>
    TrimsNames,

    /// <summary>It takes names that differ in case for one.</summary>
    IgnoresCase,

    /// <summary>It reads every number by way of a floating-point one.</summary>
    RoundsNumbers,

    /// <summary>It takes an empty text for null.</summary>
    TakesEmptyForNull,

    /// <summary>It takes null for an empty text.</summary>
    TakesNullForEmpty,

    /// <summary>It leaves a null out, so that the values behind it move.</summary>
    SkipsNulls,

    /// <summary>It reads everything before it delivers anything.</summary>
    HoldsEverything,
}
