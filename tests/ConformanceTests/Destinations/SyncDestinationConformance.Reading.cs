namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Fact]
    public async Task What_is_read_is_what_was_written()
    {
        await SeedAsync(0, 2);
        var plan = await PlanAsync(Destination, OperationsOf(Subject).First());
        var reader = await Destination.OpenReaderAsync(plan, Numbers(plan.Fields.Count), Cancellation);

        Assert.Equal(Subject.IsReadable, reader is not null);
        if (reader is null)
            return;
        await SendAsync(SyncOperation.Upsert, RecordKnowledge.Unknown, Subject.Record(3, FieldValue.Null));
        FieldValue[][] written = [Sample(0, version: 0), Sample(1), Sample(2, version: 0), Subject.Record(3, FieldValue.Null)];
        using var batch = Batch(plan, RecordKnowledge.Unknown, written);

        var found = await reader.FindAsync(batch, Cancellation);

        Assert.Equal([FindOutcome.One, FindOutcome.Absent, FindOutcome.One, FindOutcome.One], found.Select(result => result.Outcome));
        foreach (var i in new[] { 0, 2, 3 })
        {
            AssertRead(reader, written[i], found[i].Values.ToArray());
            Assert.False(found[i].Values.Span[^1].IsAbsent);
        }

        _texts.AddRange(found.Select(result => result.ToString()));
    }

    [Fact]
    public async Task Every_field_that_is_read_is_read_as_it_was_written()
    {
        if (!Subject.IsReadable)
            return;
        var basis = await PlanAsync(Destination, SyncOperation.Upsert);
        var others = (await Destination.ListFieldsAsync(Subject.ObjectName, Cancellation))
            .Where(field => field.IsCreateable && field.IsUpdateable && field.LookupObject is null && !basis.Fields.Any(known => known.Field.Name == field.Name))
            .ToList();
        var plan = new SyncPlan(basis.Object, SyncOperation.Upsert, [.. basis.Fields, .. others.Select(field => new PlanField(field))], basis.KeyIndexes);
        FieldValue[] written = [.. Sample(0), .. others.Select(field => field.IsArray ? FieldValue.FromArray([Subject.ValueFor(field)]) : Subject.ValueFor(field))];
        using var batch = Batch(plan, RecordKnowledge.Unknown, [written]);
        Noted(await Destination.SyncBatchAsync(plan, batch, Cancellation));
        var reader = (await Destination.OpenReaderAsync(plan, Numbers(plan.Fields.Count), Cancellation))!;

        var found = Assert.Single(await reader.FindAsync(batch, Cancellation));

        Assert.Equal(FindOutcome.One, found.Outcome);
        AssertRead(reader, written, found.Values.ToArray());
    }

    [Fact]
    public async Task Reading_everything_gives_each_record_once()
    {
        if (!Subject.IsReadable)
            return;
        await SeedAsync(Numbers(5));
        var plan = await PlanAsync(Destination, SyncOperation.Upsert);
        var reader = (await Destination.OpenReaderAsync(plan, Numbers(plan.Fields.Count), Cancellation))!;
        if (await reader.ReadAllAsync(1_000_000, Cancellation) is not { } batches)
            return;

        List<FieldValue[]> read = [];
        HashSet<string?> ids = [];
        await foreach (var page in batches)
        {
            for (var i = 0; i < page.Count; i++)
            {
                read.Add([.. page[i].Values]);
                Assert.True(ids.Add(page[i].DestinationId));
            }
        }

        Assert.Equal(Subject.Held.Count, read.Count);
        foreach (var number in Numbers(5))
        {
            var written = Sample(number, version: 0);
            AssertRead(reader, written, Assert.Single(read, record => reader.KeyIndexes.All(key => record[key].ToText() == reader.Normalize(key, written[key]).ToText())));
        }
    }

    // What was not written is nobody's business, and what cannot be told is equal to nothing.
    private static void AssertRead(DestinationReader reader, FieldValue[] written, FieldValue[] read)
    {
        Assert.Equal(written.Length, read.Length);
        for (var i = 0; i < written.Length; i++)
        {
            var expected = reader.Normalize(i, written[i]);
            if (written[i].IsAbsent || read[i].IsAbsent)
                continue;
            Assert.Equal((reader.Plan.Fields[i].Field.Name, expected.IsNull, expected.ToText()), (reader.Plan.Fields[i].Field.Name, read[i].IsNull, read[i].ToText()));
        }
    }
}
