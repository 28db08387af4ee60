namespace Census.Sync.Http;

/// <summary>What became of a call. Dispose it when its response was read.</summary>
/// <remarks>A service's own exceptions are made of it by its client; this type throws none.</remarks>
public sealed class ApiResult : IDisposable
{
    internal ApiResult(ApiOutcome outcome) => Outcome = outcome;

    /// <summary>Gets how the call ended.</summary>
    public ApiOutcome Outcome { get; }

    /// <summary>Gets the answer; null unless the service gave one.</summary>
    /// <value>
    /// Set for <see cref="ApiOutcome.Answered"/>, for <see cref="ApiOutcome.Redirected"/>, and for <see cref="ApiOutcome.QuotaExhausted"/>
    /// if it was the service that refused.
    /// </value>
    public ApiResponse? Response { get; internal init; }

    /// <summary>Gets the number of requests that were sent, without those refused as too many.</summary>
    public int Attempts { get; internal set; }

    /// <summary>Gets a value indicating whether an attempt without a clear answer may have been carried out.</summary>
    /// <remarks>
    /// True after a lost answer or a transient error status, of an earlier attempt too. False means that the service did nothing, unless
    /// <see cref="Response"/> says that it did.
    /// </remarks>
    public bool MayHaveBeenProcessed { get; internal set; }

    /// <summary>Gets how long to wait before the next try, if known.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Gets what went wrong on the way, if there was no answer.</summary>
    public Exception? Error { get; internal init; }

    internal ApiVerdict Verdict { get; init; }

    /// <summary>Disposes the response.</summary>
    public void Dispose() => Response?.Dispose();

    /// <summary>Returns the outcome, never a header or body.</summary>
    public override string ToString() => Response is null ? Outcome.ToString() : $"{Outcome} {(int)Response.Status}";
}
