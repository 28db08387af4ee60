namespace Census.Sync.Definitions;

/// <summary>Sets up a sync from its JSON.</summary>
/// <param name="folder">What the paths of SQL files are relative to.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class DefinitionReader(string folder, DefinitionProblems problems)
{
    /// <summary>Reads a definition.</summary>
    /// <param name="document">The JSON.</param>
    /// <param name="name">The name of the sync, unless the document gives one.</param>
    /// <returns>The sync, as far as it could be read; null if nothing could.</returns>
    public SyncBuilder? Read(ReadOnlyMemory<byte> document, string name)
    {
        if (JsonParts.Read(document, problems) is not { } root || PropertyReader.Of(root, problems) is not { } properties)
            return null;

        properties.Find("$schema");
        var sync = ReadName(properties, name);
        ReadSource(properties, sync);
        ReadDestination(properties, sync);
        if (properties.Word("mirror_strategy", DefinitionWords.MirrorStrategies) is { } strategy)
            sync.MirrorBy(strategy);
        foreach (var part in properties.List("mappings", required: true))
        {
            if (MappingReader.Read(part, problems) is { } mapping)
                sync.Map(mapping, PlaceOf(part));
        }

        ReadAllColumns(properties, sync);
        if (properties.Flag("send_changes_as_versions", false))
            sync.SendChangesAsVersions();
        if (properties.Word("first_run", DefinitionWords.FirstRuns) is { } firstRun)
            sync.FirstRun(firstRun);
        if (properties.Object("guards") is { } guards)
            sync.Guard(ReadGuards(guards));
        if (properties.Object("retry") is { } retry)
            sync.Retry(ReadRetry(retry));
        if (properties.Object("log_records") is { } log)
            sync.LogRecords(ReadLog(log));
        foreach (var part in properties.List("after"))
        {
            if (PropertyReader.TextOf(part, problems) is { } other)
                sync.After(other);
        }

        properties.End();
        return sync;
    }

    private SyncBuilder ReadName(PropertyReader properties, string name)
    {
        var given = properties.Find("name");
        if (given is not null)
            name = PropertyReader.TextOf(given, problems) ?? "?";
        var place = given ?? properties.Part;
        try
        {
            return new(name) { Origin = PlaceOf(place) };
        }
        catch (ArgumentException)
        {
            problems.Add(place, "The name of a sync, which is that of the file unless the property 'name' gives one, has at most 200 characters and no control characters.");
            return new("?") { Origin = PlaceOf(place) };
        }
    }

    private void ReadSource(PropertyReader properties, SyncBuilder sync)
    {
        if (properties.Object("source", required: true) is not { } source)
            return;
        var connection = source.Text("connection", required: true);
        var model = source.Object("object") is { } part ? new ModelReader(folder, problems).Read(part) : null;
        var cursor = source.Object("cursor") is { } column ? CursorReader.Read(column, problems) : null;
        source.End();
        if (connection is not null)
            sync.From(connection, model, PlaceOf(source.Find("connection")!));
        if (cursor is not null)
            sync.Cursor(cursor, PlaceOf(source.Find("cursor")!));
    }

    private void ReadDestination(PropertyReader properties, SyncBuilder sync)
    {
        var behavior = properties.Word("operation", DefinitionWords.Operations, required: true);
        if (properties.Object("destination", required: true) is not { } destination)
            return;
        var connection = destination.Text("connection", required: true);
        var objectName = destination.Text("object", required: true);
        destination.End();
        if (connection is not null && objectName is not null && behavior is not null)
            sync.To(new(connection, objectName), behavior.Value, PlaceOf(destination.Find("connection")!));
    }

    // Census has the switch and the options of it side by side.
    private void ReadAllColumns(PropertyReader properties, SyncBuilder sync)
    {
        var behavior = properties.Word("field_behavior", DefinitionWords.FieldBehaviors);
        var naming = properties.Word("field_normalization", DefinitionWords.Namings);
        var except = properties.List("except_columns").Select(part => PropertyReader.TextOf(part, problems)).OfType<string>().ToList();
        if (behavior == FieldBehavior.AllColumns)
            sync.MapAllColumns(naming ?? FieldNaming.MatchSource, except);
        else if ((properties.Find("field_normalization") ?? properties.Find("except_columns")) is { } useless)
            problems.Add(useless, "This says how all columns are mapped, which needs \"field_behavior\": \"sync_all_properties\".");
    }

    private static SyncGuards ReadGuards(PropertyReader guards)
    {
        var standard = new SyncGuards();
        var read = new SyncGuards
        {
            ChangedShare = guards.Share("changed_share", standard.ChangedShare),
            ChangedMinimum = guards.Count("changed_minimum", standard.ChangedMinimum),
            HoldOnEmptySource = guards.Flag("hold_on_empty_source", standard.HoldOnEmptySource),
            DeletedShare = guards.Share("deleted_share", standard.DeletedShare),
            DeletedMaximum = guards.Count("deleted_maximum", standard.DeletedMaximum),
            KeepAdopted = guards.Flag("keep_adopted", standard.KeepAdopted),
            KeepOnUnreadableRows = guards.Flag("keep_on_unreadable_rows", standard.KeepOnUnreadableRows),
            KeepInvalid = guards.Flag("keep_invalid", standard.KeepInvalid),
            KeepOnTruncatedRead = guards.Flag("keep_on_truncated_read", standard.KeepOnTruncatedRead),
        };
        guards.End();
        return read;
    }

    private static RecordRetryOptions ReadRetry(PropertyReader retry)
    {
        var standard = new RecordRetryOptions();
        var read = new RecordRetryOptions
        {
            ImmediateTries = retry.Positive("immediate_tries", standard.ImmediateTries),
            FirstWait = retry.Duration("first_wait", standard.FirstWait, TimeSpan.Zero, RecordRetryOptions.LongestWait),
            MaximumWait = retry.Duration("maximum_wait", standard.MaximumWait, TimeSpan.Zero, RecordRetryOptions.LongestWait),
            MaximumTries = retry.IsNull("maximum_tries") ? null : retry.Positive("maximum_tries", standard.MaximumTries!.Value),
        };
        retry.End();
        return read;
    }

    private static RecordLogOptions ReadLog(PropertyReader log)
    {
        var standard = new RecordLogOptions();
        var read = new RecordLogOptions
        {
            Payloads = log.Word("payloads", DefinitionWords.Payloads) ?? standard.Payloads,
            Succeeded = log.Flag("succeeded", standard.Succeeded),
            Retention = log.Duration("retention", standard.Retention, RecordLogOptions.ShortestRetention, RecordLogOptions.LongestRetention),
            MaximumRecords = log.Positive("maximum_records", standard.MaximumRecords),
        };
        log.End();
        return read;
    }

    private DefinitionPlace PlaceOf(JsonPart part) => new(problems.File, part.Line, part.Path);
}
