using System.Data.Common;
using System.Text;

namespace Census.Sync.Sources;

/// <summary>Values of SQLite, each of which has a type of its own.</summary>
/// <remarks>
/// The provider asks the engine up to four times for a value, and boxes numbers: reading took half as long again as with typed getters, which do
/// not ask for the type. Its engine, bound to the statement once a read, is asked twice. Where the engine is not found, with another provider or
/// in a trimmed application, the values come the provider's own way.
/// </remarks>
internal sealed class SqliteCells
{
    private const int Integer = 1;
    private const int Float = 2;
    private const int Text = 3;
    private const int Null = 5;

    private readonly Func<int, int> _typeOf;
    private readonly Func<int, long> _integerOf;
    private readonly Func<int, double> _floatOf;
    private readonly BytesOf _bytesOf;

    private SqliteCells(Func<int, int> typeOf, Func<int, long> integerOf, Func<int, double> floatOf, BytesOf bytesOf) =>
        (_typeOf, _integerOf, _floatOf, _bytesOf) = (typeOf, integerOf, floatOf, bytesOf);

    private delegate ReadOnlySpan<byte> BytesOf(int ordinal);

    /// <summary>Chooses how the values of a result are read.</summary>
    public static DbCellReader Choose(DbConnection connection, DbDataReader reader) =>
        Bind(reader) is { } cells && IsUtf8(connection) ? cells.Read : DbCells.ReadAny;

    private FieldValue Read(DbDataReader reader, int ordinal) => _typeOf(ordinal) switch
    {
        Text => FieldValue.From(Encoding.UTF8.GetString(_bytesOf(ordinal))),
        Integer => FieldValue.From(_integerOf(ordinal)),
        Float => FieldValue.From(_floatOf(ordinal)),
        Null => FieldValue.Null,
        _ => FieldValue.From(_bytesOf(ordinal).ToArray()),
    };

    private static SqliteCells? Bind(DbDataReader reader) =>
        SqliteEngine.Bind<Func<int, int>>(reader, "sqlite3_column_type", typeof(int)) is { } typeOf
        && SqliteEngine.Bind<Func<int, long>>(reader, "sqlite3_column_int64", typeof(int)) is { } integerOf
        && SqliteEngine.Bind<Func<int, double>>(reader, "sqlite3_column_double", typeof(int)) is { } floatOf
        && SqliteEngine.Bind<BytesOf>(reader, "sqlite3_column_blob", typeof(int)) is { } bytesOf
            ? new(typeOf, integerOf, floatOf, bytesOf)
            : null;

    // Text comes in the encoding of the file, which may be UTF-16.
    private static bool IsUtf8(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA encoding";
        return command.ExecuteScalar() is "UTF-8";
    }
}
