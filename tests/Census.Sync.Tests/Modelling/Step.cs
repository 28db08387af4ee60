namespace Census.Sync.Tests.Modelling;

/// <summary>What happens next to a sync.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Key">The number of the record it happens to, or of the write or call that a process does not survive.</param>
/// <param name="Value">Which value the record gets; how long it takes; whether the process dies before or after.</param>
internal readonly record struct Step(StepKind Kind, int Key, int Value);

internal enum StepKind
{
    Edit,
    Remove,
    Put,
    Duplicate,
    Spoil,
    Refuse,
    Remap,

    /// <summary>Hours or days go by.</summary>
    Wait,
    Run,
    FullSync,

    /// <summary>A run that a guard holds if anything changed; what is held is approved or dropped.</summary>
    GuardedRun,

    /// <summary>A run that is cancelled at a call, whose answer it hears or not, or that has no more calls.</summary>
    CutRun,
    Push,
    Replay,
    Forget,
    Recall,
    KilledAtWrite,
    KilledAtCall,
    PushKilled,
    ForgetKilled,
}
