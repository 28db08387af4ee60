using Census.Sync.Mapping;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// Maps the records of a batch and compares them with what the state remembers, also when fields were unmapped since: then the fingerprints of the
/// state are made of more fields than the record has, and only those rows are sent again whose other fields changed.
/// </summary>
internal sealed class RecordComparer
{
    /// <summary>Records are mapped and hashed a few at a time: hashing several at once is much cheaper, and these still fit the processor's cache.</summary>
    public const int Ahead = 64;

    private readonly PlanContext _context;
    private readonly RecordMapper _mapper;
    private readonly Fingerprint _current;
    private readonly Fingerprint? _previous;
    private readonly int _width;
    private readonly int _stride;
    private readonly FieldValue[] _values;
    private readonly RecordProblem?[] _problems = new RecordProblem?[Ahead];
    private readonly UInt128[] _keys = new UInt128[Ahead];
    private readonly UInt128[] _fingerprints = new UInt128[Ahead];
    private readonly LocatedRecord[] _located = new LocatedRecord[Ahead];
    private readonly HashBatch _keyMessages = new();
    private readonly HashBatch _recordMessages = new();
    private int _row;

    private RecordComparer(PlanContext context, RecordMapper mapper, Fingerprint current, Fingerprint? previous, int shadowWidth, bool rebasesAll)
    {
        _context = context;
        _mapper = mapper;
        _current = current;
        _previous = previous;
        _width = context.Plan.Fields.Count;
        _stride = _width + shadowWidth;
        _values = new FieldValue[Ahead * _stride];
        RebasesAll = rebasesAll;
    }

    /// <summary>The mapped values of the record.</summary>
    public ReadOnlySpan<FieldValue> Values => Row(_row)[.._width];

    /// <summary>Whether known records are taken as unchanged because their old fingerprints cannot be computed any more.</summary>
    public bool RebasesAll { get; }

    /// <summary>The hash of the key of the record; undefined if it has none.</summary>
    public UInt128 Key => _keys[_row];

    /// <summary>The fingerprint of the record.</summary>
    public UInt128 Fingerprint => _fingerprints[_row];

    /// <summary>What was acknowledged of the record.</summary>
    public LocatedRecord Acknowledged => _located[_row];

    public string KeyText => _context.KeyTextOf(Key, Values);

    public static RecordComparer Create(PlanContext context, RecordSchema source)
    {
        var (sync, plan) = (context.Sync, context.Plan);
        var (names, onlyPresence) = (PlanFactory.FingerprintNames(sync, plan), PlanFactory.PresenceColumns(sync));
        var current = new Fingerprint(names, onlyPresence);

        var fields = PlanFactory.StateFields(sync, plan);
        var removed = context.Ledger.Fields.Where(old => !fields.Any(field => field.Name == old.Name && !field.TellsLessThan(old))).ToList();
        var isExtended = fields.Any(field => StateField.Adds(field, context.Ledger.Fields));
        if (isExtended || removed.Count == 0)
        {
            var rebases = isExtended && context.Ledger.Pages.Count > 0 && sync.OnlyCreates;
            if (isExtended && context.Ledger.Pages.Count > 0)
                context.Warnings.Add($"{Drift(context.Ledger.Fields, fields)} {(rebases
                    ? "The sync only creates: records that were delivered are taken as unchanged and do not get the new values."
                    : context.FullSyncReasons.Count > 0 ? "Every record is sent, changed or not."
                    : "Records whose value is null are sent.")}");

            return new(context, new(sync.Mappings, plan, source, context.Run, plan.Fields.Count), current, null, 0, rebases);
        }

        if (removed.Exists(field => field.From is null || ValueReaderFactory.IsMissing(ValueCode.Decode(field.From), source)))
        {
            context.Warnings.Add(
                $"The field {string.Join(", ", removed.Select(field => $"'{field.Name}'"))} is no longer mapped and its values are gone from the source: "
                + "this run takes the known records as unchanged, so what changed in them since the last run is not sent. "
                + $"A run with {nameof(SyncRunOptions.FullSync)} sends everything.");
            return new(context, new(sync.Mappings, plan, source, context.Run, plan.Fields.Count), current, null, 0, rebasesAll: true);
        }

