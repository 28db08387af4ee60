using System.Globalization;
using Census.Sync.DatabaseServers;
using Npgsql;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>The table of companies on a PostgreSQL server, with the types that such a table has there.</summary>
internal static class PostgresCompanies
{
    public static Task CreateAsync(PostgresServer server, int rows) => server.ExecuteAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DROP TABLE IF EXISTS companies;
        CREATE UNLOGGED TABLE companies AS
        SELECT 'C-' || lpad(i::text, 8, '0') AS company_id, 'Company number ' || i AS name, (ARRAY['gold', 'silver', 'bronze'])[i % 3 + 1] AS plan,
            'owner' || i % 5000 || '@example.org' AS owner, i % 997 AS seats, i::bigint * 7919 % 100003 AS tickets,
            (i::bigint * 37 % 1000000 + i % 100 / 100.0)::numeric(12, 2) AS arr, i % 2 = 1 AS is_active,
            date '2015-01-01' + i % 4000 AS signed_on, timestamptz '2026-01-01' + i * interval '1 second' AS renews_on
        FROM generate_series(1, {rows}) AS i
        """));

    public static long Scan(NpgsqlDataSource dataSource)
    {
        using var command = dataSource.CreateCommand(CompanyTable.Query);
        using var reader = command.ExecuteReader();
        long sum = 0;
        while (reader.Read())
        {
            sum += reader.GetString(0).Length + reader.GetString(1).Length + reader.GetString(2).Length + reader.GetString(3).Length
                + reader.GetInt32(4) + reader.GetInt64(5) + (long)reader.GetDecimal(6) + (reader.GetBoolean(7) ? 1 : 0)
                + reader.GetFieldValue<DateOnly>(8).DayNumber + reader.GetDateTime(9).Ticks;
        }

        return sum;
    }
}
