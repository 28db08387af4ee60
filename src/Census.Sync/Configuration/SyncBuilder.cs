using Microsoft.Extensions.DependencyInjection;

namespace Census.Sync;

/// <summary>Sets up a sync.</summary>
/// <example>
/// <code>
/// var companies = new SyncBuilder("companies")
///     .From(warehouse, Model.Table("companies"))
///     .To(gainsight, "Company", SyncBehavior.UpdateOrCreate).Key("company_name", "Name")
///     .Map("arr", "Arr").MapLookup("csm_email", "Csm", by: "Email")
///     .Build();
/// </code>
/// </example>
public sealed class SyncBuilder
{
    private readonly string _name;
    private readonly List<FieldMapping> _mappings = [];
    private readonly List<string> _after = [];
    private Func<IServiceProvider?, SyncSource>? _source;
    private Func<IServiceProvider?, SyncDestination>? _destination;
    private Model? _model;
    private string? _objectName;
    private SyncBehavior _behavior;
    private bool _sendsVersions;
    private FirstRun _firstRun;
    private SyncGuards _guards = new();

    /// <summary>Initializes a builder.</summary>
    /// <param name="name">The name of the sync, which its state is kept under; up to 200 characters, no control characters.</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or holds control characters.</exception>
    public SyncBuilder(string name)
    {
        ThrowIfNotName(name);
        _name = name;
    }

