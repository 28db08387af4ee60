namespace Census.Sync.Planning;

/// <summary>The kinds of values that a cursor column may hold. Values of one kind have an order, values of two have none.</summary>
internal enum CursorKind
{
    Number,
    Date,
    LocalTimestamp,
    Instant,
    Text,
}
