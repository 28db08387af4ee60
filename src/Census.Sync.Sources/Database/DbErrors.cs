using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Census.Sync.Sources;

/// <summary>Says in own words what a provider's exception means. Its own text may quote values of rows or the connection string.</summary>
internal static class DbErrors
{
    // By the five characters of the SQL standard, or their first two.
    private static readonly Dictionary<string, string> s_states = new(StringComparer.Ordinal)
    {
        ["08"] = "the connection was lost or refused",
        ["25006"] = "it writes, and is run in a transaction that only reads",
        ["22"] = "an expression has a value that it cannot work with",
        ["22012"] = "a division by zero",
        ["28"] = "user name or password were refused",
        ["3D000"] = "the database does not exist",
        ["3F000"] = "a schema it names does not exist",
        ["40"] = "another transaction was in the way; try again",
        ["42"] = "it is not valid, or names something that does not exist",
        ["42501"] = "the user may not read something it names; grant the right to",
        ["42601"] = "a syntax error",
        ["42703"] = "a column it names does not exist",
        ["42702"] = "a column it names is ambiguous",
        ["42883"] = "a function or operator it uses does not exist for these types",
        ["42P01"] = "a table or view it names does not exist",
        ["53"] = "the server is short of connections, memory or disk",
        ["57014"] = "the statement was cancelled or took longer than the server allows",
        ["57P01"] = "an administrator ended the connection",
        ["57P03"] = "the server is starting or stopping",
    };

    // SQLite counts from 1 to 26, MySQL from 1000, and SQL Server's do not overlap with the ones named here.
    private static readonly Dictionary<int, string> s_numbers = new()
    {
        [-2] = "the server did not answer in time",
        [1] = "it is not valid, or names a table or column that does not exist",
        [5] = "another connection holds a lock on the database file",
        [6] = "another connection holds a lock on a table",
        [9] = "the statement was cancelled",
        [11] = "the database file is damaged",
        [14] = "the database file cannot be opened",
        [20] = "TLS could not be agreed on; the server does not encrypt",
        [26] = "the file is not a database",
        [53] = "the host is unknown or does not answer; check its name, the port and the firewall",
        [102] = "a syntax error",
        [156] = "a syntax error",
        [207] = "a column it names does not exist",
        [208] = "a table or view it names does not exist",
        [229] = "the user may not read something it names; grant the right to",
        [911] = "the database does not exist",
        [916] = "the user may not use the database; grant the right to",
        [1042] = "no server answers; check the name of the host, the port and the firewall",
        [1044] = "the user may not use the database; grant the right to",
        [1045] = "user name or password were refused",
        [1049] = "the database does not exist",
        [1054] = "a column it names does not exist",
        [1064] = "a syntax error",
        [1142] = "the user may not read something it names; grant the right to",
        [1146] = "a table or view it names does not exist",
        [1205] = "another transaction was in the way; try again",
        [1317] = "the statement was cancelled",
        [1365] = "a division by zero",
        [1792] = "it writes, and is run in a transaction that only reads",
        [1927] = "an administrator ended the connection",
        [1969] = "the statement took longer than the server allows",
        [3024] = "the statement took longer than the server allows",
        [4060] = "the database does not exist or may not be used",
        [8134] = "a division by zero",
        [10928] = "the database is busy: too many requests or sessions",
        [10929] = "the database is busy: too many requests or sessions",
        [11001] = "the host is unknown; check its name",
        [18456] = "user name or password were refused",
        [40501] = "the service is busy",
        [40613] = "the database is not available at the moment",
        [42108] = "the SQL pool is paused; resume it",
        [42109] = "the SQL pool is warming up",
        [46706] = "the pool has no server cursors",
        [103010] = "a syntax error",
    };

