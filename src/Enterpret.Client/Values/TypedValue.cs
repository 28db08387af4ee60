using System.Globalization;
using System.Text.Encodings.Web;
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

    /// <summary>Writes a named value that is not empty, as attributes have it or, in an object called <c>array</c>, as metadata has it.</summary>
    /// <returns>The rule that the value breaks, or null. What was written before is then worthless.</returns>
    public static ValueRule? WriteField(
        Utf8JsonWriter json, JsonEncodedText name, in FieldValue value, FieldType declared, bool inArray, EnterpretDateEncoding dates)
    {
        json.WritePropertyName(name);
        var type = TypeOf(value.Kind, dates);
        if (IsPlain(value.Kind) && RuleBrokenBy(value, type, declared, dates) is null && TryWriteWhole(json, value, type, inArray))
            return null;

        if (inArray)
        {
            json.WriteStartObject();
            json.WritePropertyName("array"u8);
        }

        if (Write(json, value, declared, dates) is { } rule)
            return rule;
        if (inArray)
            json.WriteEndObject();
        return null;
    }

    /// <summary>Writes a value that is not empty.</summary>
    /// <returns>The rule that the value breaks, or null. What was written before is then worthless.</returns>
    public static ValueRule? Write(Utf8JsonWriter json, in FieldValue value, FieldType declared, EnterpretDateEncoding dates)
    {
        var isList = value.Kind == FieldValueKind.Array;
        var elements = isList ? value.AsArray() : new ReadOnlySpan<FieldValue>(in value);
        var type = TypeOf(elements[0].Kind, dates);

        json.WriteStartObject();
        json.WriteStartArray(NameOf(type));
        foreach (ref readonly var element in elements)
        {
            if (RuleBrokenBy(element, type, declared, dates) is { } rule)
                return rule;
            WriteElement(json, element, type);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

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

    private static bool IsPlain(FieldValueKind kind) =>
        kind is FieldValueKind.String or FieldValueKind.Integer or FieldValueKind.Boolean or FieldValueKind.Decimal or FieldValueKind.Float;

    // The frequent case, one short value without anything to escape, in one piece: two calls of the writer instead of ten.
    private static bool TryWriteWhole(Utf8JsonWriter json, in FieldValue value, TypeTag type, bool inArray)
    {
        const int Longest = 256;
        const int LongestEnd = 4;
        Span<byte> piece = stackalloc byte[Longest];
        var start = (type, inArray) switch
        {
            (TypeTag.Text, true) => "{\"array\":{\"s\":[\""u8,
            (TypeTag.Text, false) => "{\"s\":[\""u8,
            (TypeTag.Number, true) => "{\"array\":{\"n\":["u8,
            (TypeTag.Number, false) => "{\"n\":["u8,
            (_, true) => "{\"array\":{\"b\":["u8,
            (_, false) => "{\"b\":["u8,
        };
        start.CopyTo(piece);
        if (!value.TryFormat(piece[start.Length..^LongestEnd], out var length))
            return false;

        // What the strictest encoder leaves as it is, every other one does too.
        if (type == TypeTag.Text && JavaScriptEncoder.Default.FindFirstCharacterToEncodeUtf8(piece.Slice(start.Length, length)) >= 0)
            return false;

        var end = (type, inArray) switch
        {
            (TypeTag.Text, true) => "\"]}}"u8,
            (TypeTag.Text, false) => "\"]}"u8,
            (_, true) => "]}}"u8,
            (_, false) => "]}"u8,
        };
        end.CopyTo(piece[(start.Length + length)..]);
        json.WriteRawValue(piece[..(start.Length + length + end.Length)], skipInputValidation: true);
        return true;
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
        return element.Kind switch
        {
            FieldValueKind.Integer => element.AsInteger() is > LargestNumber or < -LargestNumber ? ValueRule.NumberTooLarge : null,
            FieldValueKind.Decimal => element.AsDecimal() is > LargestNumber or < -LargestNumber ? ValueRule.NumberTooLarge : null,
            FieldValueKind.BigDecimal => Math.Abs(double.Parse(element.AsString(), CultureInfo.InvariantCulture)) > LargestNumber ? ValueRule.NumberTooLarge : null,
            FieldValueKind.Float when !double.IsFinite(element.AsFloat()) => ValueRule.NotFinite,
            FieldValueKind.Float => Math.Abs(element.AsFloat()) > LargestNumber ? ValueRule.NumberTooLarge : null,
            _ => null,
        };
    }

    private static void WriteElement(Utf8JsonWriter json, in FieldValue element, TypeTag type)
    {
        switch (element.Kind)
        {
            case FieldValueKind.Instant when type == TypeTag.Number:
                json.WriteNumberValue(element.AsInstant().ToUnixTimeSeconds());
                break;
            case FieldValueKind.Date when type == TypeTag.Number:
                json.WriteNumberValue(Timestamps.AtMidnight(element.AsDate()).ToUnixTimeSeconds());
                break;
            default:
                element.WriteTo(json);
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

    private static ReadOnlySpan<byte> NameOf(TypeTag type) => type switch
    {
        TypeTag.Number => "n"u8,
        TypeTag.Truth => "b"u8,
        _ => "s"u8,
    };

    private enum TypeTag : byte
    {
        None,
        Text,
        Number,
        Truth,
    }
}
