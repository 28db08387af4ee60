using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>The readers of columns that hold lists, by the name of their elements' type.</summary>
internal static class DbArrays
{
    public static (FieldType Type, DbCellReader? Read) Choose(string element) => element switch
    {
        "boolean" => (FieldType.Boolean, Values<bool>(static value => FieldValue.From(value))),
        "smallint" => (FieldType.Integer, Values<short>(static value => FieldValue.From(value))),
        "integer" => (FieldType.Integer, Values<int>(static value => FieldValue.From(value))),
        "bigint" => (FieldType.Integer, Values<long>(static value => FieldValue.From(value))),
        "numeric" => (FieldType.Decimal, Values<decimal>(static value => FieldValue.From(value))),
        "real" => (FieldType.Float, Values<float>(DbCells.FromSingle)),
        "double precision" => (FieldType.Float, Values<double>(static value => FieldValue.From(value))),
        "text" or "character varying" or "character" or "citext" or "name" => (FieldType.String, Texts(static text => FieldValue.From(text))),
        "json" or "jsonb" => (FieldType.Json, Texts(static text => FieldValue.FromJson(text))),
        "uuid" => (FieldType.String, Values<Guid>(static value => FieldValue.From(value.ToString("D")))),
        "date" => (FieldType.Date, Values<DateOnly>(static value => FieldValue.From(value))),
        "timestamp without time zone" => (FieldType.LocalDateTime, Values<DateTime>(static value => FieldValue.From(value))),
        "timestamp with time zone" => (FieldType.DateTime, Values<DateTime>(DbCells.Instant)),
        _ => (FieldType.Any, null),
    };

    // Asked for as nullable elements: a list that holds a null is refused otherwise.
    private static DbCellReader Values<T>(Func<T, FieldValue> convert)
        where T : struct =>
        DbCells.NotNull((reader, ordinal) =>
            FieldValue.FromArray(Array.ConvertAll(reader.GetFieldValue<T?[]>(ordinal), value => value is { } some ? convert(some) : FieldValue.Null)));

    private static DbCellReader Texts(Func<string?, FieldValue> convert) =>
        DbCells.NotNull((reader, ordinal) => FieldValue.FromArray(Array.ConvertAll(reader.GetFieldValue<string?[]>(ordinal), value => convert(value))));
}
