using System.Buffers;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Census.Sync.Storage;

/// <summary>A prepared statement on blobs that copies no content: the provider's parameters and readers would make an array of each.</summary>
internal sealed class BlobStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public BlobStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    /// <summary>Runs a statement that returns nothing; <paramref name="content"/> is the parameter after the numbers.</summary>
    public void Execute(ReadOnlySpan<long> numbers, ReadOnlySpan<byte> content)
    {
        try
        {
            Bind(numbers);
            Check(raw.sqlite3_bind_blob(_statement, numbers.Length + 1, content));
            Check(raw.sqlite3_step(_statement));
        }
        finally
        {
            raw.sqlite3_reset(_statement);
            raw.sqlite3_clear_bindings(_statement);
        }
    }

    /// <summary>Copies the first column of the first row.</summary>
    /// <returns>False if there is no row.</returns>
    public bool Read(ReadOnlySpan<long> numbers, IBufferWriter<byte> destination)
    {
        try
        {
            Bind(numbers);
            var result = raw.sqlite3_step(_statement);
            Check(result);
            if (result == raw.SQLITE_DONE)
                return false;
            var content = raw.sqlite3_column_blob(_statement, 0);
            content.CopyTo(destination.GetSpan(Math.Max(1, content.Length)));
            destination.Advance(content.Length);
            return true;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Visits all rows, of which the first column is a number and the second a blob.</summary>
    public void Visit(ReadOnlySpan<long> numbers, Action<long, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken)
    {
        try
        {
            Bind(numbers);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = raw.sqlite3_step(_statement);
                Check(result);
                if (result == raw.SQLITE_DONE)
                    return;
                visit(raw.sqlite3_column_int64(_statement, 0), raw.sqlite3_column_blob(_statement, 1));
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<long> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            Check(raw.sqlite3_bind_int64(_statement, i + 1, numbers[i]));
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
