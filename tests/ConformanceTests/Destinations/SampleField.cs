namespace Census.Sync.ConformanceTests;

/// <summary>A field of the samples of a subject.</summary>
/// <param name="Name">Its name at the destination; the source of the samples calls its column so too.</param>
/// <param name="Type">The type that the mapping declares, where the destination lists no such field.</param>
public readonly record struct SampleField(string Name, FieldType Type = FieldType.Any);
