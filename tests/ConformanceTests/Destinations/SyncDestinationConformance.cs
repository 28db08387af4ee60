namespace Census.Sync.ConformanceTests;

/// <summary>What every <see cref="SyncDestination"/> does. Derive <see cref="SyncDestinationConformance{TSubject}"/>, which says for which object.</summary>
public abstract class SyncDestinationConformance;

/// <summary>
/// What every <see cref="SyncDestination"/> does with one object, by each of its operations directly and by each of its behaviours through the engine.
/// Derive it once an object, and mark the class with <see cref="SuiteForAttribute"/>.
/// </summary>
/// <typeparam name="TSubject">The object, and the vendor behind it.</typeparam>
/// <remarks>Every test ends by looking for secrets and field values in all that was thrown, reported and logged in it.</remarks>
public abstract partial class SyncDestinationConformance<TSubject> : SyncDestinationConformance, IAsyncLifetime
    where TSubject : DestinationSubject, new()
{
    // Samples that are no test's business: what others put there is never touched.
    private static readonly int[] Bystanders = [801, 802];

    private readonly List<string> _texts = [];
    private readonly List<SampleSync> _syncs = [];
    private SyncDestination? _destination;

    public static TheoryData<SyncBehavior> Behaviors { get; } = [.. new TSubject().Behaviors];

    public static TheoryData<SyncOperation> Operations { get; } = [.. OperationsOf(new TSubject())];

    /// <summary>The operations that ask what is there.</summary>
    public static TheoryData<SyncOperation> MatchingOperations { get; } = [.. OperationsOf(new TSubject()).Where(operation => operation != SyncOperation.Append)];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TSubject Subject { get; } = new();

    /// <summary>The destination that a test needs no other of.</summary>
    private SyncDestination Destination => _destination ??= Subject.Connect();

    private int WriteCalls => Subject.Calls.Count(call => call.IsWrite);

    public async ValueTask InitializeAsync()
    {
        await Subject.StartAsync();
        await SeedAsync(Bystanders);
    }

    public async ValueTask DisposeAsync()
    {
        string[] texts = [.. _texts, .. Subject.Logged, .. _syncs.SelectMany(sync => sync.Log.Entries).Select(entry => entry.Text)];
        await Subject.DisposeAsync();
        foreach (var secret in Subject.Secrets.Append(DestinationSubject.Canary))
            Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<SyncOperation> OperationsOf(DestinationSubject subject) => subject.Behaviors.Select(OperationOf).Distinct();

    private static SyncOperation OperationOf(SyncBehavior behavior) => behavior switch
    {
        SyncBehavior.UpdateOnly => SyncOperation.Update,
        SyncBehavior.CreateOnly => SyncOperation.Insert,
        SyncBehavior.Delete => SyncOperation.Delete,
        SyncBehavior.Append => SyncOperation.Append,
        _ => SyncOperation.Upsert,
    };

    // An update needs what it updates, a deletion what it deletes; and the engine tells so.
    private static bool NeedsPresent(SyncOperation operation) => operation is SyncOperation.Update or SyncOperation.Delete;

    private static RecordKnowledge KnowledgeFor(SyncOperation operation) =>
        NeedsPresent(operation) ? RecordKnowledge.Accepted : RecordKnowledge.Unknown;

    private static string Value(int number, int version) => $"{DestinationSubject.Canary} {number}.{version}";

    private static int[] Numbers(int count) => [.. Enumerable.Range(0, count)];

    private FieldValue[] Sample(int number, int version = 1) => Subject.Record(number, Value(number, version));

    private FieldValue[][] Samples(IEnumerable<int> numbers, int version = 1) => [.. numbers.Select(number => Sample(number, version))];

    private FieldValue[] WithoutKey(int number)
    {
        var record = Sample(number);
        record[0] = FieldValue.Null;
        return record;
    }

    // A record with a value of another type; of a deletion only the key matters.
    private FieldValue[] WithWrongType(int number, SyncOperation operation)
    {
        if (Subject.WrongType.IsAbsent || operation == SyncOperation.Delete)
            return WithoutKey(number);
        var record = Sample(number);
        record[^2] = Subject.WrongType;
        return record;
    }

    // A record that cannot be created, since it lacks what the object requires beside the key, if anything.
    private async Task<(FieldValue[] Record, string Field)> WithoutRequiredAsync(int number, SyncOperation operation)
    {
        var required = (await Destination.ListFieldsAsync(Subject.ObjectName, Cancellation)).Where(field => field.IsRequired).Select(field => field.Name).ToHashSet();
        var names = Subject.Fields.Select(field => field.Name).ToList();
        var index = NeedsPresent(operation) ? 0 : Math.Max(0, names.FindIndex(Subject.KeyCount, required.Contains));
        var record = Sample(number);
        record[index] = FieldValue.Null;
        return (record, names[index]);
    }

    private async Task<SyncPlan> PlanAsync(SyncDestination destination, SyncOperation operation)
    {
        var target = (await destination.ListObjectsAsync(Cancellation)).Single(found => found.Name == Subject.ObjectName);
        var listed = await destination.ListFieldsAsync(Subject.ObjectName, Cancellation);
        return new(
            target,
            operation,
            [.. Subject.Fields.Select(field => new PlanField(listed.FirstOrDefault(found => found.Name == field.Name) ?? new(field.Name, field.Type)))],
            Numbers(Subject.KeyCount));
    }

    private static RecordBatch Batch(SyncPlan plan, RecordKnowledge knowledge, IEnumerable<FieldValue[]> records)
    {
        var batch = new RecordBatch(plan.Schema);
        foreach (var record in records)
            batch.Add(record, knowledge);
        return batch;
    }

    private Task<IReadOnlyList<RecordResult>> SendAsync(SyncOperation operation, params FieldValue[][] records) =>
        SendAsync(operation, KnowledgeFor(operation), records);

    private async Task<IReadOnlyList<RecordResult>> SendAsync(SyncOperation operation, RecordKnowledge knowledge, params FieldValue[][] records)
    {
        var plan = await PlanAsync(Destination, operation);
        using var batch = Batch(plan, knowledge, records);
        return Noted(await Destination.SyncBatchAsync(plan, batch, Cancellation));
    }

    private IReadOnlyList<RecordResult> Noted(IReadOnlyList<RecordResult> results)
    {
        _texts.AddRange(results.Select(result => $"{result} {result.Problem}"));
        return results;
    }

    private async Task<TException> ThrowsAsync<TException>(Func<Task> action)
        where TException : Exception
    {
        var error = await Assert.ThrowsAnyAsync<TException>(action);
        _texts.Add(error.ToString());
        return error;
    }

    /// <summary>Puts samples of version 0 there, from outside of the test.</summary>
    private async Task SeedAsync(params int[] numbers)
    {
        if (await Subject.SeedAsync(numbers))
            return;
        var destination = Subject.Connect();
        var plan = await PlanAsync(destination, OperationsOf(Subject).First(operation => !NeedsPresent(operation)));
        foreach (var part in numbers.Chunk((await destination.GetSyncSpeedAsync(plan, Cancellation)).MaximumBatchSize))
        {
            using var batch = Batch(plan, RecordKnowledge.Unknown, Samples(part, version: 0));
            var results = await destination.SyncBatchAsync(plan, batch, Cancellation);
            Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        }
    }

    private async Task SeedAsNeededAsync(SyncOperation operation, IEnumerable<int> numbers)
    {
        if (NeedsPresent(operation))
            await SeedAsync([.. numbers]);
    }

    private bool IsHeld(int number) => Subject.Held.Any(held => held.Key == Subject.KeyOf(number));

    private int RecordsSent => Subject.Calls.Where(call => call.IsWrite).Sum(call => call.Records);

    /// <summary>The vendor holds what the operation was to bring about: each sample once, or not at all.</summary>
    private void AssertDone(SyncOperation operation, IEnumerable<int> numbers, int version = 1)
    {
        var held = Subject.Held.ToLookup(record => record.Key, record => record.Value);
        foreach (var number in numbers)
        {
            if (operation == SyncOperation.Delete)
                Assert.Empty(held[Subject.KeyOf(number)]);
            else
                Assert.Equal(Subject.HasValue ? Value(number, version) : null, Assert.Single(held[Subject.KeyOf(number)]));
        }

        AssertUntouched(held, Bystanders);
    }

    /// <summary>The vendor holds what it held before: the samples that were seeded, and no others.</summary>
    private void AssertNotDone(SyncOperation operation, IEnumerable<int> numbers)
    {
        var held = Subject.Held.ToLookup(record => record.Key, record => record.Value);
        if (NeedsPresent(operation))
            AssertUntouched(held, numbers);
        else
            Assert.All(numbers, number => Assert.Empty(held[Subject.KeyOf(number)]));
        AssertUntouched(held, Bystanders);
    }

    private void AssertUntouched(ILookup<string, string?> held, IEnumerable<int> numbers) =>
        Assert.All(numbers, number => Assert.Equal(Subject.HasValue ? Value(number, 0) : null, Assert.Single(held[Subject.KeyOf(number)])));
}
