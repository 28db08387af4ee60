using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Census.Sync.Sources;

/// <summary>Says in own words what a provider's exception means. Its own text may quote values of rows or the connection string.</summary>
internal static class DbErrors
{
    // Number or code, and what it means. SQLite counts from 1 to 26, MySQL from 1000, and SQL Server's do not overlap with the ones named here.
    private static readonly Dictionary<string, string> s_meanings = new(StringComparer.Ordinal)
    {
        ["08"] = "the connection was lost or refused",
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
        ["5"] = "another connection holds a lock on the database file",
        ["6"] = "another connection holds a lock on a table",
        ["1"] = "it is not valid, or names a table or column that does not exist",
        ["11"] = "the database file is damaged",
        ["14"] = "the database file cannot be opened",
        ["26"] = "the file is not a database",
        ["1042"] = "the server does not answer",
        ["1044"] = "the user may not use the database; grant the right to",
        ["1045"] = "user name or password were refused",
        ["1049"] = "the database does not exist",
        ["1054"] = "a column it names does not exist",
        ["1064"] = "a syntax error",
        ["1142"] = "the user may not read something it names; grant the right to",
        ["1146"] = "a table or view it names does not exist",
        ["1205"] = "another transaction was in the way; try again",
        ["1317"] = "the statement was cancelled",
        ["1365"] = "a division by zero",
        ["1927"] = "an administrator ended the connection",
        ["3024"] = "the statement took longer than the server allows",
        ["102"] = "a syntax error",
        ["207"] = "a column it names does not exist",
        ["208"] = "a table or view it names does not exist",
        ["229"] = "the user may not read something it names; grant the right to",
        ["4060"] = "the database does not exist or may not be used",
        ["8134"] = "a division by zero",
        ["18456"] = "user name or password were refused",
    };

    /// <param name="e">What the provider threw.</param>
    /// <param name="what">What was being done, without a full stop.</param>
    /// <param name="settings">Say whether the provider may be quoted.</param>
    /// <param name="sql">The statement, if the error may point into it.</param>
    public static SyncSourceException Translate(Exception e, string what, DbSourceOptions settings, string? sql = null)
    {
        if (e is SyncSourceException known)
            return known;

        var database = Find<DbException>(e, static found => found.SqlState is { Length: 5 } || ErrorNumber(found) is not null) ?? Find<DbException>(e);
        var sqlState = database?.SqlState is { Length: 5 } state ? state : null;
        var number = ErrorNumber(database);
        var lost = Find<SocketException>(e) is not null || Find<IOException>(e) is not null;

        var text = new StringBuilder(what);
        if (Meaning(sqlState, number) is { } meaning)
            text.Append(": ").Append(meaning);
        else if (Find<TimeoutException>(e) is not null)
            text.Append(": the server did not answer in time");
        else if (lost)
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
        return new DbSourceException(text.ToString(), sqlState, number, lost || e is TimeoutException || database?.IsTransient == true);
    }

    private static string? Meaning(string? sqlState, int? number)
    {
        if (sqlState is not null && (s_meanings.TryGetValue(sqlState, out var meaning) || s_meanings.TryGetValue(sqlState[..2], out meaning)))
            return meaning;
        return number is not null && s_meanings.TryGetValue(number.Value.ToString(CultureInfo.InvariantCulture), out meaning) ? meaning : null;
    }

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
