using Xunit;

namespace Census.Sync.ConformanceTests;

/// <summary>Runs a sync of each behaviour through all situations at once and holds what became of them against the table.</summary>
public abstract class PresenceConformance
{
    private readonly ListSource _source = new("key", "value");
    private readonly InMemorySyncStateStore _state = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<SyncBehavior, MirrorStrategy> Behaviors
    {
        get
        {
            var data = new TheoryData<SyncBehavior, MirrorStrategy>();
            foreach (var (behavior, strategy) in PresenceTable.Behaviors)
                data.Add(behavior, strategy);
            return data;
        }
    }

    /// <summary>Gets the operations that the object is known to offer; the others have to be refused.</summary>
    protected abstract SyncOperation[] Offered { get; }

    protected abstract SyncDestination Destination { get; }

    protected abstract string ObjectName { get; }

    /// <summary>Maps the columns <c>key</c> and <c>value</c>.</summary>
    protected abstract SyncBuilder Map(SyncBuilder sync);

    /// <summary>Puts a record there by other means.</summary>
    protected abstract ValueTask PutAsync(string key, string value);

    /// <summary>Returns the values of all records with a key, in order; of a field that was cleared an empty text.</summary>
    protected abstract IEnumerable<string> ValuesOf(string key);

    /// <summary>Returns how often a record was sent; to delete it too.</summary>
    protected abstract int TimesSent(string key);

    [Theory]
    [MemberData(nameof(Behaviors))]
    public async Task Every_situation_ends_as_the_table_says(SyncBehavior behavior, MirrorStrategy strategy)
    {
        SyncRunner runner = new(_state);
        var sync = Map(new SyncBuilder("presence").From(_source).To(Destination, ObjectName, behavior).MirrorBy(strategy)).Build();
        if (!IsOffered(behavior, strategy))
        {
            Assert.Equal(SyncErrorCodes.InvalidConfiguration, (await runner.RunAsync(sync, cancellationToken: Token)).ErrorCode);
            return;
        }

        Situation[] delivered = [Situation.Unchanged, Situation.Changed, Situation.Gone];
        Situation[] theirs = [Situation.NewAndThere, Situation.OnlyThere, .. PresenceTable.NeedsRecord(behavior) ? delivered : []];
        foreach (var situation in theirs)
            await PutAsync(KeyOf(situation), PresenceTable.Theirs);
        var isWriteOnly = (await Destination.ListObjectsAsync(Token)).Single(candidate => candidate.Name == ObjectName).IsWriteOnly;
        if (isWriteOnly)
            await runner.AddExistingAsync(sync, theirs.Select(situation => FieldValue.From(KeyOf(situation))).ToAsyncEnumerable(), Token);
        foreach (var situation in delivered)
            _source.Add(KeyOf(situation), PresenceTable.First);
        AssertCompleted(await runner.RunAsync(sync, cancellationToken: Token));
        var sent = Enum.GetValues<Situation>().ToDictionary(situation => situation, situation => TimesSent(KeyOf(situation)));

        _source.Rows.Clear();
        _source.Add(KeyOf(Situation.Unchanged), PresenceTable.First);
        foreach (var situation in (Situation[])[Situation.Changed, Situation.New, Situation.NewAndThere, Situation.Twice, Situation.Twice])
            _source.Add(KeyOf(situation), PresenceTable.Second);
        var result = await runner.RunAsync(sync, new() { IgnoreGuards = true }, Token);

        AssertCompleted(result);
        Assert.Equal(2, result.SourceRecordInvalids);
        foreach (var situation in Enum.GetValues<Situation>())
        {
            var (values, isSent) = PresenceTable.Expect(behavior, strategy, situation);
            Assert.True(
                values.SequenceEqual(ValuesOf(KeyOf(situation)).Order(StringComparer.Ordinal)),
                $"{situation}: {string.Join(", ", values)} expected, {string.Join(", ", ValuesOf(KeyOf(situation)))} found");
            var timesSent = TimesSent(KeyOf(situation)) - sent[situation];
            Assert.True(isSent || timesSent == 0, $"{situation} was sent {timesSent} times");
        }
    }

    // Without a single failure: that there is nothing to update or to delete is none.
    private static void AssertCompleted(SyncRunResult result)
    {
        Assert.Null(result.ErrorMessage);
        Assert.Equal((SyncRunStatus.Completed, 0, 0, 0), (result.Status, result.RecordsFailed, result.RecordsInDoubt, result.Backlog));
    }

    private static string KeyOf(Situation situation) => $"key {situation}";

    private bool IsOffered(SyncBehavior behavior, MirrorStrategy strategy) => behavior switch
    {
        SyncBehavior.UpdateOnly => Offered.Contains(SyncOperation.Update),
        SyncBehavior.CreateOnly => Offered.Contains(SyncOperation.Insert),
        SyncBehavior.Append => Offered.Contains(SyncOperation.Append),
        SyncBehavior.Delete => Offered.Contains(SyncOperation.Delete),
        SyncBehavior.Mirror => Offered.Contains(SyncOperation.Upsert)
            && (strategy == MirrorStrategy.UpdatesAndDeletes ? Offered.Contains(SyncOperation.Delete) : Offered.Contains(SyncOperation.Update) && ClearsFields),
        _ => Offered.Contains(SyncOperation.Upsert),
    };

    /// <summary>Gets a value indicating whether a null clears a field.</summary>
    protected virtual bool ClearsFields => true;
}
