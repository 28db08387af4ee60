namespace Enterpret.Client;

/// <summary>How a date or a point in time is sent as an attribute or as metadata: Enterpret has a type for text, number and truth only.</summary>
public enum EnterpretDateEncoding
{
    /// <summary>Text in ISO 8601: <c>2026-01-31</c>, <c>2026-01-31T09:30:00Z</c>.</summary>
    IsoText,

    /// <summary>
    /// A number, the seconds since 1970 in UTC, for fields that are filtered by range. A date counts as midnight in UTC; a timestamp
    /// without a zone and a time of day cannot be sent so.
    /// </summary>
    EpochSeconds,
}
