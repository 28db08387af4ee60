using Census.Sync.Definitions;
using Census.Sync.Mapping;

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
    private readonly List<FieldMapping> _mappings = [];
    private readonly List<DefinitionPlace?> _places = [];
    private readonly Dictionary<string, Func<Record, FieldValue>> _computed = new(StringComparer.Ordinal);
    private readonly List<string> _after = [];
    private Registered<SyncSource>? _source;
    private Registered<SyncDestination>? _destination;
    private Model? _model;
    private CursorColumn? _cursor;
    private DefinitionPlace? _cursorPlace;
    private string? _objectName;
    private SyncBehavior _behavior;
    private MirrorStrategy _mirrorStrategy;
    private bool _sendsVersions;
    private FirstRun _firstRun;
    private SyncGuards _guards = new();
    private RecordRetryOptions _retry = new();
    private RecordLogOptions? _log;
    private AllColumns? _allColumns;

    /// <summary>Initializes a builder.</summary>
    /// <param name="name">The name of the sync, which its state is kept under; up to 200 characters, no control characters.</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or holds control characters.</exception>
    public SyncBuilder(string name)
    {
        ThrowIfNotName(name);
        Name = name;
    }

    /// <summary>Gets the name of the sync, which its state is kept under.</summary>
    public string Name { get; }

    /// <summary>Where the sync was read; null for one that was written in code.</summary>
    internal DefinitionPlace? Origin { get; init; }

    /// <summary>Reads from a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="model">What of it is read; null for a source that holds one set of rows.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder From(SyncSource source, Model? model = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        (_source, _model) = (new(source), model);
        return this;
    }

    /// <summary>Reads from a source that is registered by name.</summary>
    /// <param name="sourceName">The name the source was added with.</param>
    /// <param name="model">What of it is read; null for a source that holds one set of rows.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder From(string sourceName, Model? model = null) => From(sourceName, model, place: null);

    /// <summary>
    /// Reads the source from where the last run ended, by a column whose values only grow, instead of whole on each run: for tables that are too large for that. The first run
    /// reads everything.
    /// </summary>
    /// <param name="column">The column, spelled as the source spells it: the time of the last change, or a number that is given out in order.</param>
    /// <param name="overlap">How far before its end the last read is read again; null for the 5 minutes of <see cref="CursorColumn.Overlap"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is negative.</exception>
    /// <remarks>
    /// <para>
    /// Deletions are not noticed, so a mirror cannot have a cursor column. A run with <see cref="SyncRunOptions.ReadWhole"/> from time to time, weekly for example, sends what changed without the column.
    /// </para>
    /// <para>
    /// The whole source is read again when the model, the column or a mapping changes; the report says so. See <see cref="CursorColumn"/>.
    /// </para>
    /// </remarks>
    public SyncBuilder Cursor(string column, TimeSpan? overlap = null) =>
        Cursor(overlap is { } time ? new(column) { Overlap = time } : new CursorColumn(column));

    /// <summary>Reads the source from where the last run ended; see <see cref="Cursor(string, TimeSpan?)"/>.</summary>
    /// <param name="column">The column, and how far before its end the last read is read again.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder Cursor(CursorColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Cursor(column, place: null);
    }

    /// <summary>Writes to an object of a destination.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="objectName">The name of the object.</param>
    /// <param name="behavior">What to do with records that the destination has or lacks.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder To(SyncDestination destination, string objectName, SyncBehavior behavior)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return To(new Registered<SyncDestination>(destination), objectName, behavior);
    }

    /// <summary>Writes to an object of a destination that is registered by name.</summary>
    /// <param name="target">The object, a constant of the client package.</param>
    /// <param name="behavior">What to do with records that the destination has or lacks.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder To(DestinationObjectReference target, SyncBehavior behavior) => To(target, behavior, place: null);

    /// <summary>Sets what a mirror does with a record whose row left the source.</summary>
    /// <param name="strategy">What it does; <see cref="MirrorStrategy.UpdatesAndDeletes"/> unless this is called.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such strategy.</exception>
    /// <remarks>The guards of a mirror hold for both: <see cref="SyncGuards"/>.</remarks>
    public SyncBuilder MirrorBy(MirrorStrategy strategy)
    {
        if (!Enum.IsDefined(strategy))
            throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "There is no such strategy.");
        _mirrorStrategy = strategy;
        return this;
    }

    /// <summary>Makes a column the sync key, by which records are matched. Called several times, the columns are the key together.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field.</param>
    /// <param name="by">
    /// The field of the referenced object that the column's value is compared with, where the key is a reference that the source has by name: the company of a
    /// relationship. Null if the column holds what the field holds.
    /// </param>
    /// <returns>This builder.</returns>
    public SyncBuilder Key(string from, string to, string? by = null) =>
        Map(new FieldMapping(from, to) { IsKey = true, LookupBy = by is null ? null : Checked(by) });

    /// <summary>Makes a value the sync key, by which records are matched: columns joined to one text, for example, or a column's hash.</summary>
    /// <param name="value">The value; see <see cref="MappedValue.Compound"/>.</param>
    /// <param name="to">The destination field.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder Key(MappedValue value, string to) => Map(new FieldMapping(value, to) { IsKey = true });

    /// <summary>Adds a mapping. All others are short forms of this one.</summary>
    /// <param name="mapping">What a field gets.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder Map(FieldMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return Map(mapping, place: null);
    }

    /// <summary>Maps a column to a field.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field.</param>
    /// <param name="type">The type to cast to, where the destination does not declare one.</param>
    /// <param name="countsAsChange">Whether a change of this field alone sends the record.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder Map(string from, string to, FieldType type = FieldType.Any, bool countsAsChange = true) =>
        Map(new FieldMapping(from, to) { Type = type, CountsAsChange = countsAsChange });

    /// <summary>Maps what a path finds in a column that holds JSON, text that is JSON, or a list.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="path">The path, such as <c>address.city</c> or <c>tags[0]</c>; see <see cref="ColumnValue.Path"/>.</param>
    /// <param name="to">The destination field.</param>
    /// <param name="type">The type to cast to, where the destination does not declare one.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The path is not well-formed.</exception>
    public SyncBuilder MapPath(string from, string path, string to, FieldType type = FieldType.Any)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Map(new FieldMapping(new ColumnValue(from, path), to) { Type = type });
    }

    /// <summary>Gives every record the same value.</summary>
    /// <param name="to">The destination field.</param>
    /// <param name="value">The value.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The value is absent.</exception>
    public SyncBuilder MapConstant(string to, FieldValue value) => Map(new FieldMapping(new ConstantValue(value), to));

    /// <summary>Computes a value from the source record.</summary>
    /// <param name="to">The destination field.</param>
    /// <param name="compute">Computes the value. If it throws, the record is invalid and the others go on. Called from one thread at a time.</param>
    /// <param name="type">The type to cast to, where the destination does not declare one.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapComputed(string to, Func<Record, FieldValue> compute, FieldType type = FieldType.Any) =>
        Map(new FieldMapping(MappedValue.Computed(compute), to) { Type = type });

    /// <summary>Computes a value with what is registered by a name: by <see cref="AddComputed"/>, or for all syncs of an application by the method of the same name there.</summary>
    /// <param name="to">The destination field.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">The type to cast to, where the destination does not declare one.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapComputed(string to, string name, FieldType type = FieldType.Any) =>
        Map(new FieldMapping(MappedValue.Computed(name), to) { Type = type });

    /// <summary>Writes something that is known of the run, such as its id. Alone it is no reason to send a record.</summary>
    /// <param name="what">What to write.</param>
    /// <param name="to">The destination field.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapMetadata(SyncMetadata what, string to) => Map(new FieldMapping(new MetadataValue(what), to));

    /// <summary>Writes the SHA-256 of a column, as 64 lower-case hexadecimal digits; see <see cref="HashValue"/>.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapHash(string from, string to) => Map(new FieldMapping(new HashValue(new ColumnValue(from)), to));

    /// <summary>
    /// Maps every column that no other mapping names, also those that the source gets later: a new column sends every record once, with the new field. A column that vanishes
    /// sends nothing.
    /// </summary>
    /// <param name="naming">How a field is called after its column.</param>
    /// <param name="except">The columns that are left out.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such naming.</exception>
    /// <remarks>
    /// Where the destination has no field of the name and makes none itself, and where the field cannot be written, the column is left out, with a warning in the report. Two columns
    /// whose fields would be called the same keep the sync from running.
    /// </remarks>
    public SyncBuilder MapAllColumns(FieldNaming naming = FieldNaming.MatchSource, params IReadOnlyList<string> except)
    {
        ArgumentNullException.ThrowIfNull(except);
        if (!Enum.IsDefined(naming))
            throw new ArgumentOutOfRangeException(nameof(naming), naming, "There is no such naming.");
        _allColumns = new(naming) { Except = [.. except] };
        return this;
    }

    /// <summary>Registers what computes a value, for the mappings of this sync that name it.</summary>
    /// <param name="name">The name. Given twice, the last counts; it goes before what is registered for all syncs.</param>
    /// <param name="compute">Computes the value. If it throws, the record is invalid and the others go on. Called from one thread at a time for a run.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder AddComputed(string name, Func<Record, FieldValue> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        _computed[Checked(name)] = compute;
        return this;
    }

    /// <summary>Maps a column that names a record of another object: the destination writes the reference to it.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field that holds the reference.</param>
    /// <param name="by">The field of the referenced object that the column's value is compared with.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder MapLookup(string from, string to, string by) =>
        Map(new FieldMapping(from, to) { LookupBy = Checked(by) });

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

    /// <summary>Sets when a record that the destination refused is sent again, and when it is parked.</summary>
    /// <param name="options">When.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder Retry(RecordRetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _retry = options;
        return this;
    }

    /// <summary>Writes down what became of every record that is sent, for some days.</summary>
    /// <param name="options">What is written, and for how long it is kept; null for the defaults, which keep no values.</param>
    /// <returns>This builder.</returns>
    public SyncBuilder LogRecords(RecordLogOptions? options = null)
    {
        _log = options ?? new();
        return this;
    }

    /// <summary>Makes the sync.</summary>
    /// <param name="services">Where sources and destinations are looked up that were named; null if none was.</param>
    /// <exception cref="SyncConfigurationException">
    /// Something is missing, given twice, or named and not registered. All that is wrong is told at once, by a <see cref="SyncDefinitionException"/> if the sync was read
    /// from JSON.
    /// </exception>
    public SyncDefinition Build(IServiceProvider? services = null)
    {
        ThrowIfAny(FindProblems());
        var missing = new List<SetUpProblem>();
        var source = Find(_source!, services, "source", missing);
        var destination = Find(_destination!, services, "destination", missing);
        var mappings = _mappings.Select((mapping, i) => mapping with { Value = Resolved(mapping.Value, services, _places[i], missing) }).ToList();
        ThrowIfAny(missing);
        return new(Name, source!, destination!, _objectName!)
        {
            SourceName = _source!.Name,
            DestinationName = _destination!.Name,
            Model = _model,
            Cursor = _cursor,
            Behavior = _behavior,
            MirrorStrategy = _mirrorStrategy,
            Mappings = mappings,
            AllColumns = _allColumns,
            Guards = _guards,
            Retry = _retry,
            LogRecords = _log,
            SendsChangesAsVersions = _sendsVersions,
            FirstRun = _firstRun,
            After = [.. _after.Distinct()],
        };
    }

    /// <summary>Returns what is wrong with the sync whatever is registered.</summary>
    internal IReadOnlyList<SetUpProblem> FindProblems()
    {
        var problems = new List<SetUpProblem>();
        if (_source is null || _destination is null || _objectName is null)
            problems.Add(new("needs From(...) and To(...)"));
        if (_sendsVersions && (_behavior != SyncBehavior.CreateOnly || _mappings.Count(mapping => mapping.IsKey) > 1))
            problems.Add(new($"sends changes as versions, which needs {nameof(SyncBehavior.CreateOnly)} and a key of one column"));
        if (_firstRun is Census.Sync.FirstRun.SkipExisting or Census.Sync.FirstRun.AdoptMatching && _behavior == SyncBehavior.Delete)
            problems.Add(new("deletes what its source lists, so its first run can neither skip nor adopt what exists"));
        if (_behavior == SyncBehavior.Append && _firstRun is Census.Sync.FirstRun.SkipExisting or Census.Sync.FirstRun.AdoptMatching)
            problems.Add(new("appends whatever is there, so its first run can neither skip nor adopt what exists"));
        if (_behavior == SyncBehavior.Append && _firstRun != Census.Sync.FirstRun.SendAll && !_mappings.Exists(mapping => mapping.IsKey))
            problems.Add(new("has no key by which rows could be known again, so its first run can only send all of them"));
        if (_behavior == SyncBehavior.Append && _mappings.Count == 0 && _allColumns is null)
            problems.Add(new("needs Map(...): something to send"));
        if (_behavior != SyncBehavior.Mirror && _mirrorStrategy != MirrorStrategy.UpdatesAndDeletes)
            problems.Add(new($"says what becomes of records whose rows left the source, which needs {nameof(SyncBehavior.Mirror)}"));
        if (_cursor is not null && _behavior == SyncBehavior.Mirror)
            problems.Add(new("is a mirror, which has to see every row to know which are gone, so it can have no cursor column", _cursorPlace));
        if (_cursor is not null && _behavior == SyncBehavior.Append && !_mappings.Exists(mapping => mapping.IsKey))
            problems.Add(new("has no key by which the rows that a cursor column reads again could be known, so it can have no cursor column", _cursorPlace));
        foreach (var (reason, index) in MappingRules.Broken(_mappings, _behavior))
            problems.Add(new(reason, index is { } broken ? _places[broken] : null));
        return problems;
    }

    internal SyncBuilder From(string sourceName, Model? model, DefinitionPlace? place)
    {
        (_source, _model) = (new(Checked(sourceName), place), model);
        return this;
    }

    internal SyncBuilder Cursor(CursorColumn column, DefinitionPlace? place)
    {
        (_cursor, _cursorPlace) = (column, place);
        return this;
    }

    internal SyncBuilder To(DestinationObjectReference target, SyncBehavior behavior, DefinitionPlace? place) =>
        To(new Registered<SyncDestination>(Checked(target.Destination), place), target.ObjectName, behavior);

    internal SyncBuilder Map(FieldMapping mapping, DefinitionPlace? place)
    {
        _mappings.Add(mapping);
        _places.Add(place);
        return this;
    }

    internal static void ThrowIfNotName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 200 || name.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
            throw new ArgumentException("The name of a sync has at most 200 characters and no control characters.", nameof(name));
    }

    private SyncBuilder To(Registered<SyncDestination> destination, string objectName, SyncBehavior behavior)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(objectName);
        if (!Enum.IsDefined(behavior))
            throw new ArgumentOutOfRangeException(nameof(behavior), behavior, "There is no such behaviour.");
        (_destination, _objectName, _behavior) = (destination, objectName, behavior);
        return this;
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }

    private static T? Find<T>(Registered<T> part, IServiceProvider? services, string what, List<SetUpProblem> missing)
        where T : class
    {
        var found = part.Find(services);
        if (found is null)
            missing.Add(new($"names the {what} '{part.Name}', which is not registered", part.Place));
        return found;
    }

    private MappedValue Resolved(MappedValue value, IServiceProvider? services, DefinitionPlace? place, List<SetUpProblem> missing)
    {
        switch (value)
        {
            case ComputedValue { Compute: null, Name: { } name }:
                var compute = _computed.GetValueOrDefault(name) ?? Find(new Registered<Func<Record, FieldValue>>(name, place), services, "computed value", missing);
                return compute is null ? value : MappedValue.Computed(compute, name);
            case HashValue hash:
                return MappedValue.Hash(Resolved(hash.Of, services, place, missing));
            case CompoundValue compound:
                return MappedValue.Compound(compound.Separator, [.. compound.Parts.Select(part => Resolved(part, services, place, missing))]);
            default:
                return value;
        }
    }

    private void ThrowIfAny(IReadOnlyList<SetUpProblem> problems)
    {
        if (problems.Count == 0)
            return;
        if (Origin is null)
            throw new SyncConfigurationException($"The sync '{Name}' {string.Join("; it ", problems.Select(problem => problem.What))}.");
        throw new SyncDefinitionException([.. problems.Select(problem => (problem.Place ?? Origin).Problem($"The sync '{Name}' {problem.What}."))]);
    }
}
