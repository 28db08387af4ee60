using System.Text.Json;
using Census.Sync;

namespace Quickstart.Output;

/// <summary>The report of all runs as a JSON array, with the names that Census gives the fields of a run.</summary>
public sealed class RunReport(string? path)
{
    private readonly List<CountedRun> _runs = [];

    public bool AllCompleted => _runs.TrueForAll(run => run.Result.Status == SyncRunStatus.Completed);

    public void Add(CountedRun run) => _runs.Add(run);

    /// <summary>Finds out before the first call whether the report can be written after the last.</summary>
    public void CheckWritable()
    {
        if (path is null)
            return;
        try
        {
            using var file = File.Open(path, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QuickstartException($"The report cannot be written to {path}: {e.Message}");
        }
    }

    public void Write()
    {
        if (path is null)
            return;
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new() { Indented = true });
        json.WriteStartArray();
        foreach (var run in _runs)
            Write(json, run);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, CountedRun run)
    {
        var result = run.Result;
        json.WriteStartObject();
        json.WriteString("sync", result.Sync);
        json.WriteString("status", result.Status.ToString().ToLowerInvariant());
        json.WriteBoolean("full_sync", result.FullSync);
        json.WriteNumber("source_record_count", result.SourceRecordCount);
        json.WriteNumber("source_record_updates", result.SourceRecordUpdates);
        json.WriteNumber("source_record_invalids", result.SourceRecordInvalids);
        json.WriteNumber("records_processed", result.RecordsProcessed);
        json.WriteNumber("records_updated", result.RecordsUpdated);
        json.WriteNumber("records_failed", result.RecordsFailed);
        json.WriteNumber("records_skipped", result.RecordsSkipped);
        json.WriteNumber("records_in_doubt", result.RecordsInDoubt);
        json.WriteNumber("backlog", result.Backlog);
        json.WriteNumber("destination_calls", run.Calls.All);
        json.WriteNumber("destination_write_calls", run.Calls.Writes);
        json.WriteBoolean("dry_run", result.DryRun);
        json.WriteString("error_code", result.ErrorCode);
        json.WriteString("error_message", result.ErrorMessage);
        json.WriteString("created_at", result.StartedAt);
        json.WriteString("completed_at", result.CompletedAt);
        json.WriteStartArray("issues");
        foreach (var issue in result.Issues)
        {
            json.WriteStartObject();
            json.WriteString("kind", issue.Kind.ToString().ToLowerInvariant());
            json.WriteString("key", issue.Key);
            json.WriteString("code", issue.Problem.Code);
            json.WriteString("message", issue.Problem.Message);
            json.WriteString("field", issue.Problem.Field);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
