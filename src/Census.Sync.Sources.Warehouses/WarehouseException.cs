namespace Census.Sync.Sources;

/// <summary>A warehouse cannot be read.</summary>
/// <remarks>
/// The message says what to do in words of this library. What the service said is not in it, since services quote values of rows in their messages; an option of
/// each source adds it.
/// </remarks>
public sealed class WarehouseException : SyncSourceException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What is wrong, in words a person can act on.</param>
    /// <param name="code">The service's own code of the error.</param>
    /// <param name="statementId">The service's own id of the statement.</param>
    /// <param name="isTransient">Whether trying again may help.</param>
    public WarehouseException(string message, string? code = null, string? statementId = null, bool isTransient = false)
        : base(message)
    {
        Code = code;
        StatementId = statementId;
        IsTransient = isTransient;
    }

    /// <summary>Gets the service's own code of the error, if it told one: <c>000904</c> on Snowflake.</summary>
    public string? Code { get; }

    /// <summary>Gets the service's own id of the statement, by which its history names it; null if there was none yet.</summary>
    public string? StatementId { get; }

    /// <summary>Gets a value indicating whether the same read may succeed later: the service was away or busy.</summary>
    public bool IsTransient { get; }
}
