namespace Census.Sync.Emulators.Enterpret;

/// <summary>Where an item is kept: its integration and its id, both exact.</summary>
internal readonly record struct ItemKey(string Kind, string Source, string Id);
