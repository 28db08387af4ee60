namespace Enterpret.Client;

/// <summary>What keeps a batch, and those after it, from going on.</summary>
/// <param name="Code">What is wrong, as one of the codes of a sync.</param>
/// <param name="Exception">The same as an exception.</param>
/// <param name="MayHaveArrived">Whether the records of the request in hand may have been taken all the same.</param>
/// <param name="RetryAt">When to go on, if known.</param>
internal sealed record SendStop(string Code, EnterpretException Exception, bool MayHaveArrived, DateTimeOffset? RetryAt = null);
