namespace Census.Sync;

/// <summary>Why a record was skipped, rejected or is invalid.</summary>
/// <param name="Code">A stable code: the destination's own, or one in lower case with underscores of this library.</param>
/// <param name="Message">What is wrong, for a person. It holds no value of the record, since it is kept and shown.</param>
/// <param name="Field">The field concerned, if known.</param>
public sealed record RecordProblem(string Code, string Message, string? Field = null);
