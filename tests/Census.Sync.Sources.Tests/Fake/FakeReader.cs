using System.Collections;
using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Data.SqlTypes;

namespace Census.Sync.Sources.Tests.Fake;

/// <summary>Reads as SqlClient does: columns in their order if told so, decimals of 38 digits by their own type only, types of missing assemblies not at all.</summary>
internal sealed class FakeReader(FakeDatabase database, FakeCommand command, FakeResult result, CommandBehavior behavior) : DbDataReader, IDbColumnSchemaGenerator
{
    private readonly IEnumerator<object?[]> _rows = (behavior == CommandBehavior.SchemaOnly ? [] : result.Rows).GetEnumerator();
    private int _column;
    private bool _isClosed;
    private bool _isRead;

    public override int Depth => 0;

    public override int FieldCount => result.Columns.Length;

    public override bool HasRows => true;

    public override bool IsClosed => _isClosed;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => throw new NotSupportedException();

    public override bool Read()
    {
        _column = 0;
        _isRead = !_rows.MoveNext();
        return !_isRead;
    }

    public override bool NextResult() => false;

    public override void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        try
        {
            while (!command.IsCancelled && !_isRead && Read())
                database.Drained++;
        }
        catch (DbException)
        {
        }
    }

    public override string GetName(int ordinal) => result.Columns[ordinal].Name;

    public override string GetDataTypeName(int ordinal) => result.Columns[ordinal].TypeName;

    public override Type GetFieldType(int ordinal) =>
        result.Columns[ordinal].Type ?? throw new FileNotFoundException("Could not load file or assembly 'Microsoft.SqlServer.Types'.");

    public override int GetOrdinal(string name) => throw new NotSupportedException();

    public ReadOnlyCollection<System.Data.Common.DbColumn> GetColumnSchema() => new([.. result.Columns.Select(column => new Described(column))]);

    public override object GetValue(int ordinal) => Cell(ordinal) ?? DBNull.Value;

    public override object GetProviderSpecificValue(int ordinal) => GetValue(ordinal);

    public override bool IsDBNull(int ordinal) => Cell(ordinal) is null;

    public override decimal GetDecimal(int ordinal) => Cell(ordinal) is SqlDecimal number ? number.Value : Get<decimal>(ordinal);

    public override T GetFieldValue<T>(int ordinal) => Get<T>(ordinal);

    public override bool GetBoolean(int ordinal) => Get<bool>(ordinal);

    public override byte GetByte(int ordinal) => Get<byte>(ordinal);

    public override char GetChar(int ordinal) => Get<char>(ordinal);

    public override DateTime GetDateTime(int ordinal) => Get<DateTime>(ordinal);

    public override double GetDouble(int ordinal) => Get<double>(ordinal);

    public override float GetFloat(int ordinal) => Get<float>(ordinal);

    public override Guid GetGuid(int ordinal) => Get<Guid>(ordinal);

    public override short GetInt16(int ordinal) => Get<short>(ordinal);

    public override int GetInt32(int ordinal) => Get<int>(ordinal);

    public override long GetInt64(int ordinal) => Get<long>(ordinal);

    public override string GetString(int ordinal) => Get<string>(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override int GetValues(object[] values) => throw new NotSupportedException();

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    private T Get<T>(int ordinal) => (T)(Cell(ordinal) ?? throw new SqlNullValueException());

    private object? Cell(int ordinal)
    {
        if (behavior == CommandBehavior.SequentialAccess && ordinal < _column)
            throw new InvalidOperationException("Invalid attempt to read from a column that was read before.");
        _column = ordinal;
        return _rows.Current[ordinal];
    }

    private sealed class Described : System.Data.Common.DbColumn
    {
        public Described(FakeColumn column) => (ColumnName, DataTypeName, DataType, NumericPrecision) = (column.Name, column.TypeName, column.Type, column.Precision);
    }
}
