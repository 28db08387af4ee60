using System.Collections.ObjectModel;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Holds a plan back until it is approved, by its identity: what was approved is what is sent.</summary>
internal sealed class PlanApproval(PlanContext context, PlanNotes notes)
{
    private readonly PlanContext _context = context;
    private readonly PlanNotes _notes = notes;
    private readonly SyncLedger _ledger = context.Ledger;
    private readonly RunCounts _counts = context.Counts;

    /// <summary>What a guard would hold; a dry run goes on all the same, to tell what the run would cost.</summary>
    public SyncHold? DryHold { get; private set; }

    /// <summary>Holds the run unless somebody approved exactly this plan.</summary>
    /// <param name="reason">Why it is held.</param>
    /// <param name="gone">What will be deleted; it is not in the change set yet.</param>
    /// <param name="cancellationToken">Ends the reading of the plan.</param>
    /// <exception cref="HeldException">Nobody did, and this is no dry run.</exception>
    public async ValueTask HoldUnlessApprovedAsync(string reason, List<UInt128> gone, CancellationToken cancellationToken)
    {
        // A dry run has written nothing that could be looked at.
        var planId = _context.Options.DryRun ? null : await IdentifyAsync(gone, cancellationToken).ConfigureAwait(false);
        var before = _ledger.HeldRun?.PlanId == planId ? _ledger.HeldRun : null;
        if (before is { IsApproved: true })
        {
            _context.Logger.RunApproved(_context.Sync.Name, _context.Plan.RunId, planId!);
            return;
        }

        var held = new SyncHold
        {
            PlanId = planId,
            RunId = _context.Plan.RunId,
            HeldSince = before?.HeldSince ?? _context.OpenedAt,
            Reason = reason,
            KnownRecords = _ledger.Pages.Count,
            Creates = _counts.Created,
            Changes = _counts.Changed,
            Deletes = _counts.Gone,
        };
        if (!_context.Options.DryRun)
            throw new HeldException(held);
        DryHold = held;
    }

    private async ValueTask<string> IdentifyAsync(List<UInt128> gone, CancellationToken cancellationToken)
    {
        await _notes.Changes.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var identity = new PlanIdentity(_context.Plan, _context.Gone?.Plan.Operation);
        var changeSet = _notes.Changes.ToSeal(_context.Plan.RunId, PlanFactory.ChangeSetFields(_context.Sync, _context.Plan), _notes.Voided);
        await identity.AddAsync(new(_ledger, changeSet), _notes.Voided.ToHashSet(), cancellationToken).ConfigureAwait(false);
        foreach (var key in gone)
            identity.AddGone(key);

        // What a first run would take without a question is in no change set.
        foreach (var (key, (fingerprint, _)) in _notes.Adoption?.Records ?? ReadOnlyDictionary<UInt128, (UInt128, byte[])>.Empty)
            identity.Add(key, fingerprint);
        return identity.ToString();
    }
}
