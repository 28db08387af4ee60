namespace Census.Sync.Definitions;

/// <summary>The words of definitions: Census's own where it has one (spec B.1, B.5, A.8).</summary>
internal static class DefinitionWords
{
    public static readonly Words<SyncBehavior> Operations = new(
        ("upsert", SyncBehavior.UpdateOrCreate), ("update", SyncBehavior.UpdateOnly), ("create", SyncBehavior.CreateOnly),
        ("mirror", SyncBehavior.Mirror), ("append", SyncBehavior.Append), ("delete", SyncBehavior.Delete));

    public static readonly Words<MirrorStrategy> MirrorStrategies = new(
        ("sync_updates_and_deletes", MirrorStrategy.UpdatesAndDeletes), ("sync_updates_and_nulls", MirrorStrategy.UpdatesAndNulls));

    public static readonly Words<FirstRun> FirstRuns = new(
        ("send_all", FirstRun.SendAll), ("trust_source", FirstRun.TrustSource), ("skip_existing", FirstRun.SkipExisting),
        ("adopt_matching", FirstRun.AdoptMatching));

    public static readonly Words<RecordPayloads> Payloads = new(
        ("none", RecordPayloads.None), ("redacted", RecordPayloads.Redacted), ("full", RecordPayloads.Full));

    public static readonly Words<ModelKind> Models = new(
        ("sql", ModelKind.Sql), ("sql_file", ModelKind.SqlFile), ("table", ModelKind.Table), ("view", ModelKind.View));

    public static readonly Words<FieldType> FieldTypes = new(
        ("any", FieldType.Any), ("boolean", FieldType.Boolean), ("integer", FieldType.Integer), ("decimal", FieldType.Decimal), ("float", FieldType.Float),
        ("string", FieldType.String), ("date", FieldType.Date), ("date_time", FieldType.DateTime), ("time", FieldType.Time),
        ("local_date_time", FieldType.LocalDateTime), ("bytes", FieldType.Bytes), ("json", FieldType.Json));

    public static readonly Words<ValueKind> ValueKinds = new(
        ("column", ValueKind.Column), ("constant_value", ValueKind.Constant), ("computed", ValueKind.Computed), ("sync_metadata", ValueKind.Metadata),
        ("hash", ValueKind.Hash), ("compound", ValueKind.Compound));

    public static readonly Words<SyncMetadata> Metadata = new(
        ("sync_run_id", SyncMetadata.RunId), ("sync_run_started_at", SyncMetadata.RunStartedAt), ("sync_name", SyncMetadata.SyncName),
        ("object_name", SyncMetadata.ObjectName));

    public static readonly Words<FieldBehavior> FieldBehaviors = new(
        ("specific_properties", FieldBehavior.MappedColumns), ("sync_all_properties", FieldBehavior.AllColumns));

    public static readonly Words<FieldNaming> Namings = new(
        ("match_source_names", FieldNaming.MatchSource), ("start_case", FieldNaming.StartCase), ("lower_case", FieldNaming.LowerCase),
        ("upper_case", FieldNaming.UpperCase), ("camel_case", FieldNaming.CamelCase), ("snake_case", FieldNaming.SnakeCase));

    /// <summary>The property that holds the text of a model.</summary>
    public static string TextOfModel(ModelKind kind) => kind switch
    {
        ModelKind.Sql => "query",
        ModelKind.SqlFile => "path",
        _ => "name",
    };
}
