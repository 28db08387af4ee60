namespace Enterpret.Client;

/// <summary>What became of one record of a call.</summary>
public enum EnterpretOutcomeStatus
{
    /// <summary>Nobody knows: it was sent, and no answer came. It may be sent again: identifiers make that harmless.</summary>
    Unknown = 0,

    /// <summary>Enterpret accepted it. That is not yet processed or visible, and an identifier of feedback that was there before is skipped without a word.</summary>
    Delivered,

    /// <summary>It breaks a rule, here or at Enterpret; sending the same again is pointless.</summary>
    Rejected,

    /// <summary>It was not sent: another record of the same identifier was, or the call stopped before.</summary>
    NotSent,
}
