using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// The first phase of a run: reads the source, maps and validates every record, compares it with the state, and writes what has to be sent
/// into the change set. Nothing is sent, and the source is closed when it ends.
/// </summary>
internal sealed class Planner
{
    private readonly PlanContext _context;
    private readonly SyncLedger _ledger;
    private readonly RunCounts _counts;
    private readonly PlanNotes _notes;
    private readonly EarlierWork _earlier;
    private readonly GonePlanner _gone;
    private readonly PlanApproval _approval;
    private CursorReading? _cursor;
    private StateCursor? _goesOnAt;
    private bool _carriesOver;

    public Planner(PlanContext context)
    {
        _context = context;
        _ledger = context.Ledger;
        _counts = context.Counts;
        _goesOnAt = context.Ledger.Cursor;
        _notes = new(context);
        _earlier = new(context, _notes);
        _gone = new(context, _notes);
        _approval = new(context, _notes);
    }

    /// <summary>What a guard would hold; a dry run goes on all the same, to tell what the run would cost.</summary>
    public SyncHold? DryHold => _approval.DryHold;

    /// <summary>Plans a run.</summary>
    /// <returns>What will be sent.</returns>
    /// <exception cref="SyncSourceException">The source cannot be read.</exception>
    /// <exception cref="SyncDestinationException">The destination, which the first run asks for what it has, cannot be used.</exception>
    /// <exception cref="SyncConfigurationException">The source lacks a column that is mapped, or the destination cannot tell what it has.</exception>
    /// <exception cref="HeldException">A guard holds the run back.</exception>
    public async ValueTask<PlannedWork> PlanAsync(CancellationToken cancellationToken)
    {
        await using var changes = _notes.Changes.ConfigureAwait(false);
        _notes.Adoption = await Adoption.OpenAsync(_context, cancellationToken).ConfigureAwait(false);
        (_notes.InDoubt, _notes.Leftover) = await InDoubtRecord.LoadAsync(_context, cancellationToken).ConfigureAwait(false);
        await _ledger.Pages.LoadIndexAsync(cancellationToken).ConfigureAwait(false);
        await _notes.Changes.BeginAsync(cancellationToken).ConfigureAwait(false);
        bool keepsKeys;
        try
        {
            _cursor = _earlier.IsFinishedFirst ? null : await CursorReading.OpenAsync(_context, cancellationToken).ConfigureAwait(false);
            var rows = new RowPlanner(_context, _notes, readsFromCursor: _cursor is not null);
            var isComplete = !_earlier.IsFinishedFirst && await ReadSourceAsync(rows, cancellationToken).ConfigureAwait(false);
            if (_context.Part is { } part)
            {
                if (isComplete && part.Selection is { } selection)
                    await _gone.PlanRefusedAsync(selection, cancellationToken).ConfigureAwait(false);
                (isComplete, part.Work, part.End) = (false, _notes.Changes.Work, _notes.Changes.Count);
            }

            await _earlier.ResolveInDoubtAsync(cancellationToken).ConfigureAwait(false);
            await rows.VoidDuplicatesAsync(cancellationToken).ConfigureAwait(false);
            if (isComplete)
                await _gone.ForgetVanishedHeldAsync(cancellationToken).ConfigureAwait(false);
            var gone = isComplete ? await _gone.FindAsync(cancellationToken).ConfigureAwait(false) : [];
            if (_carriesOver)
            {
                await _earlier.RetryRejectedAsync(cancellationToken).ConfigureAwait(false);
                await _earlier.CarryOverAsync(countsAsRead: true, cancellationToken).ConfigureAwait(false);
            }

            if (_context.Part is not null || _earlier.IsFinishedFirst)
                await _earlier.CarryOverAsync(countsAsRead: false, cancellationToken).ConfigureAwait(false);
            else if (RunGuards.Judge(_context, _notes.Leftover, isComplete) is { } reason)
                await _approval.HoldUnlessApprovedAsync(reason, gone, cancellationToken).ConfigureAwait(false);
            if (_notes.Adoption is { } adoption)
                await adoption.ApplyAsync(_notes, cancellationToken).ConfigureAwait(false);
            await _gone.PlanAsync(gone, cancellationToken).ConfigureAwait(false);
            await rows.WarnOfMovedAsync(cancellationToken).ConfigureAwait(false);
            _ledger.Forget(_notes.Forgotten);
            keepsKeys = _context.NeedsKeys && (isComplete || _ledger.KeepsKeys || _ledger.Pages.Count == 0);
        }
        catch (Exception e) when (e is SyncSourceException or SyncDestinationException or SyncConfigurationException or HeldException or OperationCanceledException)
        {
            // Nothing of this plan will be sent, and it holds values of records.
            await _notes.Changes.DiscardAsync().ConfigureAwait(false);
            if (e is HeldException { Hold: { PlanId: not null } hold })
                await _ledger.HoldAsync(hold, cancellationToken).ConfigureAwait(false);
            throw;
        }

        await _notes.Changes.CompleteAsync(cancellationToken).ConfigureAwait(false);
        _context.Preview?.Remove(_notes.Voided);
        var work = _notes.Changes.Work;
        _counts.ToSend = work.Total;
        if (!_context.Options.DryRun)
        {
            if (_notes.Adoption is not null)
                _ledger.Adopt(_notes.Adoption.Records, keepsKeys);
            var fields = PlanFactory.StateFields(_context.Sync, _context.Plan);
            var seal = _notes.Changes.ToSeal(_context.Plan.RunId, PlanFactory.ChangeSetFields(_context.Sync, _context.Plan), _notes.Voided);
            await _ledger.SealAsync(
                seal, fields, keepsKeys, _goesOnAt, _counts.Created + _counts.Adopted, keepsHold: _context.Part is not null, cancellationToken).ConfigureAwait(false);
        }

        return work;
    }

