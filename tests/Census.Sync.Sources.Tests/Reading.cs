namespace Census.Sync.Sources.Tests;

/// <summary>Reads a source to its end.</summary>
internal static class Reading
{
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Outcome> ReadAsync(this SyncSource source, Model? model = null, int batchSize = 1_000)
    {
        await using var read = await source.OpenReadAsync(new() { Model = model, BatchSize = batchSize }, Cancellation);
        List<FieldValue[]> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
        {
            for (var i = 0; i < batch.Count; i++)
                rows.Add(batch[i].Values.ToArray());
        }

        return new(read.Schema, rows, read.Errors, read.End);
    }

    public static Task<Outcome> ReadAsync(this SyncSource source, string sql) => source.ReadAsync(Model.Sql(sql));

    /// <summary>Reads the only value of the only row, and the type its column is declared with.</summary>
    public static async Task<(SchemaField Field, FieldValue Value)> ReadValueAsync(this SyncSource source, string sql)
    {
        var outcome = await source.ReadAsync(sql);
        Assert.Empty(outcome.Errors);
        return (Assert.Single(outcome.Schema), Assert.Single(Assert.Single(outcome.Rows)));
    }

    /// <summary>Reads until it fails, and tells how many records came before.</summary>
    public static async Task<(T Failure, int Records)> ReadToFailureAsync<T>(this SyncSource source, Model? model = null)
        where T : Exception
    {
        var records = 0;
        SourceRead? read = null;
        var failure = await Assert.ThrowsAnyAsync<T>(async () =>
        {
            read = await source.OpenReadAsync(new() { Model = model }, Cancellation);
            await foreach (var batch in read.Batches.WithCancellation(Cancellation))
                records += batch.Count;
        });
        Assert.Null(read?.End);
        if (read is not null)
            await read.DisposeAsync();
        return (failure, records);
    }

    public static async Task<SyncSourceException> FailureAsync(this SyncSource source, Model? model = null) =>
        (await source.ReadToFailureAsync<SyncSourceException>(model)).Failure;

    public static async Task<DbSourceException> DbFailureAsync(this SyncSource source, string sql) =>
        (await source.ReadToFailureAsync<DbSourceException>(Model.Sql(sql))).Failure;

    internal sealed record Outcome(
        RecordSchema Schema, IReadOnlyList<FieldValue[]> Rows, IReadOnlyList<SourceReadError> Errors, SourceReadEnd? End)
    {
        public IEnumerable<string> Texts => Rows.Select(row => string.Join('|', row.Select(value => value.IsAbsent ? "(absent)" : value.IsNull ? "(null)" : value.ToText())));
    }
}
