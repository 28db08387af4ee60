namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Fact]
    public async Task A_connection_that_works_is_said_to_work() =>
        Assert.True((await Destination.TestConnectionAsync(Cancellation)).Succeeded);

    [Fact]
    public async Task A_wrong_key_is_told_by_the_connection_test()
    {
        var result = await Subject.Connect(wrongKey: true).TestConnectionAsync(Cancellation);

        Assert.False(result.Succeeded);
        Assert.NotEmpty(result.Message!);
        _texts.Add(result.ToString());
    }

    [Fact]
    public void The_environment_tells_the_account_without_secrets()
    {
        Assert.NotEmpty(Destination.Environment);
        Assert.Equal(Destination.Environment, Subject.Connect().Environment);
        _texts.Add(Destination.Environment);
    }

    [Fact]
    public async Task The_object_and_the_fields_of_the_samples_are_listed()
    {
        var objects = await Destination.ListObjectsAsync(Cancellation);
        var fields = await Destination.ListFieldsAsync(Subject.ObjectName, Cancellation);

        Assert.Equal(objects.Count, objects.Select(found => found.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(fields.Count, fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count());
        var listed = objects.Single(found => found.Name == Subject.ObjectName);
        Assert.Null(listed.NotWritableReason);
        Assert.All(Subject.Fields.Take(Subject.KeyCount), key => Assert.True(fields.Single(field => field.Name == key.Name).IsIdentifier));
        Assert.All(Subject.Fields, field => Assert.True(listed.CanCreateFields || fields.Any(found => found.Name == field.Name)));
        Assert.All(
            fields.Where(field => field.IsRequired), field => Assert.Contains(field.Name, Subject.Fields.Select(sample => sample.Name)));
        if (listed.GroupBy is { } group)
            Assert.Contains(group, fields.Select(field => field.Name));
    }

    [Fact]
    public async Task An_object_that_is_not_listed_is_a_mistake_of_the_configuration()
    {
        var error = await ThrowsAsync<SyncDestinationException>(async () => await Destination.ListFieldsAsync("No Such Object", Cancellation));

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, error.Code);
        Assert.Contains("No Such Object", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_that_is_not_listed_is_refused_before_a_call()
    {
        var plans = new List<SyncPlan>();
        foreach (var operation in Enum.GetValues<SyncOperation>().Except(OperationsOf(Subject)))
            plans.Add(await PlanAsync(Destination, operation));
        var before = Subject.Calls.Count;

        foreach (var plan in plans)
        {
            using var batch = Batch(plan, RecordKnowledge.Unknown, [Sample(0)]);
            var error = await ThrowsAsync<SyncDestinationException>(async () => await Destination.SyncBatchAsync(plan, batch, Cancellation));
            Assert.Equal(SyncErrorCodes.InvalidConfiguration, error.Code);
        }

        Assert.Equal(before, Subject.Calls.Count);
    }

    [Fact]
    public async Task Every_field_that_is_listed_can_be_written()
    {
        var operation = OperationsOf(Subject).First();
        var basis = await PlanAsync(Destination, operation);
        await SeedAsNeededAsync(operation, [0]);
        var others = (await Destination.ListFieldsAsync(Subject.ObjectName, Cancellation))
            .Where(field => (field.IsCreateable || field.IsUpdateable) && field.LookupObject is null && !basis.Fields.Any(known => known.Field.Name == field.Name))
            .ToList();
        var plan = new SyncPlan(basis.Object, operation, [.. basis.Fields, .. others.Select(field => new PlanField(field))], basis.KeyIndexes);
        using var batch = Batch(plan, KnowledgeFor(operation), [[.. Sample(0), .. others.Select(ValueOf)]]);

        var results = Noted(await Destination.SyncBatchAsync(plan, batch, Cancellation));

        Assert.Equal((RecordOutcome.Succeeded, null), (Assert.Single(results).Outcome, results[0].Problem));
        AssertDone(operation, [0]);

        FieldValue ValueOf(DestinationField field) => field.IsArray ? FieldValue.FromArray([Subject.ValueFor(field)]) : Subject.ValueFor(field);
    }

    [Fact]
    public async Task Every_field_that_is_listed_as_a_key_can_be_one()
    {
        // What is absent is updated by nobody, so nothing but the key matters; where there are no updates, the key of the samples is the one.
        var operation = OperationsOf(Subject).FirstOrDefault(candidate => candidate == SyncOperation.Update, OperationsOf(Subject).First());
        var basis = await PlanAsync(Destination, operation);
        var keys = (await Destination.ListFieldsAsync(Subject.ObjectName, Cancellation)).Where(field => field.IsIdentifier).ToList();
        if (operation != SyncOperation.Update)
            Assert.Equal(Subject.Fields.Take(Subject.KeyCount).Select(field => field.Name), keys.Select(key => key.Name));

        foreach (var key in keys.Where(_ => operation == SyncOperation.Update))
        {
            DestinationField[] together = [key, .. keys.Where(other => Subject.KeysBeside(key.Name).Contains(other.Name))];
            var others = basis.Fields.Where(field => !together.Any(one => one.Name == field.Field.Name));
            var plan = new SyncPlan(basis.Object, operation, [.. together.Select(one => new PlanField(one)), .. others], [.. Enumerable.Range(0, together.Length)]);
            using var batch = new RecordBatch(plan.Schema);
            var values = batch.Add();
            for (var i = 0; i < together.Length; i++)
                values[i] = Subject.ValueFor(together[i]);

            var results = Noted(await Destination.SyncBatchAsync(plan, batch, Cancellation));

            Assert.Equal((key.Name, RecordOutcome.Skipped, SyncErrorCodes.NotFound), (key.Name, results[0].Outcome, results[0].Problem?.Code));
        }
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task The_speed_names_batches_that_can_be_sent(SyncOperation operation)
    {
        var speed = await Destination.GetSyncSpeedAsync(await PlanAsync(Destination, operation), Cancellation);

        Assert.InRange(speed.MaximumBatchSize, 1, 10_000);
        Assert.InRange(speed.MaximumParallelBatches, 1, 1_000);
    }
}