    /// <param name="e">What the provider threw.</param>
    /// <param name="what">What was being done, without a full stop.</param>
    /// <param name="settings">Say whether the provider may be quoted.</param>
    /// <param name="dialect">The database; null if it was not reached.</param>
    /// <param name="sql">The statement, if the error may point into it.</param>
    public static SyncSourceException Translate(Exception e, string what, DbSourceOptions settings, DbDialect? dialect = null, string? sql = null)
    {
        if (e is SyncSourceException known)
            return known;

        var database = Find<DbException>(e, static found => found.SqlState is { Length: 5 } || ErrorNumber(found) is not null) ?? Find<DbException>(e);
        var sqlState = database?.SqlState is { Length: 5 } state ? state : null;
        var number = ErrorNumber(database);
        var isLost = Find<SocketException>(e) is not null || Find<IOException>(e) is not null;

        var text = new StringBuilder(what);
        if ((ConnectionMeaning(e) ?? DuckDbMeaning(database) ?? Meaning(sqlState, number)) is { } meaning)
            text.Append(": ").Append(meaning);
        else if (Find<TimeoutException>(e) is not null)
            text.Append(": the server did not answer in time");
        else if (isLost)
            text.Append(": the connection was lost or refused");

        text.Append(" (").Append((database ?? e).GetType().Name);
        if (sqlState is not null)
            text.Append(", SQLSTATE ").Append(sqlState);
        if (number is not null)
            text.Append(CultureInfo.InvariantCulture, $", error {number}");
        text.Append(").");
        if (sql is not null && Position(database) is { } position && position <= sql.Length)
        {
            var before = sql.AsSpan(0, position - 1);
            text.Append(CultureInfo.InvariantCulture, $" See line {before.Count('\n') + 1}, column {position - 1 - before.LastIndexOf('\n')} of the model.");
        }

        if (settings.IncludeProviderMessages)
            text.Append(" The provider says: ").Append(e.Message);
        return new DbSourceException(text.ToString(), sqlState, number, IsTransient());

        bool IsTransient() => isLost && Find<AuthenticationException>(e) is null || e is TimeoutException || database?.IsTransient == true
            || IsNamed(dialect?.Transient) || dialect is null && (IsNamed(DbTransience.SqlServer) || IsNamed(DbTransience.MySql)) || IsNamed(settings.TransientErrors);

        bool IsNamed(IEnumerable<string>? codes) => codes?.Any(code =>
            code == sqlState || code.Length == 2 && sqlState?.StartsWith(code, StringComparison.Ordinal) == true
            || number is not null && code == number.Value.ToString(CultureInfo.InvariantCulture)) == true;
    }

    /// <summary>The database's own number of an error, if the provider told one.</summary>
    public static int? NumberOf(DbException e) => ErrorNumber(e);

    // What the network says is clearer than what the provider makes of it.
    private static string? ConnectionMeaning(Exception e)
    {
        if (Find<AuthenticationException>(e) is not null)
            return "TLS failed; the certificate of the server is not trusted, or not for this host name";

        // No provider has a code for a server that offers none.
        if (Find<DbException>(e, static found => found.SqlState is null && found.Message.Contains("SSL", StringComparison.OrdinalIgnoreCase)) is not null)
            return "TLS could not be agreed on; the server may not offer it";
        return Find<SocketException>(e)?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host is unknown; check its name",
            SocketError.ConnectionRefused => "the connection was refused; nothing listens at this host and port",
            SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable => "the host does not answer; check its name, the port and the firewall",
            _ => null,
        };
    }

    // DuckDB has no numbers; the kind of an error stands at the start of its text.
    private static string? DuckDbMeaning(DbException? e) => e is null || e.GetType().Name != "DuckDBException" ? null : e.Message.Split(':')[0].Trim() switch
    {
        "Parser Error" => "a syntax error",
        "Catalog Error" => "a table, view or function it names does not exist",
        "Binder Error" => "a column it names does not exist, or the types do not fit",
        "Permission Error" => "it needs something that the connection does not allow",
        "IO Error" => "a file cannot be opened or read",
        "Conversion Error" or "Out of Range Error" or "Invalid Input Error" => "an expression has a value that it cannot work with",
        _ => null,
    };

    // A class of SQLSTATEs says least: MySQL has one for a table that is missing, a right and an error of syntax.
    private static string? Meaning(string? sqlState, int? number) =>
        sqlState is not null && s_states.TryGetValue(sqlState, out var meaning)
        || number is not null && s_numbers.TryGetValue(number.Value, out meaning)
        || sqlState is not null && s_states.TryGetValue(sqlState[..2], out meaning)
            ? meaning
            : null;

    // Providers say the number in different places; HResult-like numbers, which mean nothing to a reader, are negative.
    private static int? ErrorNumber(DbException? e)
    {
        if (e is null)
            return null;

        foreach (var key in (string[])["Server Error Code", "HelpLink.EvtID"])
        {
            if (e.Data[key] is { } told && int.TryParse(Convert.ToString(told, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var number))
                return number;
        }

        // Microsoft.Data.Sqlite keeps it in a property of its own type, and at the start of its text.
        const string sqlite = "SQLite Error ";
        if (e.Message.StartsWith(sqlite, StringComparison.Ordinal) && e.Message.IndexOf(':', StringComparison.Ordinal) is > 0 and var end
            && int.TryParse(e.Message.AsSpan(sqlite.Length, end - sqlite.Length), CultureInfo.InvariantCulture, out var code))
            return code;

        return e.ErrorCode > 0 ? e.ErrorCode : null;
    }

    private static int? Position(DbException? e) => e?.Data["Position"] is int position && position > 0 ? position : null;

    private static T? Find<T>(Exception? e, Predicate<T>? condition = null)
        where T : Exception
    {
        for (; e is not null; e = e is AggregateException { InnerExceptions: [var first, ..] } ? first : e.InnerException)
        {
            if (e is T found && condition?.Invoke(found) != false)
                return found;
        }

        return null;
    }
}
