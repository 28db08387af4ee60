using System.Globalization;

namespace Census.Sync.ConformanceTests;

/// <summary>What every <see cref="SyncSource"/> does. Derive it, and mark the class with <see cref="SuiteForAttribute"/>.</summary>
public abstract partial class SyncSourceConformance(SourceSubject subject) : IAsyncLifetime
{
    /// <summary>Enough for several pages, chunks or batches of any source.</summary>
    public const int ManyRecords = 2_000;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected SourceSubject Subject => subject;

    public async ValueTask InitializeAsync() => await subject.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await subject.DisposeAsync();
    }

    /// <summary>The key of a record in the column <c>Id</c>.</summary>
    public static string IdOf(int record) => string.Create(CultureInfo.InvariantCulture, $"id-{record}");

    /// <summary>The value of a record in the column <c>Name</c>; null for each third record.</summary>
    public static string? NameOf(int record) =>
        record % 3 == 2 ? null : string.Create(CultureInfo.InvariantCulture, $"Größe, \"{record}\" {SourceSubject.Canary}");

    /// <summary>A table of so many records with the columns <c>Id</c> and <c>Name</c>.</summary>
    protected SourceTable People(int records) => new(
        [Column("Id"), Column("Name")],
        [.. Enumerable.Range(0, records).Select(record => new[] { subject.Text(IdOf(record)), NameOf(record) is { } name ? subject.Text(name) : null })]);

    protected SourceColumn Column(string name, string? type = null) => new(name, type ?? subject.TextType);

    protected SourceReadOptions Options(int batchSize = 1_000) => new() { Model = subject.Model, BatchSize = batchSize };

    protected async Task<SyncSource> ConnectAsync(int records)
    {
        await subject.HoldAsync(People(records));
        return subject.Connect();
    }

    protected static IEnumerable<(string Id, string? Name)> Expected(int records) =>
        Enumerable.Range(0, records).Select(record => (IdOf(record), NameOf(record)));

    protected static List<(string Id, string? Name)> RowsOf(RecordBatch batch)
    {
        List<(string, string?)> rows = [];
        for (var i = 0; i < batch.Count; i++)
            rows.Add((batch[i]["Id"].AsString(), batch[i]["Name"] is { IsNull: false } name ? name.AsString() : null));
        return rows;
    }

    protected async Task<List<(string Id, string? Name)>> ReadPeopleAsync(SyncSource source, int batchSize)
    {
        await using var read = await source.OpenReadAsync(Options(batchSize), Cancellation);
        List<(string, string?)> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
            rows.AddRange(RowsOf(batch));
        return rows;
    }

    /// <summary>Reads to the end, each record as the kinds and texts of its values by the names of their fields. Nothing of it may be unreadable.</summary>
    protected async Task<(RecordSchema Schema, List<Dictionary<string, string>> Rows)> ReadValuesAsync(SyncSource source)
    {
        await using var read = await source.OpenReadAsync(Options(), Cancellation);
        List<Dictionary<string, string>> rows = [];
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var row = batch[i];
                rows.Add(read.Schema.Select((field, at) => (field.Name, Value: row.Values[at])).ToDictionary(
                    pair => pair.Name, pair => pair.Value.HasValue ? $"{pair.Value.Kind} {pair.Value.ToText()}" : "no value", StringComparer.Ordinal));
            }
        }

        Assert.Empty(read.Errors);
        Assert.Equal(SourceReadEnd.Complete, read.End);
        return (read.Schema, rows);
    }
}
