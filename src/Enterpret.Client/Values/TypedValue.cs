using System.Globalization;
using System.Text.Json;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>Enterpret's typed values on the wire: <c>{"s": ["NYC", "Seattle"]}</c>, where <c>s</c>, <c>n</c> or <c>b</c> is the type.</summary>
internal static class TypedValue
{
    // Assumed: numbers are doubles on the other side, so whole numbers beyond this would come out changed.
    private const long LargestNumber = 1L << 53;

    public static bool IsEmpty(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Absent or FieldValueKind.Null => true,
        FieldValueKind.String => value.AsString().Length == 0,
        FieldValueKind.Array => value.AsArray().IsEmpty,
        _ => false,
    };

    /// <summary>Writes a value that is not empty, as attributes have it or, in an object called <c>array</c>, as metadata has it.</summary>
    /// <returns>The rule that the value breaks, or null. What was written before is then worthless.</returns>
    public static ValueRule? Write(RecordWriter json, in FieldValue value, FieldType declared, bool inArray, EnterpretDateEncoding dates)
    {
        var elements = value.Kind == FieldValueKind.Array ? value.AsArray() : new ReadOnlySpan<FieldValue>(in value);
        var type = TypeOf(elements[0].Kind, dates);
        json.Raw(StartOf(type, inArray));
        for (var i = 0; i < elements.Length; i++)
        {
            ref readonly var element = ref elements[i];
            if (RuleBrokenBy(element, type, declared, dates) is { } rule)
                return rule;
            if (i > 0)
                json.Raw(","u8);
            WriteElement(json, element, type);
        }

        json.Raw(inArray ? "]}}"u8 : "]}"u8);
        return null;
    }

    /// <summary>Returns the type that a value that is not empty is sent with: of a list, that of its first element.</summary>
    public static TypeTag TagOf(in FieldValue value, EnterpretDateEncoding dates) =>
        TypeOf(value.Kind == FieldValueKind.Array ? value.AsArray()[0].Kind : value.Kind, dates);

    /// <summary>Reads what <see cref="Write"/> writes.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static EnterpretValue Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() != 1)
            throw new JsonException("A typed value is an object with one property: s, n or b.");

        var tag = json.EnumerateObject().First();
        if (tag.Name is not ("s" or "n" or "b") || tag.Value.ValueKind != JsonValueKind.Array)
            throw new JsonException("A typed value is a list called s, n or b.");

        var elements = new List<FieldValue>(tag.Value.GetArrayLength());
        foreach (var element in tag.Value.EnumerateArray())
        {
            elements.Add((tag.Name, element.ValueKind) switch
            {
                ("s", JsonValueKind.String) => FieldValue.From(element.GetString()),
                ("b", JsonValueKind.True or JsonValueKind.False) => FieldValue.From(element.GetBoolean()),
                ("n", JsonValueKind.Number) when FieldValue.TryFromNumber(element.GetRawText(), out var number) => number,
                _ => throw new JsonException("An element of a typed value is not of its type."),
            });
        }

