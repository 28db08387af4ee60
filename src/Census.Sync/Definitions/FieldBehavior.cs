namespace Census.Sync.Definitions;

/// <summary>Which columns a sync maps; Census's <c>field_behavior</c> (spec B.5).</summary>
internal enum FieldBehavior
{
    MappedColumns,
    AllColumns,
}
