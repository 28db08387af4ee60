using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Census.Sync.Mapping;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// Compares the records of a first run with what the destination holds. Keeps hashes of values, never the values, and counts a record as equal only if it was
/// seen at the destination, once, with every value that would be sent.
/// </summary>
internal sealed class RecordMatching
{
    // What a destination is asked for at once. It cuts that into calls itself.
    private const int AskedAtOnce = 1_000;

    private readonly PlanContext _context;
    private readonly DestinationReader _reader;
    private readonly Dictionary<UInt128, Candidate> _candidates = [];
    private readonly HashSet<UInt128> _withdrawn = [];
    private readonly Fingerprint _fingerprint;
    private readonly HashBatch _keyMessage = new();
    private readonly FieldValue[] _keyParts;
    private readonly FieldValue[] _values;
    private readonly bool[] _told;
    private readonly int[] _compared;
    private readonly HashSet<int> _onlySetIfEmpty;
    private readonly bool _hasOtherKey;
    private long _seen;
    private long _untold;

    private RecordMatching(PlanContext context, DestinationReader reader)
    {
        _context = context;
        _reader = reader;
        _keyParts = new FieldValue[reader.KeyIndexes.Count];
        _values = new FieldValue[context.Plan.Fields.Count];
        _told = new bool[_values.Length];
        _hasOtherKey = !reader.KeyIndexes.SequenceEqual(context.Plan.KeyIndexes);

        // A sync key that the destination does not store is not there to be compared.
        _compared = [.. reader.Fields.Where(field => reader.KeyIndexes.Contains(field) || !context.Plan.KeyIndexes.Contains(field))];
        _onlySetIfEmpty = [.. _compared.Where(field => context.Sync.Mappings[field].SetIfEmpty)];
        _fingerprint = new(context.Plan.Fields.Select((field, i) => _compared.Contains(i) ? PlanFactory.FingerprintName(field) : null), _onlySetIfEmpty);
    }

    /// <summary>Records that the destination has with other values, and that are sent.</summary>
    public long Differing { get; private set; }

    /// <returns>Null if the destination cannot be read.</returns>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    public static async ValueTask<RecordMatching?> OpenAsync(PlanContext context, CancellationToken cancellationToken)
    {
        var (sync, plan) = (context.Sync, context.Plan);
        var compared = new List<int>();
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            // What an update does not write stays as it is, whatever is sent.
            if (sync.Mappings[i].CountsAsChange && (plan.Fields[i].Field.IsUpdateable || plan.KeyIndexes.Contains(i)))
                compared.Add(i);
        }

