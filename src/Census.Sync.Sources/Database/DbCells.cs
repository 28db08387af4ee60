using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Numerics;

namespace Census.Sync.Sources;

/// <summary>The reader of the cells of each type of column: typed getters, so that no number and no date is boxed.</summary>
internal static class DbCells
{
    private static readonly FrozenDictionary<Type, (FieldType Type, DbCellReader Read)> s_byType =
        new Dictionary<Type, (FieldType, DbCellReader)>
        {
            [typeof(bool)] = (FieldType.Boolean, NotNull(static (r, i) => FieldValue.From(r.GetBoolean(i)))),
            [typeof(byte)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetByte(i)))),
            [typeof(sbyte)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<sbyte>(i)))),
            [typeof(short)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetInt16(i)))),
            [typeof(ushort)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<ushort>(i)))),
            [typeof(int)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetInt32(i)))),
            [typeof(uint)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<uint>(i)))),
            [typeof(long)] = (FieldType.Integer, NotNull(static (r, i) => FieldValue.From(r.GetInt64(i)))),
            [typeof(ulong)] = (FieldType.Integer, NotNull(static (r, i) => FromUnsigned(r.GetFieldValue<ulong>(i)))),
            [typeof(BigInteger)] = (FieldType.Decimal, NotNull(static (r, i) => FieldValue.FromNumber(r.GetFieldValue<BigInteger>(i).ToString(CultureInfo.InvariantCulture)))),
            [typeof(float)] = (FieldType.Float, NotNull(static (r, i) => FromSingle(r.GetFloat(i)))),
            [typeof(double)] = (FieldType.Float, NotNull(static (r, i) => FieldValue.From(r.GetDouble(i)))),
            [typeof(string)] = (FieldType.String, NotNull(static (r, i) => FieldValue.From(r.GetString(i)))),
            [typeof(char)] = (FieldType.String, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<char>(i).ToString()))),
            [typeof(Guid)] = (FieldType.String, NotNull(static (r, i) => FieldValue.From(r.GetGuid(i).ToString("D")))),
            [typeof(DateOnly)] = (FieldType.Date, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<DateOnly>(i)))),
            [typeof(TimeOnly)] = (FieldType.Time, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<TimeOnly>(i)))),
            [typeof(TimeSpan)] = (FieldType.Any, NotNull(static (r, i) => FieldValue.FromObject(r.GetFieldValue<TimeSpan>(i)))),
            [typeof(DateTimeOffset)] = (FieldType.DateTime, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<DateTimeOffset>(i)))),
            [typeof(DateTime)] = (FieldType.Any, NotNull(static (r, i) => FieldValue.From(r.GetDateTime(i)))),
            [typeof(byte[])] = (FieldType.Bytes, NotNull(static (r, i) => FieldValue.From(r.GetFieldValue<byte[]>(i)))),
            [typeof(Stream)] = (FieldType.Bytes, NotNull(static (r, i) => FromStream(r.GetStream(i)))),
            [typeof(IPAddress)] = (FieldType.String, NotNull(static (r, i) => FieldValue.From(r.GetValue(i).ToString()))),
            [typeof(IPNetwork)] = (FieldType.String, NotNull(static (r, i) => FieldValue.From(r.GetValue(i).ToString()))),
            [typeof(PhysicalAddress)] = (FieldType.String, NotNull(static (r, i) => FieldValue.From(r.GetValue(i).ToString()))),
            [typeof(object)] = (FieldType.Any, ReadAny),
        }.ToFrozenDictionary();

    private static readonly DbCellReader s_json = NotNull(static (r, i) => FieldValue.FromJson(r.GetString(i)));
    private static readonly DbCellReader s_date = NotNull(static (r, i) => FieldValue.From(DateOnly.FromDateTime(r.GetDateTime(i))));
    private static readonly DbCellReader s_utc = NotNull(static (r, i) => FieldValue.From(DateTime.SpecifyKind(r.GetDateTime(i), DateTimeKind.Utc)));
    private static readonly DbCellReader s_instant = NotNull(static (r, i) => Instant(r.GetDateTime(i)));
    private static readonly DbCellReader s_timeOfDay = NotNull(static (r, i) => FieldValue.From(TimeOnly.FromDateTime(r.GetDateTime(i))));
    private static readonly DbCellReader s_numberText = NotNull(static (r, i) => FieldValue.FromNumber(r.GetString(i)));
    private static readonly DbCellReader s_timeWithZone = NotNull(static (r, i) =>
        FieldValue.From(r.GetFieldValue<DateTimeOffset>(i).ToString("HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)));

    /// <summary>How a column is read. The reader is null if the type has no place in a record.</summary>
    public static (FieldType Type, bool IsArray, DbCellReader? Read) Choose(DbDataReader reader, int ordinal, DbDialect dialect)
    {
        var (type, typeName) = (TypeOf(reader, ordinal), reader.GetDataTypeName(ordinal));
        var name = WithoutPrecision(typeName);
        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            var (elementType, readArray) = DbArrays.Choose(name[..^2]);
            return (elementType, true, readArray);
        }

        if (dialect.IsPostgres && PostgresCells.Choose(name, type) is { } postgres)
            return (postgres.Type, false, postgres.Read);
        if (type == typeof(decimal))
            return (FieldType.Decimal, false, DbDecimals.Choose(reader, ordinal, dialect));
        if (type == typeof(long) && dialect.Kind == DatabaseKind.Snowflake)
            return (FieldType.Integer, false, DbDecimals.SnowflakeInteger);
        if (dialect.Kind == DatabaseKind.DuckDb && DuckDbCells.List(type) is { Read: { } list } found)
            return (found.Type, true, list);
        if (type == typeof(DateTime))
            return DateTimeColumn(name, dialect);
        if (type == typeof(string) && (name is "json" or "jsonb" or "variant" || dialect.Kind == DatabaseKind.Snowflake && name is "object" or "array"))
            return (FieldType.Json, false, s_json);
        if (type == typeof(string) && name is "numeric" or "decimal")
            return (FieldType.Decimal, false, s_numberText);
        if (type == typeof(TimeSpan) && name == "time" && !dialect.IsMySql)
            return (FieldType.Time, false, s_byType[type].Read);
        if (type == typeof(DateTimeOffset) && name is "time with time zone" or "timetz")
            return (FieldType.String, false, s_timeWithZone);

        return s_byType.TryGetValue(type, out var known) ? (known.Type, false, known.Read) : (FieldType.Any, false, null);
    }

    /// <summary>Reads a value whose type is its own. Text, the most frequent kind, is not boxed by this; numbers are, for a moment.</summary>
    public static FieldValue ReadAny(DbDataReader reader, int ordinal) => reader.GetValue(ordinal) switch
    {
        string text => FieldValue.From(text),
        long number => FieldValue.From(number),
        double number => FieldValue.From(number),
        var other => FieldValue.FromObject(other),
    };

    public static DbCellReader NotNull(DbCellReader read) =>
        (reader, ordinal) => reader.IsDBNull(ordinal) ? FieldValue.Null : read(reader, ordinal);

    // Postgres gives an infinite time stamp as the extreme of DateTime, without a kind.
    public static FieldValue Instant(DateTime value) =>
        FieldValue.From(value.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(value, DateTimeKind.Utc) : value);

    // By way of its shortest text: 0.1 stays 0.1 and does not become 0.10000000149.
    public static FieldValue FromSingle(float value)
    {
        Span<char> text = stackalloc char[32];
        return value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            ? FieldValue.From(double.Parse(text[..length], CultureInfo.InvariantCulture))
            : FieldValue.From((double)value);
    }

    /// <summary>The type that a provider delivers; void if it has none here, such as those of SQL Server whose assembly is missing.</summary>
    public static Type TypeOf(DbDataReader reader, int ordinal)
    {
        try
        {
            return reader.GetFieldType(ordinal) ?? typeof(void);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException or ArgumentException or NotSupportedException or InvalidCastException)
        {
            return typeof(void);
        }
    }

    private static (FieldType Type, bool IsArray, DbCellReader? Read) DateTimeColumn(string name, DbDialect dialect) => name switch
    {
        "date" => (FieldType.Date, false, dialect.IsMySql ? MySqlDate(s_date) : s_date),

        // Snowflake.Data delivers a time of day as one of some day.
        "time" when dialect.Kind == DatabaseKind.Snowflake => (FieldType.Time, false, s_timeOfDay),

        // The session's time zone was set to UTC; what kind the provider says is a guess.
        "timestamp" when dialect.IsMySql => (FieldType.DateTime, false, MySqlDate(s_utc)),
        "datetime" when dialect.IsMySql => (FieldType.LocalDateTime, false, MySqlDate(s_byType[typeof(DateTime)].Read)),
        "timestamp with time zone" or "timestamptz" or "timestamp_tz" or "timestamp_ltz" => (FieldType.DateTime, false, s_instant),
        "timestamp without time zone" or "timestamp" or "timestamp_ntz" or "datetime" or "datetime2" or "smalldatetime"
            or "timestamps" or "timestampms" or "timestampns" =>
            (FieldType.LocalDateTime, false, s_byType[typeof(DateTime)].Read),
        _ => (FieldType.Any, false, s_byType[typeof(DateTime)].Read),
    };

    // ConvertZeroDateTime delivers 0000-00-00 as the first day of the calendar, which MySQL itself cannot store.
    private static DbCellReader MySqlDate(DbCellReader read) => (reader, ordinal) =>
        reader.IsDBNull(ordinal) || reader.GetDateTime(ordinal) == DateTime.MinValue ? FieldValue.Null : read(reader, ordinal);

    public static FieldValue FromUnsigned(ulong number) =>
        number <= long.MaxValue ? FieldValue.From((long)number) : FieldValue.From((decimal)number);

    private static FieldValue FromStream(Stream stream)
    {
        using (stream)
        using (var copy = new MemoryStream())
        {
            stream.CopyTo(copy);
            return FieldValue.From(copy.ToArray());
        }
    }

    // "numeric(10,2)" is numeric, "timestamp(3) with time zone" is timestamp with time zone.
    private static string WithoutPrecision(string typeName)
    {
        var open = typeName.IndexOf('(', StringComparison.Ordinal);
        var close = typeName.IndexOf(')', StringComparison.Ordinal);
        return (open >= 0 && close > open ? typeName.Remove(open, close - open + 1) : typeName).Trim().ToLowerInvariant();
    }
}
