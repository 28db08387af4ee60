using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>One row of a write, validated but not yet stored.</summary>
internal sealed class RowPlan(JsonElement record)
{
    public JsonElement Record => record;

    public List<KeyValuePair<SchemaField, object?>> Values { get; } = [];

    public List<RowProblem> Problems { get; } = [];

    /// <summary>Gets or sets the rows an update changes.</summary>
    public IReadOnlyList<Row> Matches { get; set; } = [];

    /// <summary>Gets or sets whether the row is sound, but its keys match nothing.</summary>
    public bool IsUnmatched { get; set; }

    public void Set(SchemaField field, object? value)
    {
        Values.RemoveAll(pair => ReferenceEquals(pair.Key, field));
        Values.Add(new(field, value));
    }

    public bool Has(SchemaField field) => Values.Exists(pair => ReferenceEquals(pair.Key, field));

    public object? Value(SchemaField field) => Values.Find(pair => ReferenceEquals(pair.Key, field)).Value;
}
