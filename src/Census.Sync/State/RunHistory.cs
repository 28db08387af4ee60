using System.Text.Json;
using System.Text.Json.Serialization;

namespace Census.Sync.State;

/// <summary>What the last runs did, a blob each, numbered in their order. JSON, so that a count that is added later needs no new format.</summary>
internal static class RunHistory
{
    /// <summary>How many runs are remembered: three months of nights.</summary>
    public const int Kept = 100;

    /// <summary>Adds a run. The records it names are left out: they are kept elsewhere, as long as they matter.</summary>
    public static async ValueTask AddAsync(SyncStateSession session, SyncRunResult run, CancellationToken cancellationToken)
    {
        var next = 0L;
        await foreach (var blob in session.ReadRangeAsync(StateSection.Runs, cancellationToken: cancellationToken).ConfigureAwait(false))
            next = blob.Number + 1;
        var content = JsonSerializer.SerializeToUtf8Bytes(run with { Issues = [], Payloads = [] }, RunHistoryJson.Default.SyncRunResult);
        await session.WriteAsync(
            new StateWrite { SurvivesPowerFailure = false }
                .Delete(StateSection.Runs, 0, Math.Max(0, next + 1 - Kept))
                .Put(StateSection.Runs, next, Checksum.Append(StateSection.Runs, next, content)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the runs, the last first.</summary>
    public static async ValueTask<IReadOnlyList<SyncRunResult>> ReadAsync(SyncStateReader state, CancellationToken cancellationToken)
    {
        var runs = new List<SyncRunResult>();
        await foreach (var blob in state.ReadRangeAsync(StateSection.Runs, cancellationToken: cancellationToken).ConfigureAwait(false))
            runs.Add(Decode(Checksum.Verify(StateSection.Runs, blob.Number, blob.Content).Span));
        runs.Reverse();
        return runs;
    }

    private static SyncRunResult Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            var run = JsonSerializer.Deserialize(content, RunHistoryJson.Default.SyncRunResult) ?? throw BlobReader.Damaged();
            return run with { Issues = [], Payloads = [], Warnings = run.Warnings ?? [], FullSyncReasons = run.FullSyncReasons ?? [] };
        }
        catch (JsonException)
        {
            throw BlobReader.Damaged();
        }
    }
}

/// <summary>How runs are written down.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SyncRunResult))]
internal sealed partial class RunHistoryJson : JsonSerializerContext;
