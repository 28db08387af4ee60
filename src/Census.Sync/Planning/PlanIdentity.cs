using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// Tells two plans apart by what they would do, whatever the order of the source. Records that an earlier run was let through with, those in doubt or refused before, do not count: whether
/// they are tried again depends on the time.
/// </summary>
internal sealed class PlanIdentity(SyncPlan plan, SyncOperation? goneOperation)
{
    private UInt128 _sum;

    /// <summary>Adds a record that would be written.</summary>
    // A sum does not depend on the order, and the product ties a value to its key: both are hashes.
    public void Add(UInt128 key, UInt128 fingerprint) => _sum += (key | 1) * fingerprint;

    /// <summary>Adds a record that would be deleted or cleared.</summary>
    public void AddGone(UInt128 key) => _sum += (key | 1) * UInt128.MaxValue;

    /// <summary>Adds the records of a change set that is not sealed yet.</summary>
    public async ValueTask AddAsync(ChangeSetReader changeSet, IReadOnlySet<UInt128> voided, CancellationToken cancellationToken)
    {
        while (await changeSet.ReadBlockAsync(Take, cancellationToken).ConfigureAwait(false))
        {
        }

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (!entry.WasRejected && entry.Knowledge != RecordKnowledge.InDoubt && !voided.Contains(entry.Key))
                Add(entry.Key, entry.Fingerprint);
        }
    }

    public override string ToString() => $"{Fingerprint.OfKey(plan.Object.Name, plan.Operation.ToString(), goneOperation?.ToString() ?? "", _sum.ToString("x32")):x32}";
}
