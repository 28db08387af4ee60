namespace Census.Sync.Sources.Tests;

/// <summary>Queries that return the records the suite expects.</summary>
internal static class PeopleSql
{
    public static string Sqlite(int records) =>
        $"""
        with recursive n(i) as (select 0 union all select i + 1 from n where i < {records} - 1)
        select 'id-' || i, case when i % 3 = 2 then null else 'Größe, "' || i || '"' end from n where i < {records}
        """;

    public static string Postgres(int records) =>
        $"""
        select 'id-' || i as "Id", case when i % 3 = 2 then null else 'Größe, "' || i || '"' end as "Name"
        from generate_series(0, {records} - 1) as i order by i
        """;

    public static string MariaDb(int records) =>
        $"""
        select concat('id-', seq) as Id, case when seq % 3 = 2 then null else concat('Größe, "', seq, '"') end as Name
        from seq_0_to_1000000 where seq < {records} order by seq
        """;
}
