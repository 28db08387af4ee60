using Census.Sync;

namespace Gainsight.Client;

/// <summary>What became of one record.</summary>
/// <param name="Outcome">What became of it.</param>
public sealed record GainsightWriteResult(GainsightWriteOutcome Outcome)
{
    /// <summary>Gets the Gainsight ID of the record, if Gainsight told it.</summary>
    public string? Gsid { get; init; }

    /// <summary>Gets why it was rejected: Gainsight's code, or one of this library in lower case.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Gets why it was rejected, for a person, without values of the record.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the field that it was rejected for, if known.</summary>
    public string? Field { get; init; }

    /// <summary>Gets a value indicating whether Gainsight took the record.</summary>
    public bool Succeeded => Outcome is GainsightWriteOutcome.Created or GainsightWriteOutcome.Updated or GainsightWriteOutcome.Written;

    internal static GainsightWriteResult Of(RecordResult result) => new(result.Outcome switch
    {
        RecordOutcome.Succeeded => result.Effect switch
        {
            RecordEffect.Created => GainsightWriteOutcome.Created,
            RecordEffect.Updated => GainsightWriteOutcome.Updated,
            _ => GainsightWriteOutcome.Written,
        },
        RecordOutcome.Skipped => GainsightWriteOutcome.NotFound,
        RecordOutcome.Rejected => GainsightWriteOutcome.Rejected,
        RecordOutcome.Unknown => GainsightWriteOutcome.Unknown,
        _ => GainsightWriteOutcome.NotSent,
    })
    {
        Gsid = result.DestinationId,
        ErrorCode = result.Problem?.Code,
        Message = result.Problem?.Message,
        Field = result.Problem?.Field,
    };
}
