namespace Census.Sync.Sources.Google.Tests;

internal static class Reading
{
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Reads to the end, every value as its kind and text.</summary>
    public static async Task<(List<string[]> Rows, SourceRead Read)> ReadAllAsync(this SyncSource source, Model? model = null, int batchSize = 1_000)
    {
        await using var read = await source.OpenReadAsync(new() { Model = model, BatchSize = batchSize }, Cancellation);
        List<string[]> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
        {
            for (var i = 0; i < batch.Count; i++)
                rows.Add([.. batch[i].Values.ToArray().Select(value => value.HasValue ? $"{value.Kind} {value.ToText()}" : value.Kind.ToString())]);
        }

        return (rows, read);
    }
}
