namespace Enterpret.Client;

/// <summary>What the layout of a record depends on besides the record.</summary>
/// <param name="Dates">How dates are encoded.</param>
/// <param name="Metadata">How metadata is laid out.</param>
/// <param name="FileId">The source of feedback records that name none.</param>
/// <param name="Now">The time that feedback must not lie after.</param>
/// <param name="Names">Told of the fields that are sent.</param>
internal sealed record WireFormat(
    EnterpretDateEncoding Dates, EnterpretMetadataShape Metadata, string? FileId, DateTimeOffset Now, FieldNames? Names = null);
