namespace Census.Sync.ConformanceTests;

/// <summary>What a <see cref="ModelDestination"/> does wrong.</summary>
public enum ModelDefect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It calls for a batch without records.</summary>
    CallsForNothing,

    /// <summary>It gives the results in another order than that of the records.</summary>
    MixesUpResults,

    /// <summary>It leaves the last record of a full batch out and calls it delivered.</summary>
    ForgetsTheLast,

    /// <summary>It takes records that are not acknowledged for delivered.</summary>
    TakesSilenceForSuccess,

    /// <summary>It calls a record refused whose answer was lost.</summary>
    TakesSilenceForRefusal,

    /// <summary>It sends what lacks its key.</summary>
    SendsWithoutKeys,

    /// <summary>It rejects all records of a batch because of one.</summary>
    RejectsTheWholeBatch,

    /// <summary>It does not say which field is bad.</summary>
    NamesNoField,

    /// <summary>It blames the records for a refused key.</summary>
    BlamesRecordsForTheKey,

    /// <summary>It does not wait when it is throttled.</summary>
    GivesUpWhenThrottled,

    /// <summary>It does not say when an empty quota can be used again.</summary>
    SaysNotWhenToGoOn,

    /// <summary>It ends a cancelled call as if nothing had happened.</summary>
    SwallowsCancellation,

    /// <summary>It creates what it should only update.</summary>
    CreatesOnUpdate,

    /// <summary>It updates what it should only create.</summary>
    UpdatesOnCreate,

    /// <summary>It makes the deletion of what is absent a failure.</summary>
    FailsToDeleteWhatIsAbsent,

    /// <summary>It sends absent as null.</summary>
    ClearsWhatIsAbsent,

    /// <summary>It leaves null out.</summary>
    LeavesNullOut,

    /// <summary>It shows what it does not send.</summary>
    ShowsWhatIsBad,

    /// <summary>It sends in order to show.</summary>
    SendsToShow,

    /// <summary>It estimates a call a record.</summary>
    EstimatesTooMuch,

    /// <summary>It takes any object for its own.</summary>
    KnowsEveryObject,

    /// <summary>Its connection test asks nobody.</summary>
    TestsNothing,

    /// <summary>It lists a field that the vendor does not take.</summary>
    ListsAFieldThatIsNone,

    /// <summary>It says that it cannot be read.</summary>
    ReadsNothing,

    /// <summary>It reads another record than it was asked for.</summary>
    ReadsAnother,

    /// <summary>It finds what is absent.</summary>
    ReadsWhatIsAbsent,

    /// <summary>It reads null as empty text.</summary>
    ReadsNullAsEmpty,

    /// <summary>It reads all records but the last.</summary>
    ReadsAllButTheLast,

    /// <summary>It reads text in another form than it compares it in.</summary>
    ReadsAnotherForm,

    /// <summary>It quotes a value in a reason.</summary>
    QuotesValues,

    /// <summary>It quotes its key in an error.</summary>
    QuotesTheKey,
}
