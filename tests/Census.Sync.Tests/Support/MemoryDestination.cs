using System.Collections.Concurrent;

namespace Census.Sync.Tests.Support;

/// <summary>A destination in memory that can be told to misbehave at a given point of a call.</summary>
internal sealed class MemoryDestination(RepeatRule repeat = RepeatRule.Safe) : SyncDestination
{
    public static readonly RecordProblem TooBad = new("E42", "The destination does not like it.", "Name");

    private readonly ConcurrentDictionary<string, bool> _inFlight = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset Due, Action Store)> _late = [];
    private readonly Lock _lock = new();
    private int _calls;
    private int _parallel;

    public ConcurrentDictionary<string, Dictionary<string, string>> Stored { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<(string Key, RecordKnowledge Knowledge)> Sent { get; } = [];

    /// <summary>How often a record was made for a key; more than once is a duplicate at the destination.</summary>
    public ConcurrentDictionary<string, int> Creations { get; } = new(StringComparer.Ordinal);

    /// <summary>The records that were deleted, with the ids that came along.</summary>
    public ConcurrentQueue<(string Key, string? DestinationId)> Deleted { get; } = [];

    /// <summary>What was appended: the key of each record, or its values if there is no key.</summary>
    public ConcurrentQueue<string> Appended { get; } = [];

    /// <summary>Records that were appended beside one of the same key.</summary>
    public ConcurrentQueue<(string Key, Dictionary<string, string> Record)> Doubles { get; } = [];

    public List<string[]> Batches { get; } = [];

    public IEnumerable<int> BatchSizes => Batches.Select(batch => batch.Length);

    public List<DestinationField> Fields { get; } =
    [
        new("Id", FieldType.String) { IsIdentifier = true, IsRequired = true },
        new("Name", FieldType.String) { MaximumLength = 40 },
        new("Arr", FieldType.Decimal),
        new("Active", FieldType.Boolean),
        new("Since", FieldType.Date),
        new("Tier", FieldType.String) { AllowedValues = ["gold", "silver"] },
        new("Csm", FieldType.String) { LookupObject = "user" },
        new("Tags", FieldType.String) { IsArray = true, MaximumLength = 10 },
        new("Note"),
        new("Number", FieldType.Integer) { IsIdentifier = true },
        new("Mail", FieldType.String) { IsIdentifier = true, KeyComparison = KeyComparison.Email },
        new("Code", FieldType.String) { IsIdentifier = true, KeyComparison = KeyComparison.IgnoreCase },
        new("Fixed", FieldType.String) { IsUpdateable = false },
        new("Score", FieldType.Integer) { IsCreateable = false, IsUpdateable = false },
    ];

    public List<DestinationObject> OtherObjects { get; } = [];

    /// <summary>The fields that name a record here.</summary>
    public string[] KeyFields { get; init; } = ["Id"];

    public string Account { get; set; } = "memory:one";

    public SyncSpeed Speed { get; set; } = new(10);

    public bool CanCreateFields { get; set; }

    public List<string> Warnings { get; } = [];

    /// <summary>What asking for the objects ends with; null to answer.</summary>
    public SyncDestinationException? ListingFails { get; set; }

    public bool IsWriteOnly { get; set; }

    /// <summary>What it answers when it is asked for a key; null says what is stored.</summary>
    public Func<string, FindResult?>? Finds { get; set; }

    /// <summary>The number of records in each question.</summary>
    public List<int> Questions { get; } = [];

    /// <summary>Whether the values of records can be read.</summary>
    public bool CanRead { get; set; } = true;

    /// <summary>How many records a page has when all are read; null if they are asked for by their keys.</summary>
    public int? PageSize { get; set; }

    /// <summary>Changes the pages that are read.</summary>
    public Func<IEnumerable<KeyValuePair<string, Dictionary<string, string>>[]>, IEnumerable<KeyValuePair<string, Dictionary<string, string>>[]>> Pages { get; set; } =
        pages => pages;

    public int PagesRead { get; set; }

    /// <summary>Whether the records of a page come with ids.</summary>
    public bool GivesIds { get; set; } = true;

    /// <summary>The field that records are read by, if it is not the key.</summary>
    public string? ReadBy { get; set; }

    /// <summary>The fields whose values cannot be read.</summary>
    public List<string> Hides { get; } = [];

    /// <summary>The field whose values are kept in a form that nobody knows.</summary>
    public string? Garbles { get; set; }

    public string? GroupBy { get; set; }

    public TimeSpan SettleDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether an insertion makes a second record, as with many services: unless the engine says that the first is in doubt and the service can be asked.
    /// </summary>
    public bool InsertsBlindly { get; set; }

    /// <summary>The clock by which a batch whose connection was cut is committed later.</summary>
    public TimeProvider? Clock { get; set; }

    /// <summary>When set, the next call is cut and its records are stored so much later.</summary>
    public TimeSpan? CommitsAfterTheCut { get; set; }

    public FieldValue[] LastStored { get; private set; } = [];

    public SyncPlan? LastPlan { get; private set; }

    public List<RunForecast> Forecasts { get; } = [];

    public int MostParallel { get; private set; }

    /// <summary>How many calls a batch takes; each is taken from the budget of the run. 0 leaves the counting to the engine.</summary>
    public int CallsPerBatch { get; set; }

    /// <summary>How many calls it takes to get ready for a run.</summary>
    public int CallsToPrepare { get; set; }

    /// <summary>Records that are refused.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>Answers for a record in the place of storing it; null stores it.</summary>
    public Func<string, RecordResult?> Respond { get; set; } = _ => null;

    /// <summary>Called before a batch is stored, with the number of the call from 1; may throw or wait.</summary>
    public Func<int, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    /// <summary>The same, with the token that ends the call.</summary>
    public Func<int, CancellationToken, Task> OnCallInFlight { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called before a batch is stored; may throw.</summary>
    public Action? BeforeCommit { get; set; }

    /// <summary>Called after a batch was stored; may throw.</summary>
    public Action? AfterCommit { get; set; }

    /// <summary>Changes the answer.</summary>
    public Func<List<RecordResult>, IReadOnlyList<RecordResult>> Answer { get; set; } = results => results;

    /// <summary>Answers for a receipt.</summary>
    public Func<RecordReceipt, string, RecordResult> Resolve { get; set; } = (_, _) => RecordResult.Unknown;

    public override string Environment => Account;

    public override bool CountsCalls => CallsPerBatch > 0;

    public override ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) => new(ConnectionTestResult.Success);

    public override ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default) => ListingFails is not null ? throw ListingFails : new(
    [
        new DestinationObject("Thing")
        {
            CanCreateFields = CanCreateFields,
            SettleDelay = SettleDelay,
            GroupBy = GroupBy,
            IsWriteOnly = IsWriteOnly,
            Operations = [new(SyncOperation.Upsert, repeat), new(SyncOperation.Insert, repeat), new(SyncOperation.Update, repeat), new(SyncOperation.Delete), new(SyncOperation.Append, repeat)],
        },
        new DestinationObject("Log") { Operations = [new(SyncOperation.Insert), new(SyncOperation.Append, repeat)] },
        new DestinationObject("Locked") { NotWritableReason = "it is a system object" },
        .. OtherObjects,
    ]);

    public override ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default) => new(Fields);

    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default) => new(Speed);

    public override ValueTask<IReadOnlyList<string>> ListWarningsAsync(SyncPlan plan, CancellationToken cancellationToken = default) => new(Warnings);

    public override ValueTask PrepareRunAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        Forecasts.Add(forecast);
        TakeCalls(CallsToPrepare);
        return default;
    }

    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        LastPlan = plan;
        CommitLate();
        TakeCalls(CallsPerBatch);
        var keys = Enumerable.Range(0, records.Count).Select(i => NameOf(plan, records[i])).ToArray();
        var parallel = Interlocked.Increment(ref _parallel);
        lock (_lock)
        {
            Batches.Add(keys);
            MostParallel = Math.Max(MostParallel, parallel);
        }

        try
        {
            for (var i = 0; i < records.Count; i++)
            {
                if (!_inFlight.TryAdd(plan.RunId + keys[i], true) && plan.KeyIndexes.Count > 0)
                    throw new InvalidOperationException("A key is in flight twice.");
                Sent.Enqueue((keys[i], records[i].Knowledge));
            }

            var call = Interlocked.Increment(ref _calls);
            await OnCall(call);
            await OnCallInFlight(call, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            BeforeCommit?.Invoke();
            var results = new List<RecordResult>();
            if (CommitsAfterTheCut is { } delay)
            {
                CommitsAfterTheCut = null;
                StoreLater(plan, records, delay);
                return new RecordResult[records.Count];
            }

            for (var i = 0; i < records.Count; i++)
                results.Add(Respond(keys[i]) ?? Store(plan, records[i]));
            AfterCommit?.Invoke();
            return Answer(results);
        }
        finally
        {
            foreach (var key in keys)
                _inFlight.TryRemove(plan.RunId + key, out _);
            Interlocked.Decrement(ref _parallel);
        }
    }

    public override ValueTask<IReadOnlyList<FindResult>> FindAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        Questions.Add(records.Count);
        var found = new FindResult[records.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var key = KeyOf(records[i]);
            found[i] = Finds?.Invoke(key) ?? (Stored.ContainsKey(key) ? FindResult.One($"id of {key}") : FindResult.Absent);
        }

        return new(found);
    }

    public override ValueTask<DestinationReader?> OpenReaderAsync(SyncPlan plan, IReadOnlyList<int> fields, CancellationToken cancellationToken = default) =>
        new(CanRead && !IsWriteOnly ? new MemoryReader(this, plan, fields) : null);

    public override ValueTask<IReadOnlyList<RecordResult>> ResolveAsync(
        SyncPlan plan, RecordReceipt receipt, RecordBatch records, CancellationToken cancellationToken = default) =>
        new([.. Enumerable.Range(0, records.Count).Select(i => Resolve(receipt, KeyOf(records[i])))]);

    /// <summary>All records with a key.</summary>
    public IEnumerable<Dictionary<string, string>> RecordsOf(string key) =>
        [.. Stored.TryGetValue(key, out var record) ? [record] : Array.Empty<Dictionary<string, string>>(), .. Doubles.Where(other => other.Key == key).Select(other => other.Record)];

    public string KeyOf(Record record) => string.Join("|", KeyFields.Select(field => record[field].ToText()));

    private string NameOf(SyncPlan plan, Record record)
    {
        if (plan.KeyIndexes.Count > 0)
            return KeyOf(record);
        var texts = new List<string>();
        foreach (ref readonly var value in record.Values)
            texts.Add(value.ToText());
        return string.Join("|", texts);
    }

    /// <summary>Stores what was cut from the engine and is due by now.</summary>
    public void CommitLate()
    {
        lock (_lock)
        {
            foreach (var commit in _late.FindAll(commit => commit.Due <= Clock!.GetUtcNow()))
            {
                _late.Remove(commit);
                commit.Store();
            }
        }
    }

    private void StoreLater(SyncPlan plan, RecordBatch records, TimeSpan delay)
    {
        var copy = new RecordBatch(records.Schema, records.Count);
        for (var i = 0; i < records.Count; i++)
            copy.Add(records[i].Values, records[i].Knowledge);
        lock (_lock)
        {
            _late.Add((Clock!.GetUtcNow() + delay, () =>
            {
                for (var i = 0; i < copy.Count; i++)
                    Store(plan, copy[i]);
            }));
        }
    }

    private static void TakeCalls(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!CallBudget.Current!.TryTake())
                throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "No call can be made.");
        }
    }

    private RecordResult Store(SyncPlan plan, Record record)
    {
        LastStored = [.. record.Values];
        var id = NameOf(plan, record);
        if (Refuses(id))
            return RecordResult.Rejected(TooBad);
        if (plan.Operation == SyncOperation.Append)
        {
            if (record.Knowledge == RecordKnowledge.InDoubt && Appended.Contains(id))
                return RecordResult.Skipped(new(SyncErrorCodes.AlreadyExists, "There is such a record."));
            Appended.Enqueue(id);
            if (plan.KeyIndexes.Count == 0)
                return RecordResult.Succeeded(RecordEffect.Created);
        }

        if (plan.Operation == SyncOperation.Delete)
        {
            Deleted.Enqueue((id, record.DestinationId));
            Creations.TryRemove(id, out _);
            return RecordResult.Succeeded(Stored.TryRemove(id, out _) ? RecordEffect.Deleted : RecordEffect.None);
        }

        var exists = plan.Operation != SyncOperation.Append && Stored.ContainsKey(id);
        if (plan.Operation == SyncOperation.Update && !exists)
            return RecordResult.Skipped(new(SyncErrorCodes.NotFound, "There is no such record."));
        if (plan.Operation == SyncOperation.Insert && exists && !(InsertsBlindly && (record.Knowledge == RecordKnowledge.Unknown || repeat == RepeatRule.Never)))
            return RecordResult.Skipped(new(SyncErrorCodes.AlreadyExists, "There is such a record."));
        if (!exists || plan.Operation == SyncOperation.Insert)
            Creations.AddOrUpdate(id, 1, (_, count) => count + 1);
        var row = Stored.GetOrAdd(id, _ => []);
        if (plan.Operation == SyncOperation.Append && row.Count > 0)
            Doubles.Enqueue((id, row = []));
        lock (row)
        {
            for (var f = 0; f < record.Schema.Count; f++)
            {
                if (!record[f].IsAbsent)
                    row[record.Schema[f].Name] = record[f].IsNull ? "<null>" : record[f].ToText();
            }
        }

        return RecordResult.Succeeded(exists ? RecordEffect.Updated : RecordEffect.Created, $"id of {id}");
    }
}
