using System.Runtime.CompilerServices;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Reads what Gainsight holds of the records of a sync.</summary>
internal sealed class GainsightReader : DestinationReader
{
    private readonly GainsightApi _api;
    private readonly ReadColumn[] _columns;
    private readonly string[] _select;
    private readonly int[] _positions;
    private readonly ObjectLayout _layout;
    private readonly Action<KnownKeys>? _keysRead;

    /// <param name="api">The tenant.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="layout">How its records are written.</param>
    /// <param name="fields">Which of its fields are asked for.</param>
    /// <param name="columns">Where all of them are read.</param>
    /// <param name="keysRead">Takes the keys of all records once they were read; null if nobody needs them.</param>
    public GainsightReader(GainsightApi api, SyncPlan plan, ObjectLayout layout, IReadOnlyList<int> fields, ReadColumn[] columns, Action<KnownKeys>? keysRead)
        : base(plan, fields)
    {
        _api = api;
        _columns = columns;
        _layout = layout;
        _keysRead = keysRead;
        KeyIndexes = ReadColumns.KeysOf(plan);
        var asked = KeyIndexes.Concat(Fields).Distinct().Where(field => columns[field].Path is not null).ToArray();
        _select = [.. asked.Select(field => columns[field].Path!).Prepend(ObjectLayout.GsidName).Distinct()];
        _positions = [.. columns.Select((column, field) => asked.Contains(field) ? Array.IndexOf(_select, column.Path) : -1)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> KeyIndexes { get; }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<FindResult>> FindAsync(RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var found = new FindResult[records.Count];
        List<(int Row, string Key)> asked = [];
        for (var row = 0; row < found.Length; row++)
        {
            if (KeyOf(Normalized(records[row].Values)) is { } key)
                asked.Add((row, key));
        }

        foreach (var chunk in asked.Chunk(KeyFinder.MaximumKeys))
        {
            Dictionary<string, FindResult> matches = new(StringComparer.Ordinal);
            var pages = RecordPages.ReadAsync(_api, Plan.Object.Name, _select, FiltersFor(records, chunk), untilEmpty: false, cancellationToken);
            await foreach (var page in pages.ConfigureAwait(false))
            {
                foreach (var record in page)
                {
                    var values = ValuesOf(record);
                    var id = IdOf(record);
                    if (KeyOf(values) is { } key)
                        matches[key] = matches.TryGetValue(key, out var known) && known.DestinationId != id ? FindResult.Many : FindResult.One(id, values);
                }
            }

            foreach (var (row, key) in chunk)
                found[row] = matches.GetValueOrDefault(key, FindResult.Absent);
        }

        return found;
    }

    /// <inheritdoc/>
    public override async ValueTask<IAsyncEnumerable<RecordBatch>?> ReadAllAsync(long sought, CancellationToken cancellationToken = default)
    {
        // One call tells how many there are, and one that there are no more; the pages have to be fewer than the questions.
        var affordable = (sought + KeyFinder.MaximumKeys - 1) / KeyFinder.MaximumKeys - 2;
        if (affordable < 1)
            return null;
        var most = (int)Math.Min(affordable * QueryBody.MaximumRows, int.MaxValue);
        return await KeyPages.HasMoreThanAsync(_api, Plan.Object.Name, most, QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false)
            ? null
            : ReadPagesAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override FieldValue Normalize(int field, in FieldValue value) => _columns[field].Normalize(value);

    private async IAsyncEnumerable<RecordBatch> ReadPagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keys = _keysRead is null ? null : new KnownKeys(_layout, _api);
        var names = new FieldValue[Plan.KeyIndexes.Count];
        using var batch = new RecordBatch(Plan.Schema, QueryBody.MaximumRows);
        await foreach (var page in RecordPages.ReadAsync(_api, Plan.Object.Name, _select, [], untilEmpty: true, cancellationToken).ConfigureAwait(false))
        {
            batch.Clear();
            foreach (var record in page)
            {
                batch.Add(ValuesOf(record), RecordKnowledge.Unknown, IdOf(record));
                if (keys is null)
                    continue;
                for (var i = 0; i < names.Length; i++)
                    names[i] = record[_positions[Plan.KeyIndexes[i]]];
                keys.Add(names);
            }

            yield return batch;
        }

        if (keys is not null)
            _keysRead!(keys);
    }

    private FieldValue[] ValuesOf(FieldValue[] record)
    {
        var values = new FieldValue[_columns.Length];
        for (var field = 0; field < values.Length; field++)
        {
            if (_positions[field] >= 0)
                values[field] = _columns[field].Understand(record[_positions[field]]);
        }

        return values;
    }

    private FieldValue[] Normalized(ReadOnlySpan<FieldValue> record)
    {
        var values = new FieldValue[_columns.Length];
        foreach (var field in KeyIndexes)
            values[field] = _columns[field].Normalize(record[field]);
        return values;
    }

    private static string? IdOf(FieldValue[] record) => record[0].HasValue ? record[0].ToText() : null;

    // Null for a record that cannot be asked for.
    private string? KeyOf(FieldValue[] values)
    {
        var text = "";
        foreach (var field in KeyIndexes)
        {
            if (!values[field].HasValue)
                return null;
            var part = values[field].ToText();
            text += (_columns[field].Field.KeyComparison == KeyComparison.Ordinal ? part : part.ToUpperInvariant()) + '\u001f';
        }

        return text;
    }

    // Each key field is one of its values: of several fields that also finds combinations nobody asked for, which are passed over.
    private GainsightFilter[] FiltersFor(RecordBatch records, (int Row, string Key)[] chunk) =>
    [
        .. KeyIndexes.Where(field => _columns[field].Path is not null).Select(field => new GainsightFilter(
            _columns[field].Path!, GainsightOperator.In, [.. chunk.Select(asked => _columns[field].Normalize(records[asked.Row][field])).Distinct()])),
    ];
}
