namespace Census.Sync;

/// <summary>Why a sync cannot run.</summary>
/// <param name="Code">A stable code: one of <see cref="SyncErrorCodes"/>, or one of the destination's.</param>
/// <param name="Message">What is the matter and what to do about it. Names of columns and fields may appear in it, values never.</param>
public sealed record PlanProblem(string Code, string Message)
{
    /// <summary>Gets the source column that it concerns.</summary>
    /// <value>The default is null.</value>
    public string? Column { get; init; }

    /// <summary>Gets the destination field that it concerns.</summary>
    /// <value>The default is null.</value>
    public string? Field { get; init; }

    /// <summary>Returns the message.</summary>
    public override string ToString() => Message;
}
