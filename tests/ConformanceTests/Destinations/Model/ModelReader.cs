namespace Census.Sync.ConformanceTests;

/// <summary>Reads what a <see cref="ModelVendor"/> keeps of its things, which is their note.</summary>
internal sealed class ModelReader(ModelVendor vendor, ModelDefect defect, SyncPlan plan, IReadOnlyList<int> fields) : DestinationReader(plan, fields)
{
    public override ValueTask<IReadOnlyList<FindResult>> FindAsync(RecordBatch records, CancellationToken cancellationToken = default)
    {
        var held = vendor.Held;
        var found = new FindResult[records.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var key = records[i]["id"].ToText();
            var thing = defect == ModelDefect.ReadsAnother ? held[0] : held.FirstOrDefault(candidate => candidate.Key == key);
            if (thing is null && defect == ModelDefect.ReadsWhatIsAbsent)
                thing = new(key, "");
            found[i] = thing is null ? FindResult.Absent : FindResult.One(thing.Key, ValuesOf(thing));
        }

        return new(found);
    }

    public override ValueTask<IAsyncEnumerable<RecordBatch>?> ReadAllAsync(long sought, CancellationToken cancellationToken = default) => new(ReadPagesAsync());

    private async IAsyncEnumerable<RecordBatch> ReadPagesAsync()
    {
        await Task.CompletedTask;
        using var batch = new RecordBatch(Plan.Schema);
        foreach (var thing in defect == ModelDefect.ReadsAllButTheLast ? vendor.Held.SkipLast(1) : vendor.Held)
        {
            batch.Clear();
            batch.Add(ValuesOf(thing), RecordKnowledge.Unknown, thing.Key);
            yield return batch;
        }
    }

    private FieldValue[] ValuesOf(VendorRecord thing)
    {
        var values = new FieldValue[Plan.Fields.Count];
        values[Plan.Schema.IndexOf("id")] = thing.Key;
        if (Plan.Schema.IndexOf("note") is >= 0 and var note)
        {
            values[note] = thing.Value is null ? defect == ModelDefect.ReadsNullAsEmpty ? "" : FieldValue.Null
                : defect == ModelDefect.ReadsAnotherForm ? thing.Value.ToUpperInvariant() : thing.Value;
        }

        return values;
    }
}
