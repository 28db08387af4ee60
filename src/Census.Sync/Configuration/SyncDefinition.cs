namespace Census.Sync;

/// <summary>A sync as it is set up: a source, a destination object, a behaviour, a key and the mappings. Immutable; made by <see cref="SyncBuilder"/>.</summary>
public sealed class SyncDefinition
{
    private IReadOnlyList<FieldMapping> _mappings = [];

    internal SyncDefinition(string name, SyncSource source, SyncDestination destination, string objectName)
    {
        Name = name;
        Source = source;
        Destination = destination;
        ObjectName = objectName;
    }

    /// <summary>Gets the name, which the state is kept under.</summary>
    public string Name { get; }

    /// <summary>Gets where the records come from.</summary>
    public SyncSource Source { get; }

    /// <summary>Gets the name that the source is registered with.</summary>
    /// <value>Null for a source that was given as an object.</value>
    public string? SourceName { get; internal init; }

    /// <summary>Gets what of the source is read.</summary>
    /// <value>Null for a source that holds one set of rows.</value>
    public Model? Model { get; internal init; }

    /// <summary>Gets the column by which the source is read from where the last run ended.</summary>
    /// <value>Null if every run reads the whole source.</value>
    public CursorColumn? Cursor { get; internal init; }

    /// <summary>Gets where the records go.</summary>
    public SyncDestination Destination { get; }

    /// <summary>Gets the name that the destination is registered with.</summary>
    /// <value>Null for a destination that was given as an object.</value>
    public string? DestinationName { get; internal init; }

    /// <summary>Gets the name of the destination object.</summary>
    public string ObjectName { get; }

    /// <summary>Gets what is done with records that the destination has or lacks.</summary>
    public SyncBehavior Behavior { get; internal init; }

    /// <summary>Gets what a mirror does with a record whose row left the source.</summary>
    /// <value>The default is <see cref="MirrorStrategy.UpdatesAndDeletes"/>.</value>
    public MirrorStrategy MirrorStrategy { get; internal init; }

    /// <summary>Gets the mappings, the key among them.</summary>
    public IReadOnlyList<FieldMapping> Mappings
    {
        get => _mappings;
        internal init => _mappings = value;
    }

    /// <summary>Gets how the columns are mapped that <see cref="Mappings"/> does not name.</summary>
    /// <value>The default is null: they are not mapped.</value>
    public AllColumns? AllColumns { get; internal init; }

    /// <summary>Gets a value indicating whether a record that changed after it was delivered is sent again as another record, under a key of its own.</summary>
    /// <value>The default is false: the change is reported and not sent. Only a sync that only creates has a use for it.</value>
    public bool SendsChangesAsVersions { get; internal init; }

    /// <summary>Gets what the first run does with records that the destination may have already.</summary>
    /// <value>The default is <see cref="FirstRun.SendAll"/>.</value>
    public FirstRun FirstRun { get; internal init; }

    /// <summary>Gets the guards that hold a run back.</summary>
    public SyncGuards Guards { get; internal init; } = new();

    /// <summary>Gets when a record that the destination refused is sent again.</summary>
    public RecordRetryOptions Retry { get; internal init; } = new();

    /// <summary>Gets what is written down of every record that is sent.</summary>
    /// <value>The default is null: nothing.</value>
    public RecordLogOptions? LogRecords { get; internal init; }

    /// <summary>Gets the names of the syncs that have to have completed before this one begins, where all are run together.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> After { get; internal init; } = [];

    /// <summary>The same sync with other mappings.</summary>
    internal SyncDefinition With(IReadOnlyList<FieldMapping> mappings)
    {
        var copy = (SyncDefinition)MemberwiseClone();
        copy._mappings = mappings;
        return copy;
    }

    internal SyncOperation Operation => Behavior switch
    {
        SyncBehavior.UpdateOnly => SyncOperation.Update,
        SyncBehavior.CreateOnly => SyncOperation.Insert,
        SyncBehavior.Append => SyncOperation.Append,
        SyncBehavior.Delete => SyncOperation.Delete,
        _ => SyncOperation.Upsert,
    };

    /// <summary>What is done with a record whose row left the source; null unless the sync is a mirror.</summary>
    internal SyncOperation? GoneOperation => Behavior != SyncBehavior.Mirror ? null
        : MirrorStrategy == MirrorStrategy.UpdatesAndNulls ? SyncOperation.Update
        : SyncOperation.Delete;

    /// <summary>Whether a record that was delivered is not sent again, whatever becomes of its row.</summary>
    internal bool OnlyCreates => Behavior is SyncBehavior.CreateOnly or SyncBehavior.Append;
}