        return new(elements.Count == 1 ? elements[0] : FieldValue.FromArray([.. elements]));
    }

    private static ValueRule? RuleBrokenBy(in FieldValue element, TypeTag type, FieldType declared, EnterpretDateEncoding dates)
    {
        if (IsEmpty(element))
            return ValueRule.EmptyElement;
        if (TypeOf(element.Kind, dates) is var own && own == TypeTag.None)
            return element.Kind switch
            {
                FieldValueKind.Array => ValueRule.Nested,
                FieldValueKind.Json => ValueRule.Json,
                FieldValueKind.Bytes => ValueRule.Bytes,
                _ => ValueRule.NoPointInTime,
            };
        if (!IsOf(element.Kind, declared))
            return ValueRule.NotOfDeclaredType;
        if (own != type)
            return ValueRule.MixedTypes;
        return own == TypeTag.Number ? RuleBrokenByNumber(element) : null;
    }

    private static ValueRule? RuleBrokenByNumber(in FieldValue number) => number.Kind switch
    {
        FieldValueKind.Integer => IsTooLarge(number.AsInteger()),
        FieldValueKind.Decimal => number.AsDecimal() is > LargestNumber or < -LargestNumber ? ValueRule.NumberTooLarge : null,
        FieldValueKind.BigDecimal => IsTooLarge(double.Parse(number.AsString(), CultureInfo.InvariantCulture)),
        FieldValueKind.Float when !double.IsFinite(number.AsFloat()) => ValueRule.NotFinite,
        FieldValueKind.Float => IsTooLarge(number.AsFloat()),
        _ => null,
    };

    private static ValueRule? IsTooLarge(long number) => number is > LargestNumber or < -LargestNumber ? ValueRule.NumberTooLarge : null;

    private static ValueRule? IsTooLarge(double number) => Math.Abs(number) > LargestNumber ? ValueRule.NumberTooLarge : null;

    private static void WriteElement(RecordWriter json, in FieldValue element, TypeTag type)
    {
        switch (element.Kind)
        {
            case FieldValueKind.String:
                json.Text(element.AsString());
                break;
            case FieldValueKind.Integer:
                json.Number(element.AsInteger());
                break;
            case FieldValueKind.Boolean:
                json.Raw(element.AsBoolean() ? "true"u8 : "false"u8);
                break;
            case FieldValueKind.Instant when type == TypeTag.Number:
                json.Number(element.AsInstant().ToUnixTimeSeconds());
                break;
            case FieldValueKind.Date when type == TypeTag.Number:
                json.Number(Timestamps.AtMidnight(element.AsDate()).ToUnixTimeSeconds());
                break;
            case var _ when type == TypeTag.Text:
                json.Raw("\""u8);
                json.Value(element);
                json.Raw("\""u8);
                break;
            default:
                json.Value(element);
                break;
        }
    }

    private static TypeTag TypeOf(FieldValueKind kind, EnterpretDateEncoding dates) => kind switch
    {
        FieldValueKind.Boolean => TypeTag.Truth,
        FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal or FieldValueKind.Float => TypeTag.Number,
        FieldValueKind.String => TypeTag.Text,
        FieldValueKind.Date or FieldValueKind.Instant => dates == EnterpretDateEncoding.EpochSeconds ? TypeTag.Number : TypeTag.Text,
        FieldValueKind.LocalTimestamp or FieldValueKind.Time => dates == EnterpretDateEncoding.EpochSeconds ? TypeTag.None : TypeTag.Text,
        _ => TypeTag.None,
    };

    private static bool IsOf(FieldValueKind kind, FieldType declared) => declared switch
    {
        FieldType.Any => true,
        FieldType.Boolean => kind == FieldValueKind.Boolean,
        FieldType.Integer or FieldType.Decimal or FieldType.Float =>
            kind is FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal or FieldValueKind.Float,
        FieldType.String => kind == FieldValueKind.String,
        FieldType.Date => kind == FieldValueKind.Date,
        FieldType.DateTime => kind == FieldValueKind.Instant,
        FieldType.LocalDateTime => kind == FieldValueKind.LocalTimestamp,
        FieldType.Time => kind == FieldValueKind.Time,
        _ => false,
    };

    private static ReadOnlySpan<byte> StartOf(TypeTag type, bool inArray) => (type, inArray) switch
    {
        (TypeTag.Number, true) => "{\"array\":{\"n\":["u8,
        (TypeTag.Number, false) => "{\"n\":["u8,
        (TypeTag.Truth, true) => "{\"array\":{\"b\":["u8,
        (TypeTag.Truth, false) => "{\"b\":["u8,
        (_, true) => "{\"array\":{\"s\":["u8,
        (_, false) => "{\"s\":["u8,
    };
}