    private async ValueTask<bool> ReadSourceAsync(RowPlanner rows, CancellationToken cancellationToken)
    {
        var source = _context.Part?.Rows ?? _context.Sync.Source;
        var options = new SourceReadOptions { Model = source == _context.Sync.Source ? _context.Sync.Model : null };
        var read = _cursor is null
            ? await source.OpenReadAsync(options, cancellationToken).ConfigureAwait(false)
            : await _cursor.OpenReadAsync(source, options, cancellationToken).ConfigureAwait(false);
        _counts.IsIncrement = _cursor is { IsIncrement: true };
        await using (read.ConfigureAwait(false))
        {
            try
            {
                return await ReadAsync(read, rows, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _counts.SourceCost = read.Cost;
            }
        }
    }

    // Of a row without a key, nothing is kept.
    private HeldRecord? HeldOf(RecordProblem? problem, RecordComparer comparer) =>
        problem is { Code: SyncErrorCodes.NullKey } ? null : _ledger.Held.GetValueOrDefault(comparer.Key);

    private async ValueTask<bool> ReadAsync(SourceRead read, RowPlanner rows, CancellationToken cancellationToken)
    {
        var comparer = RecordComparer.Create(_context, read.Schema);
        await foreach (var batch in read.Batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _cursor?.See(batch);
            for (var start = 0; start < batch.Count; start += RecordComparer.Ahead)
            {
                var count = await comparer.MoveAheadAsync(batch, start, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < count; i++)
                {
                    var problem = comparer.MoveTo(i);
                    if (_context.Part is { } part && !part.Takes(comparer.KeyText, HeldOf(problem, comparer)))
                        continue;
                    _counts.Source++;
                    rows.Take(problem, comparer);
                    if (_context.Part is { IsSingle: true })
                        return false;
                }
            }

            await _notes.Changes.FlushAsync(cancellationToken).ConfigureAwait(false);
            _context.Report(SyncPhase.Plan);
        }

        foreach (var error in read.Errors)
        {
            _counts.Source++;
            _notes.RowsWithoutKey++;
            _notes.AddInvalid(default, error.Position, new(SyncErrorCodes.UnreadableRecord, error.Reason));
        }

        if (read.End is null)
            throw new SyncSourceException("The source ended without saying whether all rows were delivered. Nothing was sent.");
        if (read.End.Reason is { } reason)
            _context.Warnings.Add($"The source did not deliver all rows: {reason}");
        if (_context.Part is null)
            _goesOnAt = _cursor?.Conclude(read.End);

        // Rows that were not read are not planned anew.
        _carriesOver = _cursor is not null && !read.End.IsComplete;
        _counts.IsIncrement = _cursor is { IsIncrement: true };

        // A limit that is meant is an end as good as any. Rows since an earlier read say nothing of the others.
        return read.End.IsComplete || !read.End.IsIncrement && !_context.Sync.Guards.KeepOnTruncatedRead;
    }
}
