using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Census.Sync.Sources;

/// <summary>What only DuckDB has: results that stream if they are asked to, and columns of lists.</summary>
internal static class DuckDbCells
{
    /// <summary>Makes a result stream: without, all of it lies in memory before the first row is there.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the property the result is read all the same, from memory.")]
    public static void Stream(DbCommand command) => command.GetType().GetProperty("UseStreamingMode")?.SetValue(command, true);

    /// <summary>The reader of a column of lists, by the type of its elements. Null if there is none.</summary>
    // Asked for as nullable elements: a list that holds a null is refused otherwise.
    public static (FieldType Type, DbCellReader? Read) List(Type list) => list.IsGenericType && list.GetGenericTypeDefinition() == typeof(List<>)
        ? Type.GetTypeCode(list.GenericTypeArguments[0]) switch
        {
            TypeCode.Boolean => (FieldType.Boolean, Values<bool>(static value => value)),
            TypeCode.SByte => (FieldType.Integer, Values<sbyte>(static value => (long)value)),
            TypeCode.Byte => (FieldType.Integer, Values<byte>(static value => (long)value)),
            TypeCode.Int16 => (FieldType.Integer, Values<short>(static value => (long)value)),
            TypeCode.UInt16 => (FieldType.Integer, Values<ushort>(static value => (long)value)),
            TypeCode.Int32 => (FieldType.Integer, Values<int>(static value => (long)value)),
            TypeCode.UInt32 => (FieldType.Integer, Values<uint>(static value => (long)value)),
            TypeCode.Int64 => (FieldType.Integer, Values<long>(static value => value)),
            TypeCode.UInt64 => (FieldType.Integer, Values<ulong>(DbCells.FromUnsigned)),
            TypeCode.Single => (FieldType.Float, Values<float>(DbCells.FromSingle)),
            TypeCode.Double => (FieldType.Float, Values<double>(static value => value)),
            TypeCode.Decimal => (FieldType.Decimal, Values<decimal>(static value => value)),
            TypeCode.DateTime => (FieldType.LocalDateTime, Values<DateTime>(static value => FieldValue.From(value))),
            TypeCode.String => (FieldType.String, Texts()),
            _ => OfOther(list.GenericTypeArguments[0]),
        }
        : (FieldType.Any, null);

    private static (FieldType Type, DbCellReader? Read) OfOther(Type element) =>
        element == typeof(DateOnly) ? (FieldType.Date, Values<DateOnly>(static value => value))
        : element == typeof(Guid) ? (FieldType.String, Values<Guid>(static value => value.ToString("D")))
        : element == typeof(BigInteger) ? (FieldType.Decimal, Values<BigInteger>(static value => FieldValue.FromNumber(value.ToString(CultureInfo.InvariantCulture))))
        : (FieldType.Any, null);

    private static DbCellReader Values<T>(Func<T, FieldValue> convert)
        where T : struct =>
        DbCells.NotNull((reader, ordinal) =>
        {
            var list = reader.GetFieldValue<List<T?>>(ordinal);
            var values = new FieldValue[list.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = list[i] is { } value ? convert(value) : FieldValue.Null;
            return FieldValue.FromArray(values);
        });

    private static DbCellReader Texts() => DbCells.NotNull(static (reader, ordinal) =>
    {
        var list = reader.GetFieldValue<List<string?>>(ordinal);
        var values = new FieldValue[list.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = list[i];
        return FieldValue.FromArray(values);
    });
}
