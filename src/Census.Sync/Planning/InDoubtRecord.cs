using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>A record that an earlier run sent without hearing an answer.</summary>
internal sealed class InDoubtRecord(in ChangeEntry entry, FieldValue[] values, DateTimeOffset sentAt)
{
    private readonly ChangeEntry _entry = entry;
    private (UInt128 Fingerprint, FieldValue[] Values)? _replacement;

    /// <summary>Its number in the change set that it was sent from.</summary>
    public long Ordinal => _entry.Ordinal;

    public UInt128 Fingerprint => _replacement?.Fingerprint ?? _entry.Fingerprint;

    /// <summary>Whether it was sent to be deleted, and the source does not have it again.</summary>
    public bool IsGone => _entry.IsGone && _replacement is null;

    public string? DestinationId => _entry.DestinationId;

    public FieldValue[] Values => _replacement?.Values ?? values;

    /// <summary>Puts what the source says now in the place of what was sent.</summary>
    public void Replace(UInt128 newFingerprint, ReadOnlySpan<FieldValue> newValues) => _replacement = (newFingerprint, newValues.ToArray());

    /// <summary>Goes back to what was sent.</summary>
    public void Restore() => _replacement = null;

    /// <summary>Keeps the record apart, since it must not be sent again.</summary>
    public HeldRecord Park(UInt128 key, string keyText) => new()
    {
        Key = key,
        Fingerprint = _entry.Fingerprint,
        Kind = RecordIssueKind.InDoubt,
        KeyText = keyText,
        Problem = new(SyncErrorCodes.InDoubt, "The record was sent and no answer was heard. The destination does not allow to send it again or to look it up."),
        Tries = 1,
        Since = sentAt,
        LastTried = sentAt,
    };

    /// <summary>Reads the records in doubt out of the change set that an earlier run left, in the columns of this one.</summary>
    /// <returns>The records by their keys, and what else the change set has not settled.</returns>
    public static async ValueTask<(Dictionary<UInt128, InDoubtRecord> InDoubt, Leftover Others)> LoadAsync(
        PlanContext context, CancellationToken cancellationToken)
    {
        var (found, others) = (new Dictionary<UInt128, InDoubtRecord>(), new Leftover());
        var ledger = context.Ledger;
        if (ledger.ChangeSet is not { } changeSet)
            return (found, others);

        var fields = PlanFactory.ChangeSetFields(context.Sync, context.Plan);
        var columns = new ChangeSetColumns(changeSet.Fields, fields);
        var voided = changeSet.Voided.ToHashSet();
        var fingerprint = fields.SequenceEqual(changeSet.Fields) ? null : PlanFactory.FingerprintOf(context.Sync, context.Plan);
        var now = context.Time.GetUtcNow();
        var reader = new ChangeSetReader(ledger);
        while (await reader.ReadBlockAsync(Take, cancellationToken).ConfigureAwait(false))
        {
        }

        return (found, others);

        void Take(ChangeEntry entry, ReadOnlySpan<FieldValue> old)
        {
            if (ledger.Settled.Contains(entry.Ordinal) || voided.Contains(entry.Key))
                return;

            // A doubt that the earlier run itself took over from one before it is a doubt still, although it was not sent again.
            var isSent = ledger.InDoubt.TryGetValue(entry.Ordinal, out var sentAt);
            if (!isSent && entry.Knowledge != RecordKnowledge.InDoubt)
            {
                others.Add(in entry);
                return;
            }

            var values = columns.Of(old).ToArray();

            // Sent as it was, it is sent with the fields of this run: what it had besides is not known to have arrived.
            var asSent = fingerprint is null || entry.IsGone ? entry : entry with { Fingerprint = fingerprint.Of(values) };
            found[entry.Key] = new(in asSent, values, isSent ? sentAt : now);
        }
    }
}
