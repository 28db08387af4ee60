namespace EndToEnd.Tests.Support;

/// <summary>Tests that watch the whole process: they run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
