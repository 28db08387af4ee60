using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>What somebody writes by hand before there is an engine: read, rename, serialise, forget.</summary>
internal static class MappingLoop
{
    private const int BatchSize = 500;

    /// <returns>The number of bytes that would have been sent.</returns>
    public static long Run(CompanyTable table)
    {
        using var connection = new SqliteConnection(table.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = CompanyTable.Query;
        using var reader = command.ExecuteReader();
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        var (sent, rows) = (0L, 0);
        while (reader.Read())
        {
            if (rows++ % BatchSize == 0)
                sent += Send();
            Write(json, reader);
        }

        return sent + Send();

        long Send()
        {
            json.Flush();
            var length = buffer.WrittenCount;
            buffer.ResetWrittenCount();
            json.Reset();
            return length;
        }
    }

    private static void Write(Utf8JsonWriter json, SqliteDataReader row)
    {
        json.WriteStartObject();
        json.WriteString("CompanyId"u8, row.GetString(0));
        json.WriteString("Name"u8, row.GetString(1));
        json.WriteString("Plan"u8, row.GetString(2));
        json.WriteString("Owner"u8, row.GetString(3));
        json.WriteNumber("Seats"u8, row.GetInt64(4));
        json.WriteNumber("Tickets"u8, row.GetInt64(5));
        json.WriteNumber("Arr"u8, row.GetDecimal(6));
        json.WriteBoolean("IsActive"u8, row.GetBoolean(7));
        WriteDate(json, "SignedOn"u8, row.GetString(8));
        WriteDate(json, "RenewsOn"u8, row.GetString(9));
        json.WriteEndObject();
        json.Flush();
        json.Reset();
    }

    private static void WriteDate(Utf8JsonWriter json, ReadOnlySpan<byte> name, string text)
    {
        Span<byte> formatted = stackalloc byte[16];
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).TryFormat(formatted, out var length, "O", CultureInfo.InvariantCulture);
        json.WriteString(name, formatted[..length]);
    }
}
