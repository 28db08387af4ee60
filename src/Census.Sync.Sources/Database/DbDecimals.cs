using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Census.Sync.Sources;

/// <summary>Decimal numbers of more digits than a .NET <see cref="decimal"/> holds, where the provider has a type of its own for them.</summary>
internal static class DbDecimals
{
    // A .NET decimal holds any number of so many digits.
    private const int Digits = 28;
    private const decimal Largest = 1e28m;

    /// <summary>How a decimal column is read.</summary>
    public static DbCellReader Choose(DbDataReader reader, int ordinal, DbDialect dialect)
    {
        return dialect.Kind switch
        {
            DatabaseKind.Snowflake => s_snowflake,
            DatabaseKind.DuckDb => s_duckDb,
            _ when PrecisionOf(reader, ordinal) is not > Digits => s_plain,

            // MySqlConnector rounds what has more than 28 digits behind the point.
            DatabaseKind.MySql => MySql(reader) ?? s_plain,
            _ when dialect.IsSqlServer => s_providersOwn,
            _ => s_plain,
        };
    }

    private static readonly DbCellReader s_plain = DbCells.NotNull(static (reader, ordinal) => FieldValue.From(reader.GetDecimal(ordinal)));

    // Values of more digits are rounded in silence (spec section 10.2), and the provider does not say which columns may have them.
    private static readonly DbCellReader s_duckDb = DbCells.NotNull(static (reader, ordinal) =>
    {
        var number = reader.GetDecimal(ordinal);
        return number.Scale < Digits && Math.Abs(number) < Largest
            ? FieldValue.From(number)
            : throw new OverflowException("The number may have been rounded.");
    });

    // Made once for each column of many digits: it boxes.
    private static readonly DbCellReader s_providersOwn = DbCells.NotNull(static (reader, ordinal) => FromText(reader.GetProviderSpecificValue(ordinal)));

    private static readonly DbCellReader s_snowflake = DbCells.NotNull(static (reader, ordinal) =>
    {
        try
        {
            return FieldValue.From(reader.GetDecimal(ordinal));
        }
        catch (OverflowException)
        {
            return FromText(reader.GetString(ordinal));
        }
    });

    /// <summary>The whole numbers of Snowflake, whose columns take 38 digits unless they say less.</summary>
    public static DbCellReader SnowflakeInteger { get; } = DbCells.NotNull(static (reader, ordinal) =>
    {
        try
        {
            return FieldValue.From(reader.GetInt64(ordinal));
        }
        catch (OverflowException)
        {
            return FromText(reader.GetString(ordinal));
        }
    });

    // Both providers of MySQL have a type for them, and a getter of this name.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the getter the value is read as one that the provider may not deliver.")]
    private static DbCellReader? MySql(DbDataReader reader) => reader.GetType().GetMethod("GetMySqlDecimal", [typeof(int)]) is { } getter
        ? DbCells.NotNull((row, ordinal) => FromText(getter.Invoke(row, [ordinal])!))
        : null;

    private static FieldValue FromText(object number) => FieldValue.FromNumber(Convert.ToString(number, CultureInfo.InvariantCulture));

    // Providers describe their columns in the one way or in the other.
    private static int? PrecisionOf(DbDataReader reader, int ordinal)
    {
        try
        {
            return reader.CanGetColumnSchema()
                ? reader.GetColumnSchema()[ordinal].NumericPrecision
                : reader.GetSchemaTable()?.Rows[ordinal][SchemaTableColumn.NumericPrecision] is IConvertible precision and not DBNull
                    ? precision.ToInt32(CultureInfo.InvariantCulture)
                    : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
