using Census.Sync.Mapping;

namespace Census.Sync.Planning;

/// <summary>Tells which records the destination writes together.</summary>
internal sealed class RecordGrouping
{
    private readonly int _field;

    private RecordGrouping(int field, DestinationField name) => (_field, Field) = (field, name);

    /// <summary>The field whose equal values make a group.</summary>
    public DestinationField Field { get; }

    /// <summary>Returns null if the destination asks for no groups, or the key is the group.</summary>
    public static RecordGrouping? Of(SyncPlan plan)
    {
        var field = plan.Object.GroupBy is { } name ? plan.Schema.IndexOf(name) : -1;
        return field < 0 || plan.KeyIndexes is [var key] && key == field ? null : new(field, plan.Fields[field].Field);
    }

    /// <summary>Returns the value that the records of a group have in common; null for a record that is in none.</summary>
    public string? GroupOf(ReadOnlySpan<FieldValue> values) =>
        values[_field].HasValue ? RecordMapper.Normalize(in values[_field], Field.KeyComparison).ToText() : null;

    public UInt128 HashOf(ReadOnlySpan<FieldValue> values) => GroupOf(values) is { } group ? Fingerprint.OfKey(group) : default;
}
