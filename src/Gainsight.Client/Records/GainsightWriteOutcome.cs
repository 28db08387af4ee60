namespace Gainsight.Client;

/// <summary>What became of a record that was to be written.</summary>
public enum GainsightWriteOutcome
{
    /// <summary>Nobody knows: it was sent and not acknowledged. Look it up before sending it again.</summary>
    Unknown = 0,

    /// <summary>It was created.</summary>
    Created,

    /// <summary>It was updated.</summary>
    Updated,

    /// <summary>It was created or updated; Gainsight did not say which.</summary>
    Written,

    /// <summary>Gainsight holds no record with its key, and it was only to be updated.</summary>
    NotFound,

    /// <summary>It was refused.</summary>
    Rejected,

    /// <summary>It was not sent, because something stopped the call before: see <see cref="GainsightWriteReport.Failure"/>.</summary>
    NotSent,
}
