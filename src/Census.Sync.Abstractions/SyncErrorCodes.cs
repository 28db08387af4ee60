namespace Census.Sync;

/// <summary>The codes this library gives to errors of a run and to problems of a record.</summary>
public static class SyncErrorCodes
{
    /// <summary>The key of a record is null or empty. Census: NULL.</summary>
    public const string NullKey = "null_key";

    /// <summary>Several records have one key; none of them is sent. Census: DUPLICATE.</summary>
    public const string DuplicateKey = "duplicate_key";

    /// <summary>A value cannot be cast to the type of its field.</summary>
    public const string CastFailed = "cast_failed";

    /// <summary>A structured value has another shape than its mapping needs: no JSON, an object where a list is expected. Census: JSON_ARRAY_ERROR.</summary>
    public const string WrongShape = "wrong_shape";

    /// <summary>A required field has no value.</summary>
    public const string RequiredField = "required_field";

    /// <summary>A text is longer than its field.</summary>
    public const string TooLong = "too_long";

    /// <summary>A value is not among those the field takes.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>A computed mapping failed.</summary>
    public const string ComputeFailed = "compute_failed";

    /// <summary>A record of the source could not be read.</summary>
    public const string UnreadableRecord = "unreadable_record";

    /// <summary>The destination does not hold the record that was to be updated.</summary>
    public const string NotFound = "not_found";

    /// <summary>The destination already holds the record that was to be created.</summary>
    public const string AlreadyExists = "already_exists";

    /// <summary>The source changed a record that is only ever created, after it was delivered.</summary>
    public const string ChangedAfterDelivery = "changed_after_delivery";

    /// <summary>It is not known whether the record arrived, and it must not be sent again.</summary>
    public const string InDoubt = "in_doubt";

    /// <summary>The destination could not tell whether a field that is only set where it is empty has a value.</summary>
    public const string CannotTell = "cannot_tell";

    /// <summary>The record was to be forgotten, so its row is passed over.</summary>
    public const string Forgotten = "forgotten";

    /// <summary>The sync is not set up in a way that can work.</summary>
    public const string InvalidConfiguration = "invalid_configuration";

    /// <summary>The source cannot be read.</summary>
    public const string SourceFailed = "source_failed";

    /// <summary>The destination refuses the credentials.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The address of the destination is wrong.</summary>
    public const string WrongAddress = "wrong_address";

    /// <summary>The destination cannot be reached or does not answer.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The quota of the destination is used up for now.</summary>
    public const string QuotaExhausted = "quota_exhausted";

    /// <summary>The run made the calls that it was allowed; what is left waits for the next run.</summary>
    public const string CallBudgetUsed = "call_budget_used";

    /// <summary>The run was cancelled.</summary>
    public const string Canceled = "canceled";

    /// <summary>Nearly all records are refused for the same reason.</summary>
    public const string NearlyAllRejected = "nearly_all_rejected";

    /// <summary>The state cannot be read or written.</summary>
    public const string StateFailed = "state_failed";

    /// <summary>Another process runs the sync.</summary>
    public const string AlreadyRunning = "already_running";

    /// <summary>A sync that this one comes after did not complete.</summary>
    public const string PredecessorFailed = "predecessor_failed";

    /// <summary>A guard held the run back: too much would change.</summary>
    public const string HeldByGuard = "held_by_guard";
}