        return await sync.Destination.OpenReaderAsync(plan, compared, cancellationToken).ConfigureAwait(false) is { } reader ? new(context, reader) : null;
    }

    /// <summary>Adds a record that is to be compared.</summary>
    public void Add(UInt128 key, UInt128 fingerprint, ReadOnlySpan<FieldValue> values)
    {
        if (!TryKeyOf(values, isRead: false, out var match))
            return;
        ref var candidate = ref CollectionsMarshal.GetValueRefOrAddDefault(_candidates, match, out var isKnown);
        if (isKnown)
        {
            // Which of the two records the destination's is cannot be told.
            candidate.State = MatchState.Several;
            return;
        }

        candidate.Key = key;
        candidate.Fingerprint = fingerprint;
        candidate.KeyEntry = _context.NeedsKeys || !_hasOtherKey ? _context.KeyEntryOf(values, null) : [];
        candidate.Question = _hasOtherKey ? DeliveredKeys.Encode(values, _reader.KeyIndexes, null, default) : candidate.KeyEntry;
        values.CopyTo(_values);
        foreach (var field in _compared)
        {
            if (values[field].IsAbsent)
            {
                candidate.Unsent ??= new bool[_values.Length];
                candidate.Unsent[field] = true;
                continue;
            }

            _values[field] = IsSetIfEmpty(field) ? true : _reader.Normalize(field, in values[field]);

            // What the destination makes of the value is not known, so nothing it holds is equal.
            if (_values[field].IsAbsent)
                candidate.State = MatchState.Differs;
        }

        candidate.Values = _fingerprint.Of(_values);
    }

    /// <summary>Leaves a record out.</summary>
    public void Withdraw(UInt128 key) => _withdrawn.Add(key);

    /// <summary>Reads what the destination holds of the records.</summary>
    /// <param name="adopted">Gets the records that are as they are to be.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    public async ValueTask ReadAsync(Dictionary<UInt128, (UInt128 Fingerprint, byte[] KeyEntry)> adopted, CancellationToken cancellationToken)
    {
        if (_candidates.Count == 0)
            return;
        if (await _reader.ReadAllAsync(_candidates.Count, cancellationToken).ConfigureAwait(false) is { } batches)
        {
            await foreach (var batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    if (TryKeyOf(batch[i].Values, isRead: true, out var match))
                        See(ref CollectionsMarshal.GetValueRefOrNullRef(_candidates, match), batch[i].Values, batch[i].DestinationId);
                }
            }
        }
        else
        {
            await AskAsync(cancellationToken).ConfigureAwait(false);
        }

        Conclude(adopted);
    }

    private async ValueTask AskAsync(CancellationToken cancellationToken)
    {
        var values = new FieldValue[_values.Length];
        using var batch = new RecordBatch(_context.Plan.Schema, Math.Min(AskedAtOnce, _candidates.Count));
        foreach (var matches in _candidates.Keys.ToArray().Chunk(AskedAtOnce))
        {
            batch.Clear();
            foreach (var match in matches)
            {
                DeliveredKeys.Decode(_candidates[match].Question, values, _reader.KeyIndexes);
                batch.Add(values);
            }

            var found = await _reader.FindAsync(batch, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < matches.Length; i++)
            {
                var result = i < found.Count ? found[i] : FindResult.CannotTell;
                ref var candidate = ref CollectionsMarshal.GetValueRefOrNullRef(_candidates, matches[i]);
                if (result.Outcome == FindOutcome.Many)
                    candidate.State = MatchState.Several;
                else if (result.Outcome == FindOutcome.One && result.Values.Length == _values.Length)
                    See(ref candidate, result.Values.Span, result.DestinationId);
                else if (result.Outcome != FindOutcome.Absent)
                    _untold++;
            }
        }
    }

    // Any value will do where only an empty field would be set.
    private bool IsSetIfEmpty(int field) => _context.Sync.Mappings[field].SetIfEmpty;

    // What was read twice is the same record only if its id says so; without ids it may be another one of the same key.
    private void See(ref Candidate candidate, ReadOnlySpan<FieldValue> values, string? id)
    {
        if (Unsafe.IsNullRef(in candidate))
            return;
        _seen++;
        var isAgain = candidate.IsSeen;
        var identity = id is null ? default : Fingerprint.OfKey(id);
        if (isAgain && (id is null || candidate.Identity != identity))
            candidate.State = MatchState.Several;
        candidate.IsSeen = true;
        candidate.Identity = identity;
        if (candidate.State is MatchState.Several or MatchState.Differs)
            return;
        candidate.State = IsEqual(in candidate, values) ? MatchState.Equal : MatchState.Differs;
        if (id is not null && _context.NeedsKeys && !isAgain)
            candidate.KeyEntry = WithId(candidate.KeyEntry, id);
    }

    private bool IsEqual(in Candidate candidate, ReadOnlySpan<FieldValue> values)
    {
        values.CopyTo(_values);
        foreach (var field in _compared)
        {
            _told[field] |= !values[field].IsAbsent;
            if (candidate.Unsent?[field] == true)
                _values[field] = FieldValue.Absent;
            else if (IsSetIfEmpty(field) && values[field].HasValue)
                _values[field] = true;
        }

        return _fingerprint.Of(_values) == candidate.Values;
    }

    private byte[] WithId(byte[] entry, string id)
    {
        var values = new FieldValue[_values.Length];
        var (_, group) = DeliveredKeys.Decode(entry, values, _context.Plan.KeyIndexes);
        return DeliveredKeys.Encode(values, _context.Plan.KeyIndexes, id, group);
    }

    private void Conclude(Dictionary<UInt128, (UInt128 Fingerprint, byte[] KeyEntry)> adopted)
    {
        var createOnly = _context.Sync.Behavior == SyncBehavior.CreateOnly;
        var several = 0;
        foreach (var candidate in _candidates.Values)
        {
            if (_withdrawn.Contains(candidate.Key))
                continue;
            if (candidate.State == MatchState.Several)
                several++;
            else if (candidate.State == MatchState.Equal)
                adopted[candidate.Key] = (candidate.Fingerprint, candidate.KeyEntry);
            else if (candidate.IsSeen && createOnly)
                adopted[candidate.Key] = (SyncLedger.FoundThere(candidate.Fingerprint), candidate.KeyEntry);
            else if (candidate.IsSeen)
                Differing++;
        }

        if (several > 0)
            _context.Warnings.Add($"{several} records were not compared, since the source or the destination has several records that may be meant. They are sent.");
        if (_untold > 0)
            _context.Warnings.Add($"The destination could not tell of {_untold} records whether it has them. They are sent.");
        string[] hidden = [.. _compared.Where(field => !_told[field]).Select(field => $"'{_context.Plan.Fields[field].Field.Name}'")];
        if (Differing > 0 && hidden.Length > 0 && _seen > 0)
            _context.Warnings.Add($"The destination does not tell the values of {string.Join(", ", hidden)}: records in which they are mapped could not be compared and are sent.");
    }

    // The values that the destination keeps in a form of its own are compared in that form.
    private bool TryKeyOf(ReadOnlySpan<FieldValue> values, bool isRead, out UInt128 match)
    {
        for (var i = 0; i < _keyParts.Length; i++)
        {
            var field = _reader.KeyIndexes[i];
            var value = isRead ? values[field] : _reader.Normalize(field, in values[field]);
            if (!value.HasValue)
            {
                match = default;
                return false;
            }

            _keyParts[i] = RecordMapper.Normalize(in value, _context.Plan.Fields[field].Field.KeyComparison);
        }

        Fingerprint.WriteKey(_keyParts, _keyMessage);
        Span<UInt128> hash = stackalloc UInt128[1];
        _keyMessage.HashAll(hash);
        match = hash[0];
        return true;
    }

    private enum MatchState : byte
    {
        NotCompared,
        Equal,
        Differs,
        Several,
    }

    // A record of the source, and what was seen of it at the destination.
    private struct Candidate
    {
        public UInt128 Key;
        public UInt128 Fingerprint;
        public UInt128 Values;
        public UInt128 Identity;
        public byte[] KeyEntry;
        public byte[] Question;
        public bool[]? Unsent;
        public MatchState State;
        public bool IsSeen;
    }
}
