using System.Collections.Frozen;

namespace Census.Sync.Sources;

/// <summary>The errors of each database that may be over in a moment, before the first row is there.</summary>
internal static class DbTransience
{
    /// <summary>SQLSTATEs that mean the same everywhere: the connection, and another transaction in the way.</summary>
    public static FrozenSet<string> Standard { get; } = Of("08", "40001");

    // Spec section 9.2. 57014 is our own cancellation or the server's time limit, which would be reached again.
    public static FrozenSet<string> Postgres { get; } = Of("08", "40001", "40P01", "53", "55P03", "57P01", "57P02", "57P03", "58");

    // Spec section 8.
    public static FrozenSet<string> MySql { get; } = Of(
        "1040", "1042", "1053", "1152", "1153", "1154", "1155", "1156", "1157", "1158", "1159", "1160", "1161", "1205", "1213", "1927", "2006", "2013");

    // Spec section 7.3: the baseline of SqlClient's own retry logic, and what is commonly added. 42108 and 42109 are a pool that is paused or resumes.
    public static FrozenSet<string> SqlServer { get; } = Of(
        "-2", "20", "64", "121", "233", "997", "1204", "1205", "1222", "4060", "4221", "8645", "8651", "10053", "10054", "10060", "10928", "10929", "40143",
        "40197", "40501", "40540", "40613", "42108", "42109", "49918", "49919", "49920");

    /// <summary>Another connection holds a lock.</summary>
    public static FrozenSet<string> Sqlite { get; } = Of("5", "6");

    private static FrozenSet<string> Of(params IEnumerable<string> codes) => codes.ToFrozenSet(StringComparer.Ordinal);
}
