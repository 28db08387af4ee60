using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>The records that a first run takes as delivered in the place of sending them.</summary>
internal sealed class Adoption
{
    // What a destination is asked for at once. It cuts that into calls itself.
    private const int AskedAtOnce = 1_000;

    private readonly PlanContext _context;
    private readonly Dictionary<UInt128, (UInt128 Fingerprint, byte[] KeyEntry)> _records = [];

    private readonly RecordMatching? _matching;

    private Adoption(PlanContext context, RecordMatching? matching) => (_context, _matching) = (context, matching);

    /// <summary>Whether every record is taken, without a question.</summary>
    public bool TrustsSource => _context.FirstRun != FirstRun.SkipExisting && _matching is null;

    // Records that the destination has with other values, and that are sent.
    private long Differing => _matching?.Differing ?? 0;

    /// <summary>The records that are taken.</summary>
    public IReadOnlyDictionary<UInt128, (UInt128 Fingerprint, byte[] KeyEntry)> Records => _records;

    /// <returns>Null if the run sends every record, or is not the first.</returns>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    public static async ValueTask<Adoption?> OpenAsync(PlanContext context, CancellationToken cancellationToken)
    {
        if (context.FirstRun == FirstRun.SendAll)
            return null;
        if (context.FirstRun != FirstRun.AdoptMatching)
            return new(context, null);
        var matching = await RecordMatching.OpenAsync(context, cancellationToken).ConfigureAwait(false);
        if (matching is null)
            context.Warnings.Add(CannotBeRead(context.Plan.Object));
        return new(context, matching);
    }

    /// <summary>What is to be known of a first run that would compare and cannot.</summary>
    public static string CannotBeRead(DestinationObject target) =>
        $"The object '{target.Name}' cannot be read, so a first run with {nameof(FirstRun)}.{nameof(FirstRun.AdoptMatching)} takes all records as delivered, "
        + $"as with {nameof(FirstRun.TrustSource)}. Choose {nameof(FirstRun.SendAll)} if they were not.";

    /// <summary>Adds a record that is taken, or that is to be asked for.</summary>
    public void Add(UInt128 key, UInt128 fingerprint, ReadOnlySpan<FieldValue> values)
    {
        if (_matching is not null)
            _matching.Add(key, fingerprint, values);
        else
            _records[key] = (fingerprint, TrustsSource && !_context.NeedsKeys ? [] : _context.KeyEntryOf(values, null));
    }

    /// <summary>Leaves a record out.</summary>
    public void Withdraw(UInt128 key)
    {
        _records.Remove(key);
        _matching?.Withdraw(key);
    }

    /// <summary>
    /// Takes the records: they are not sent, and count as unchanged. The source is closed by now, since questions may have to wait for a quota.
    /// </summary>
    /// <exception cref="SyncConfigurationException">The destination cannot tell.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    public async ValueTask ApplyAsync(PlanNotes notes, CancellationToken cancellationToken)
    {
        var counts = _context.Counts;
        if (!TrustsSource)
        {
            await LookUpAsync(notes.SameForAll, cancellationToken).ConfigureAwait(false);
            foreach (var key in _records.Keys)
            {
                counts.Created--;
                counts.Unchanged++;
                notes.Voided.Add(key);
                notes.Changes.Void(notes.KnowledgeOf(key, new(PagePosition.None, default)));
            }
        }

        counts.Created -= Differing;
        counts.Changed += Differing;
        counts.Adopted = _records.Count;
        if (counts.Adopted > 0 && _context.FirstRun != FirstRun.AdoptMatching)
        {
            _context.Warnings.Add(
                $"The first run takes {counts.Adopted} records {(TrustsSource ? "of the source as delivered" : "that the destination has as they are there")}. "
                + "No values were compared: what differs now stays so until the record changes in the source.");
        }
    }

    // Asks the destination for the records, and leaves out those that it lacks or, where they are compared, has with other values. Of the values, the keys are filled in.
    private async ValueTask LookUpAsync(FieldValue[] values, CancellationToken cancellationToken)
    {
        if (_matching is not null)
        {
            await _matching.ReadAsync(_records, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_records.Count == 0)
            return;
        var (plan, destination) = (_context.Plan, _context.Sync.Destination);
        await destination.PrepareRunAsync(plan, new(_records.Count, 0, 0), cancellationToken).ConfigureAwait(false);
        var untold = 0;
        var total = _records.Count;
        using var batch = new RecordBatch(plan.Schema, Math.Min(AskedAtOnce, total));
        foreach (var keys in _records.Keys.ToArray().Chunk(AskedAtOnce))
        {
            batch.Clear();
            foreach (var key in keys)
            {
                DeliveredKeys.Decode(_records[key].KeyEntry, values, plan.KeyIndexes);
                batch.Add(values);
            }

            var found = await destination.FindAsync(plan, batch, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < keys.Length; i++)
                untold += Take(keys[i], i < found.Count ? found[i] : FindResult.CannotTell, values) ? 0 : 1;
        }

        if (untold == total)
        {
            throw new SyncConfigurationException(
                $"The first run is to skip what exists, and the destination cannot tell what exists in the object '{plan.Object.Name}'. Nothing was sent. "
                + $"Choose {nameof(FirstRun)}.{nameof(FirstRun.TrustSource)} if all records of the source were delivered before, or {nameof(FirstRun)}.{nameof(FirstRun.SendAll)}.");
        }

        if (untold > 0)
            _context.Warnings.Add($"The destination could not tell of {untold} records whether it has them. They are sent.");
    }

    private bool Take(UInt128 key, FindResult result, FieldValue[] values)
    {
        if (result.Outcome is FindOutcome.Absent or FindOutcome.CannotTell)
        {
            _records.Remove(key);
            return result.Outcome == FindOutcome.Absent;
        }

        if (result.DestinationId is { } id)
        {
            var (fingerprint, entry) = _records[key];
            var (_, group) = DeliveredKeys.Decode(entry, values, _context.Plan.KeyIndexes);
            _records[key] = (fingerprint, DeliveredKeys.Encode(values, _context.Plan.KeyIndexes, id, group));
        }

        return true;
    }
}
