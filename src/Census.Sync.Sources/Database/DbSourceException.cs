namespace Census.Sync.Sources;

/// <summary>A database cannot be read.</summary>
/// <remarks>
/// The message says what to do in words of this library. The provider's exception is not kept, neither as text nor as an inner
/// exception: databases quote values of rows, and some providers parts of the connection string. <see cref="DbSourceOptions.IncludeProviderMessages"/>
/// adds its text.
/// </remarks>
public sealed class DbSourceException : SyncSourceException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What is wrong, in words a person can act on.</param>
    /// <param name="sqlState">The database's five-character code.</param>
    /// <param name="errorNumber">The database's own number.</param>
    /// <param name="isTransient">Whether trying again may help.</param>
    public DbSourceException(string message, string? sqlState = null, int? errorNumber = null, bool isTransient = false)
        : base(message)
    {
        SqlState = sqlState;
        ErrorNumber = errorNumber;
        IsTransient = isTransient;
    }

    /// <summary>Gets the five-character code of the SQL standard, if the provider told one: <c>42P01</c>.</summary>
    public string? SqlState { get; }

    /// <summary>Gets the database's own number of the error, if the provider told one: 1146 on MySQL, 208 on SQL Server, 14 on SQLite.</summary>
    public int? ErrorNumber { get; }

    /// <summary>Gets a value indicating whether the same read may succeed later: the server was away or busy.</summary>
    public bool IsTransient { get; }
}
