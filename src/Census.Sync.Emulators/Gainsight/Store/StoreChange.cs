namespace Census.Sync.Emulators.Gainsight;

/// <summary>A row that a call wrote or deleted.</summary>
internal readonly record struct StoreChange(Table Table, Row Row, bool Deleted);
