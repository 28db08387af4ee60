namespace Census.Sync.Mapping;

/// <summary>What is known of a run and can be written into a field.</summary>
internal sealed record RunMetadata(string RunId, DateTimeOffset StartedAt, string SyncName, string ObjectName)
{
    public FieldValue Of(SyncMetadata what) => what switch
    {
        SyncMetadata.RunId => RunId,
        SyncMetadata.RunStartedAt => StartedAt,
        SyncMetadata.SyncName => SyncName,
        SyncMetadata.ObjectName => ObjectName,
        _ => FieldValue.Absent,
    };
}
