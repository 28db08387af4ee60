using System.Globalization;

namespace Census.Sync;

/// <summary>What a read of a source has cost: warehouses charge for what they scan, services count calls.</summary>
public sealed record SourceReadCost
{
    /// <summary>Gets the number of calls, those that were repeated among them.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of bytes that were received, after decompression.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Gets the number of bytes that the service charges for.</summary>
    /// <value>The default is null: the service does not say.</value>
    public long? BytesBilled { get; init; }

    /// <summary>Gets the service's own id of the statement or job, by which its history names it.</summary>
    /// <value>The default is null: there is none.</value>
    public string? StatementId { get; init; }

    /// <summary>Returns the numbers, for a report.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Calls} calls, {BytesReceived} bytes received{(BytesBilled is { } billed ? $", {billed} bytes charged for" : "")}{(StatementId is null ? "" : $", statement {StatementId}")}");
}
