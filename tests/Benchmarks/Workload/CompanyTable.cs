using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>A table of companies in a SQLite file: ten columns of text, integers, decimals, dates as text and booleans.</summary>
internal sealed class CompanyTable(string path)
{
    public const string Query = "SELECT company_id, name, plan, owner, seats, tickets, arr, is_active, signed_on, renews_on FROM companies";

    private static readonly int[] s_texts = [0, 1, 2, 3, 6, 8, 9];

    public string ConnectionString { get; } = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();

    /// <summary>Makes the file.</summary>
    public static CompanyTable Create(string path, int rows)
    {
        var table = new CompanyTable(path);
        table.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
        table.Execute(
            """
            CREATE TABLE companies (
                company_id TEXT NOT NULL, name TEXT NOT NULL, plan TEXT NOT NULL, owner TEXT NOT NULL, seats INTEGER NOT NULL,
                tickets INTEGER NOT NULL, arr TEXT NOT NULL, is_active BOOLEAN NOT NULL, signed_on TEXT NOT NULL, renews_on TEXT NOT NULL)
            """);
        table.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
            INSERT INTO companies
            SELECT printf('C-%08d', i), 'Company number ' || i, CASE i % 3 WHEN 0 THEN 'gold' WHEN 1 THEN 'silver' ELSE 'bronze' END,
                'owner' || (i % 5000) || '@example.org', i % 997, i * 7919 % 100003, printf('%d.%02d', i * 37 % 1000000, i % 100), i % 2,
                date('2015-01-01', '+' || (i % 4000) || ' days'), date('2026-01-01', '+' || (i % 365) || ' days')
            FROM n
            """));
        return table;
    }

    /// <summary>The reference: every row is read and every column is fetched by its typed getter; the sum proves that nothing was left out.</summary>
    public long Scan() => Scan(ConnectionString);

    /// <summary>The reference, of a file that is there.</summary>
    public static long Scan(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Query;
        using var reader = command.ExecuteReader();
        long sum = 0;
        while (reader.Read())
        {
            sum += reader.GetString(0).Length + reader.GetString(1).Length + reader.GetString(2).Length + reader.GetString(3).Length
                + reader.GetInt64(4) + reader.GetInt64(5) + (long)reader.GetDecimal(6) + (reader.GetBoolean(7) ? 1 : 0)
                + reader.GetString(8).Length + reader.GetString(9).Length;
        }

        return sum;
    }

    /// <summary>The first rows, with a value of each changed.</summary>
    public static string ChangedQuery(int rows) => string.Create(
        CultureInfo.InvariantCulture, $"{Query.Replace("seats", "seats + 1 AS seats", StringComparison.Ordinal)} WHERE rowid <= {rows}");

    /// <summary>The bytes that the strings of all rows take in memory, each made once.</summary>
    public long SizeOfStrings()
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Query;
        using var reader = command.ExecuteReader();
        long sum = 0;
        while (reader.Read())
        {
            foreach (var column in s_texts)
                sum += SizeOfString(reader.GetString(column).Length);
        }

        return sum;
    }

    // Header, type, length and the zero at the end take 22 bytes beside the characters, and objects begin at multiples of 8.
    private static int SizeOfString(int length) => 22 + length * sizeof(char) + 7 & ~7;

    /// <summary>Changes a value of every row.</summary>
    public void Change() => Execute("UPDATE companies SET seats = seats + 1");

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