        // The unmapped columns are read along once more, to know which records changed besides.
        var shadows = removed.ConvertAll(field => new FieldMapping(ValueCode.Decode(field.From!), field.Name)
        {
            Type = field.Type,
            IsArray = field.IsArray,
            SyncNulls = field.Telling == FieldTelling.ValueOrNull,
            SetIfEmpty = field.Telling == FieldTelling.Presence,
        });
        var widePlan = new SyncPlan(
            plan.Object, plan.Operation,
            [.. plan.Fields, .. removed.Select(old => new PlanField(new DestinationField(UnmappedName(old.Name), old.Type) { IsArray = old.IsArray }))],
            plan.KeyIndexes);
        var previous = new Fingerprint(
            [.. names.Select(name => removed.Exists(old => old.Name == name) ? null : name), .. shadows.Select(shadow => shadow.To)],
            [.. onlyPresence, .. Enumerable.Range(0, shadows.Count).Where(i => shadows[i].SetIfEmpty).Select(i => names.Count + i)]);
        return new(context, new([.. sync.Mappings, .. shadows], widePlan, source, context.Run, plan.Fields.Count), current, previous, shadows.Count, rebasesAll: false);
    }

    // What the values of the state were made of and those of this run are not, by field.
    private static string Drift(IReadOnlyList<StateField> before, IReadOnlyList<StateField> now)
    {
        var sentences = new List<string>();
        foreach (var field in now)
        {
            var old = before.FirstOrDefault(candidate => candidate.Name == field.Name);
            if (old is null)
                sentences.Add($"The field '{field.Name}' is new to this sync.");
            else if (StateField.Adds(field, [old]))
                sentences.Add(old with { Telling = field.Telling } is var same && same.IsLike(field)
                    ? $"The field '{field.Name}' gets more than before: {(old.Telling == FieldTelling.Value ? "nulls" : "nulls, or values where it has one")}."
                    : $"The field '{field.Name}' was {old.TypeName} and is {field.TypeName}.");
        }

        return string.Join(" ", sentences);
    }

    // A field that is still mapped, but not counted as a change, is unmapped for the fingerprint only.
    private static string UnmappedName(string name) => "\0" + name;

    /// <summary>Maps the next records of a batch and looks for them in the state.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="start">The first of the records.</param>
    /// <param name="cancellationToken">Ends the reading of the state.</param>
    /// <returns>The number of the records.</returns>
    public async ValueTask<int> MoveAheadAsync(RecordBatch batch, int start, CancellationToken cancellationToken)
    {
        var count = Math.Min(Ahead, batch.Count - start);
        MapAhead(batch, start, count);
        await _context.Ledger.Pages.LocateAsync(_keys, _fingerprints.AsMemory(0, count), _located, cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <summary>Goes to one of the records that were mapped.</summary>
    /// <returns>Null, or why the record is invalid.</returns>
    public RecordProblem? MoveTo(int index)
    {
        _row = index;
        return _problems[index];
    }

    /// <summary>Whether the record differs from the acknowledged one only by the fields that are no longer mapped.</summary>
    public bool IsOnlyRebased(UInt128 acknowledged) => RebasesAll || _previous is not null && _previous.Of(Row(_row)) == acknowledged;

    private void MapAhead(RecordBatch batch, int start, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var row = Row(i);
            _problems[i] = _mapper.Map(batch[start + i], row);
            _mapper.WriteKey(row, _keyMessages);
            _current.Write(row, _recordMessages);
        }

        _keyMessages.HashAll(_keys);
        _recordMessages.HashAll(_fingerprints);
    }

    private Span<FieldValue> Row(int index) => _values.AsSpan(index * _stride, _stride);
}
