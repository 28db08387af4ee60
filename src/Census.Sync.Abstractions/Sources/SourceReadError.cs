namespace Census.Sync;

/// <summary>A record of a source that could not be read. It counts as invalid; the others go on.</summary>
/// <param name="Position">Where it stands, for a person: <c>line 17</c>.</param>
/// <param name="Reason">What is wrong with it, without any of its values.</param>
public sealed record SourceReadError(string Position, string Reason);
