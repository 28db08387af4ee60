namespace Census.Sync;

/// <summary>A field that a sync writes.</summary>
/// <param name="Field">The field of the destination.</param>
/// <param name="LookupBy">
/// The field of the referenced object by which the value names the record to refer to, the e-mail of a user for example; null if the value is
/// written as it is.
/// </param>
public sealed record PlanField(DestinationField Field, string? LookupBy = null);
