namespace Census.Sync.SourceEmulators;

/// <summary>A column of a result, with its type as the service prints it.</summary>
public sealed record ResultColumn(string Name, string Type, int? Scale = null);
