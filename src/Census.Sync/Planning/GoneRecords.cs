using Census.Sync.Mapping;

namespace Census.Sync.Planning;

/// <summary>What a mirror sends of the records that left its source: all of them get the same, but for the key.</summary>
internal sealed class GoneRecords
{
    private readonly FieldValue[] _values;

    private GoneRecords(SyncPlan plan, FieldValue[] values) => (Plan, _values) = (plan, values);

    /// <summary>What the destination is told of them.</summary>
    public SyncPlan Plan { get; }

    /// <summary>What is done to them, for people.</summary>
    public string Verb => Clears ? "cleared" : "deleted";

    /// <summary>Whether their fields are cleared; else they are deleted.</summary>
    public bool Clears => Plan.Operation == SyncOperation.Update;

    /// <returns>Null unless the sync is a mirror.</returns>
    public static GoneRecords? Of(SyncDefinition sync, SyncPlan plan, RunMetadata run)
    {
        if (sync.GoneOperation is not { } operation)
            return null;
        var values = operation == SyncOperation.Delete ? Constants(sync, plan, run) : new FieldValue[plan.Fields.Count];
        for (var i = 0; i < values.Length && operation != SyncOperation.Delete; i++)
        {
            var (mapping, field) = (sync.Mappings[i], plan.Fields[i].Field);
            if (IsCleared(mapping, field))
                values[i] = FieldValue.Null;
            else if (field.IsUpdateable && (field.IsRequired || mapping.Value is MetadataValue))
                RecordMapper.ReadFixed(mapping, field, run, out values[i]);
        }

        return new(new(plan.Object, operation, plan.Fields, plan.KeyIndexes) { SyncName = plan.SyncName, RunId = plan.RunId }, values);
    }

    /// <summary>Whether a mirror that clears records clears a field.</summary>
    public static bool IsCleared(FieldMapping mapping, DestinationField field) =>
        !mapping.IsKey && mapping.SyncNulls && !mapping.SetIfEmpty && mapping.Value is not MetadataValue && field is { IsUpdateable: true, IsRequired: false };

    /// <summary>What is the same for all records of a sync: some destinations need it to find a record.</summary>
    public static FieldValue[] Constants(SyncDefinition sync, SyncPlan plan, RunMetadata run)
    {
        var values = new FieldValue[plan.Fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (sync.Mappings[i].Value is not MetadataValue)
                RecordMapper.ReadFixed(sync.Mappings[i], plan.Fields[i].Field, run, out values[i]);
        }

        return values;
    }

    /// <summary>Makes the record that is sent. What the sync says today counts, not what it said when the change set was planned.</summary>
    /// <param name="planned">The record of the change set, of which the key counts.</param>
    /// <returns>The values, good until the next call.</returns>
    public ReadOnlySpan<FieldValue> ValuesOf(ReadOnlySpan<FieldValue> planned)
    {
        foreach (var key in Plan.KeyIndexes)
            _values[key] = planned[key];
        return _values;
    }
}
