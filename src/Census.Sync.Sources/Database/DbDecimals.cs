using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Census.Sync.Sources;

/// <summary>Decimal numbers of more digits than a .NET <see cref="decimal"/> holds, where the provider has a type of its own for them.</summary>
internal static class DbDecimals
{
    // A .NET decimal holds any number of so many digits.
    private const int Digits = 28;

    /// <summary>How a decimal column is read. Null if no value of it can be read exactly.</summary>
    public static DbCellReader? Choose(DbDataReader reader, int ordinal, DbDialect dialect) => dialect.Kind switch
    {
        DatabaseKind.MySql => s_mySql,
        DatabaseKind.Snowflake => s_snowflake,
        _ when PrecisionOf(reader, ordinal) is not > Digits => s_plain,

        // Some of these are rounded in silence (spec section 10.2).
        DatabaseKind.DuckDb => null,
        _ when dialect.IsSqlServer => s_providersOwn,
        _ => s_plain,
    };

    private static readonly DbCellReader s_plain = DbCells.NotNull(static (reader, ordinal) => FieldValue.From(reader.GetDecimal(ordinal)));

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

    // What the column is declared with says little: most have ten digits and are declared with more.
    private static readonly DbCellReader s_mySql = DbCells.NotNull(static (reader, ordinal) =>
    {
        try
        {
            return FieldValue.From(reader.GetDecimal(ordinal));
        }
        catch (Exception e) when (e is OverflowException or FormatException && MySqlDecimalGetter(reader) is not null)
        {
            return FromText(MySqlDecimalGetter(reader)!.Invoke(reader, [ordinal])!);
        }
    });

    // Both providers have a type for it, and a getter of this name.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the getter the value is one that the provider cannot deliver.")]
    private static MethodInfo? MySqlDecimalGetter(DbDataReader reader) => reader.GetType().GetMethod("GetMySqlDecimal", [typeof(int)]);

    private static FieldValue FromText(object number) => FieldValue.FromNumber(Convert.ToString(number, CultureInfo.InvariantCulture));

    private static int? PrecisionOf(DbDataReader reader, int ordinal) =>
        reader.CanGetColumnSchema() ? reader.GetColumnSchema()[ordinal].NumericPrecision : null;
}
