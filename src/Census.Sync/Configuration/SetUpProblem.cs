using Census.Sync.Definitions;

namespace Census.Sync;

/// <summary>Something that is wrong with a sync as it is set up.</summary>
/// <param name="What">What the sync does wrong: a sentence without its subject.</param>
/// <param name="Place">Where it was read; null for a sync written in code, and for what concerns the whole sync.</param>
internal sealed record SetUpProblem(string What, DefinitionPlace? Place = null);