    /// <summary>Reads from a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="model">What of it is read; null for a source that holds one set of rows.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder From(SyncSource source, Model? model = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return From(_ => source, model);
    }

    /// <summary>Reads from a source that is registered by name.</summary>
    /// <param name="sourceName">The name the source was added with.</param>
    /// <param name="model">What of it is read; null for a source that holds one set of rows.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder From(string sourceName, Model? model = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceName);
        return From(services => Registered<SyncSource>(services, sourceName, "source"), model);
    }

    /// <summary>Writes to an object of a destination.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="objectName">The name of the object.</param>
    /// <param name="behavior">What to do with records that the destination has or lacks.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder To(SyncDestination destination, string objectName, SyncBehavior behavior)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return To(_ => destination, objectName, behavior);
    }

    /// <summary>Writes to an object of a destination that is registered by name.</summary>
    /// <param name="target">The object, a constant of the client package.</param>
    /// <param name="behavior">What to do with records that the destination has or lacks.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder To(DestinationObjectReference target, SyncBehavior behavior) =>
        To(services => Registered<SyncDestination>(services, target.Destination, "destination"), target.ObjectName, behavior);

    /// <summary>Makes a column the sync key, by which records are matched. Called several times, the columns are the key together.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field.</param>
    /// <param name="by">
    /// The field of the referenced object that the column's value is compared with, where the key is a reference that the source has by name: the company of a
    /// relationship. Null if the column holds what the field holds.
    /// </param>
    /// <returns>This builder.</returns>
    public SyncBuilder Key(string from, string to, string? by = null) =>
        Add(new(Checked(to)) { From = Checked(from), IsKey = true, LookupBy = by is null ? null : Checked(by) });

    /// <summary>Maps a column to a field.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field.</param>
    /// <param name="type">The type to cast to, where the destination does not declare one.</param>
    /// <param name="countsAsChange">Whether a change of this field alone sends the record.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder Map(string from, string to, FieldType type = FieldType.Any, bool countsAsChange = true) =>
        Add(new(Checked(to)) { From = Checked(from), Type = type, CountsAsChange = countsAsChange });

    /// <summary>Gives every record the same value.</summary>
    /// <param name="to">The destination field.</param>
    /// <param name="value">The value.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapConstant(string to, FieldValue value) => Add(new(Checked(to)) { Constant = value });

    /// <summary>Computes a value from the source record.</summary>
    /// <param name="to">The destination field.</param>
    /// <param name="compute">Computes the value. If it throws, the record is invalid and the others go on. Called from one thread at a time.</param>
    /// <param name="type">The type to cast to, where the destination does not declare one.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapComputed(string to, Func<Record, FieldValue> compute, FieldType type = FieldType.Any)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return Add(new(Checked(to)) { Compute = compute, Type = type });
    }

    /// <summary>Maps a column that names a record of another object: the destination writes the reference to it.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field that holds the reference.</param>
    /// <param name="by">The field of the referenced object that the column's value is compared with.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapLookup(string from, string to, string by) =>
        Add(new(Checked(to)) { From = Checked(from), LookupBy = Checked(by) });

    /// <summary>
    /// Sends a record that changed after it was delivered once more, as another record: its key gets <c>~</c> and eight digits made of its values. For destinations that
    /// take a record once and ignore what comes under the same key later, when a second record is better than an old one.
    /// </summary>
    /// <returns>This builder.</returns>
    /// <remarks>
    /// Only for <see cref="SyncBehavior.CreateOnly"/> and a single key of text. The first delivery has the key of the source. A record that takes the values of an earlier
    /// version again has the key of that version again. The destination keeps all versions.
    /// </remarks>
    public SyncBuilder SendChangesAsVersions()
    {
        _sendsVersions = true;
        return this;
    }

    /// <summary>Lets the sync begin only when others have completed, where all are run together: persons after their companies.</summary>
    /// <param name="syncs">The names of the others.</param>
    /// <returns>This builder.</returns>
    /// <remarks>Matters to <see cref="CensusSync.RunAllAsync"/> only. A sync is skipped if one that it comes after did not complete; records that were refused do not matter.</remarks>
    public SyncBuilder After(params IReadOnlyList<string> syncs)
    {
        ArgumentNullException.ThrowIfNull(syncs);
        foreach (var sync in syncs)
            _after.Add(Checked(sync));
        return this;
    }

    /// <summary>Sets what the first run does with records that the destination may have already.</summary>
    /// <param name="mode">What it does; <see cref="Census.Sync.FirstRun.SendAll"/> unless this is called.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    /// <remarks>A sync that deletes what its source lists can neither skip nor adopt what exists.</remarks>
    public SyncBuilder FirstRun(FirstRun mode)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode.");
        _firstRun = mode;
        return this;
    }

    /// <summary>Sets the guards that hold a run back.</summary>
    /// <param name="changedShare">The share of known records that may change in one run, from 0 to 1; 1 switches the guard off.</param>
    /// <param name="changedMinimum">The number of changed records below which the share is not judged.</param>
    /// <param name="emptySource">Whether a source without rows holds the run.</param>
    /// <param name="deletedShare">The share of known records that a mirror may delete in one run, from 0 to 1; 1 switches the guard off.</param>
    /// <param name="deletedMaximum">The number of records that a mirror may delete in one run.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder HoldWhen(
        double changedShare = 0.5, long changedMinimum = 1_000, bool emptySource = true, double deletedShare = 0.2, long deletedMaximum = 1_000) =>
        Guard(new()
        {
            ChangedShare = changedShare,
            ChangedMinimum = changedMinimum,
            HoldOnEmptySource = emptySource,
            DeletedShare = deletedShare,
            DeletedMaximum = deletedMaximum,
        });

    /// <summary>Sets the guards that hold a run back.</summary>
    /// <param name="guards">The guards.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share is not from 0 to 1, or a number is negative.</exception>
    public SyncBuilder Guard(SyncGuards guards)
    {
        ArgumentNullException.ThrowIfNull(guards);
        ThrowIfNoShare(guards.ChangedShare, "changedShare");
        ThrowIfNoShare(guards.DeletedShare, "deletedShare");
        ArgumentOutOfRangeException.ThrowIfNegative(guards.ChangedMinimum, "changedMinimum");
        ArgumentOutOfRangeException.ThrowIfNegative(guards.DeletedMaximum, "deletedMaximum");
        _guards = guards;
        return this;

        static void ThrowIfNoShare(double share, string name)
        {
            if (share is not (>= 0 and <= 1))
                throw new ArgumentOutOfRangeException(name, share, "The share is a number from 0 to 1.");
        }
    }

    /// <summary>Makes the sync.</summary>
    /// <param name="services">Where sources and destinations are looked up that were named; null if none was.</param>
    /// <exception cref="SyncConfigurationException">Something is missing, or given twice.</exception>
    public SyncDefinition Build(IServiceProvider? services = null)
    {
        if (_source is null || _destination is null || _objectName is null)
            throw Invalid("needs From(...) and To(...)");
        if (_sendsVersions && (_behavior != SyncBehavior.CreateOnly || _mappings.Count(mapping => mapping.IsKey) > 1))
            throw Invalid($"sends changes as versions, which needs {nameof(SyncBehavior.CreateOnly)} and a key of one column");
        if (_firstRun is Census.Sync.FirstRun.SkipExisting or Census.Sync.FirstRun.AdoptMatching && _behavior == SyncBehavior.Delete)
            throw Invalid("deletes what its source lists, so its first run can neither skip nor adopt what exists");
        if (!_mappings.Exists(mapping => mapping.IsKey))
            throw Invalid("needs Key(...): a column that identifies a record, and the field it is compared with");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mapping in _mappings)
        {
            if (!names.Add(mapping.To))
                throw Invalid($"maps the field '{mapping.To}' twice");
        }

        return new(_name, _source(services), _destination(services), _objectName)
        {
            Model = _model,
            Behavior = _behavior,
            Mappings = [.. _mappings],
            Guards = _guards,
            SendsChangesAsVersions = _sendsVersions,
            FirstRun = _firstRun,
            After = [.. _after.Distinct()],
        };
    }

    internal static void ThrowIfNotName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 200 || name.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
            throw new ArgumentException("The name of a sync has at most 200 characters and no control characters.", nameof(name));
    }

    private SyncBuilder From(Func<IServiceProvider?, SyncSource> source, Model? model)
    {
        (_source, _model) = (source, model);
        return this;
    }

    private SyncBuilder To(Func<IServiceProvider?, SyncDestination> destination, string objectName, SyncBehavior behavior)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(objectName);
        if (!Enum.IsDefined(behavior))
            throw new ArgumentOutOfRangeException(nameof(behavior), behavior, "There is no such behaviour.");
        (_destination, _objectName, _behavior) = (destination, objectName, behavior);
        return this;
    }

    private SyncBuilder Add(FieldMapping mapping)
    {
        _mappings.Add(mapping);
        return this;
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }

    private T Registered<T>(IServiceProvider? services, string name, string what)
        where T : class =>
        (services as IKeyedServiceProvider)?.GetKeyedService(typeof(T), name) as T
            ?? throw Invalid($"names the {what} '{name}', which is not registered");

    private SyncConfigurationException Invalid(string what) => new($"The sync '{_name}' {what}.");
}
