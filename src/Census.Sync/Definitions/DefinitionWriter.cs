using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Census.Sync.Definitions;

/// <summary>Writes a sync as <see cref="DefinitionReader"/> reads it. What is as it is by default is left out.</summary>
internal sealed class DefinitionWriter(SyncDefinition sync, string folder)
{
    // Definitions are read by people: letters beyond ASCII stay letters.
    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="SyncConfigurationException">Parts of the sync are objects or functions that have no name. All are told at once.</exception>
    public byte[] Write()
    {
        FindWhatHasNoName();
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("name", sync.Name);
            WriteSource(writer);
            WriteDestination(writer);
            writer.WriteString("operation", DefinitionWords.Operations.WordOf(sync.Behavior));
            if (sync.MirrorStrategy != MirrorStrategy.UpdatesAndDeletes)
                writer.WriteString("mirror_strategy", DefinitionWords.MirrorStrategies.WordOf(sync.MirrorStrategy));
            WriteMappings(writer);
            if (sync.AllColumns is { } all)
                WriteAllColumns(writer, all);
            if (sync.SendsChangesAsVersions)
                writer.WriteBoolean("send_changes_as_versions", true);
            if (sync.FirstRun != FirstRun.SendAll)
                writer.WriteString("first_run", DefinitionWords.FirstRuns.WordOf(sync.FirstRun));
            WriteGuards(writer);
            WriteRetry(writer);
            if (sync.LogRecords is { } log)
                WriteLog(writer, log);
            if (sync.After.Count > 0)
                WriteTexts(writer, "after", sync.After);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private void FindWhatHasNoName()
    {
        List<string> unnamed = [];
        if (sync.SourceName is null)
            unnamed.Add($"its source was given as an object: register it with {nameof(CensusSyncBuilder.AddSource)} and give its name");
        if (sync.DestinationName is null)
            unnamed.Add($"its destination was given as an object: register it with {nameof(CensusSyncBuilder.AddDestination)} and give its name");
        if (sync.Model is { } model && Refusal(writer => ModelWriter.Write(writer, model, folder)) is { } refusal)
            unnamed.Add($"a parameter of its model {refusal}");
        foreach (var mapping in sync.Mappings)
        {
            if (Refusal(writer => MappingWriter.Write(writer, mapping)) is { } reason)
                unnamed.Add($"the field '{mapping.To}' {reason}");
        }

        if (unnamed.Count > 0)
            throw new SyncConfigurationException($"The sync '{sync.Name}' cannot be written as JSON: {string.Join("; ", unnamed)}.");
    }

    // Tried on nothing first: what was written in part cannot be taken back.
    private static string? Refusal(Action<Utf8JsonWriter> write)
    {
        try
        {
            using var nowhere = new Utf8JsonWriter(Stream.Null);
            write(nowhere);
            return null;
        }
        catch (SyncConfigurationException e)
        {
            return e.Message;
        }
    }

    private void WriteSource(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("source");
        writer.WriteString("connection", sync.SourceName);
        if (sync.Model is { } model)
        {
            writer.WritePropertyName("object");
            ModelWriter.Write(writer, model, folder);
        }

        if (sync.Cursor is { } cursor)
            WriteCursor(writer, cursor);
        writer.WriteEndObject();
    }

    private static void WriteCursor(Utf8JsonWriter writer, CursorColumn cursor)
    {
        var standard = new CursorColumn(cursor.Name);
        writer.WriteStartObject("cursor");
        writer.WriteString("column", cursor.Name);
        if (cursor.Overlap != standard.Overlap)
            writer.WriteString("overlap", cursor.Overlap.ToString("c", CultureInfo.InvariantCulture));
        if (cursor.NumberOverlap != standard.NumberOverlap)
            writer.WriteNumber("number_overlap", cursor.NumberOverlap);
        writer.WriteEndObject();
    }

    private void WriteDestination(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("destination");
        writer.WriteString("connection", sync.DestinationName);
        writer.WriteString("object", sync.ObjectName);
        writer.WriteEndObject();
    }

    private void WriteMappings(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("mappings");
        foreach (var mapping in sync.Mappings)
            MappingWriter.Write(writer, mapping);
        writer.WriteEndArray();
    }

    private static void WriteAllColumns(Utf8JsonWriter writer, AllColumns all)
    {
        writer.WriteString("field_behavior", DefinitionWords.FieldBehaviors.WordOf(FieldBehavior.AllColumns));
        if (all.Naming != FieldNaming.MatchSource)
            writer.WriteString("field_normalization", DefinitionWords.Namings.WordOf(all.Naming));
        if (all.Except.Count > 0)
            WriteTexts(writer, "except_columns", all.Except);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private void WriteRetry(Utf8JsonWriter writer)
    {
        var (retry, standard) = (sync.Retry, new RecordRetryOptions());
        if (retry == standard)
            return;
        writer.WriteStartObject("retry");
        if (retry.ImmediateTries != standard.ImmediateTries)
            writer.WriteNumber("immediate_tries", retry.ImmediateTries);
        WriteDuration(writer, "first_wait", retry.FirstWait, standard.FirstWait);
        WriteDuration(writer, "maximum_wait", retry.MaximumWait, standard.MaximumWait);
        if (retry.MaximumTries is null)
            writer.WriteNull("maximum_tries");
        else if (retry.MaximumTries != standard.MaximumTries)
            writer.WriteNumber("maximum_tries", retry.MaximumTries.Value);
        writer.WriteEndObject();
    }

    private static void WriteLog(Utf8JsonWriter writer, RecordLogOptions log)
    {
        var standard = new RecordLogOptions();
        writer.WriteStartObject("log_records");
        if (log.Payloads != standard.Payloads)
            writer.WriteString("payloads", DefinitionWords.Payloads.WordOf(log.Payloads));
        if (log.Succeeded != standard.Succeeded)
            writer.WriteBoolean("succeeded", log.Succeeded);
        WriteDuration(writer, "retention", log.Retention, standard.Retention);
        if (log.MaximumRecords != standard.MaximumRecords)
            writer.WriteNumber("maximum_records", log.MaximumRecords);
        writer.WriteEndObject();
    }

    private static void WriteDuration(Utf8JsonWriter writer, string name, TimeSpan duration, TimeSpan standard)
    {
        if (duration != standard)
            writer.WriteString(name, duration.ToString("c", CultureInfo.InvariantCulture));
    }

    private void WriteGuards(Utf8JsonWriter writer)
    {
        var (guards, standard) = (sync.Guards, new SyncGuards());
        if (guards == standard)
            return;
        writer.WriteStartObject("guards");
        if (guards.ChangedShare != standard.ChangedShare)
            writer.WriteNumber("changed_share", guards.ChangedShare);
        if (guards.ChangedMinimum != standard.ChangedMinimum)
            writer.WriteNumber("changed_minimum", guards.ChangedMinimum);
        if (guards.HoldOnEmptySource != standard.HoldOnEmptySource)
            writer.WriteBoolean("hold_on_empty_source", guards.HoldOnEmptySource);
        if (guards.DeletedShare != standard.DeletedShare)
            writer.WriteNumber("deleted_share", guards.DeletedShare);
        if (guards.DeletedMaximum != standard.DeletedMaximum)
            writer.WriteNumber("deleted_maximum", guards.DeletedMaximum);
        if (guards.KeepAdopted != standard.KeepAdopted)
            writer.WriteBoolean("keep_adopted", guards.KeepAdopted);
        if (guards.KeepOnUnreadableRows != standard.KeepOnUnreadableRows)
            writer.WriteBoolean("keep_on_unreadable_rows", guards.KeepOnUnreadableRows);
        if (guards.KeepInvalid != standard.KeepInvalid)
            writer.WriteBoolean("keep_invalid", guards.KeepInvalid);
        if (guards.KeepOnTruncatedRead != standard.KeepOnTruncatedRead)
            writer.WriteBoolean("keep_on_truncated_read", guards.KeepOnTruncatedRead);
        writer.WriteEndObject();
    }
}
