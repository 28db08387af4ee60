namespace Enterpret.Client;

/// <summary>The limits of one Enterpret API key for feedback.</summary>
/// <remarks>
/// Versions of https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration disagree: 20, 100 and 2,000 requests a minute, 20 and
/// 100 records a request, 200 KB and 1 MB. Assumed, not documented: the limits hold per key, and 200 KB are 200,000 bytes of the whole body.
/// </remarks>
public sealed record EnterpretLimits
{
    /// <summary>Gets the limits that hold under every version of the documentation: 20 requests a minute, 20 records and 200,000 bytes a request.</summary>
    public static EnterpretLimits Conservative { get; } = new();

    /// <summary>Gets the limits of the documentation of October 2026: 2,000 requests a minute, 100 records and 200,000 bytes a request.</summary>
    public static EnterpretLimits Documented2026 { get; } = new() { RequestsPerMinute = 2000, MaximumRecords = 100 };

    /// <summary>Gets the number of requests a minute.</summary>
    /// <value>The default is 20. At least 1.</value>
    public int RequestsPerMinute { get; init; } = 20;

    /// <summary>Gets the largest number of records in a request.</summary>
    /// <value>The default is 20. At least 1.</value>
    public int MaximumRecords { get; init; } = 20;

    /// <summary>Gets the largest number of bytes in a request.</summary>
    /// <value>The default is 200,000. At least 1,000. A record that does not fit even alone is not sent and has an outcome that says so.</value>
    public int MaximumBytes { get; init; } = 200_000;
}
