using System.Globalization;

namespace Census.Sync.Mapping;

/// <summary>Casts values to the types of destination fields. A cast never guesses and never loses digits: it succeeds or says why not.</summary>
internal static class ValueCast
{
    private static readonly string[] s_timestampFormats =
    [
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm",
    ];

    private static readonly string[] s_instantFormats =
    [
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
    ];

    /// <summary>Casts a value.</summary>
    /// <returns>False if the value has no exact counterpart in the type.</returns>
    public static bool TryCast(in FieldValue value, FieldType type, bool isArray, out FieldValue result)
    {
        if (!value.HasValue || type == FieldType.Any && !isArray)
        {
            result = value;
            return true;
        }

        return isArray ? ListCast.TryCast(in value, type, out result) : TryCastScalar(in value, type, out result);
    }

    /// <summary>Says why a value could not be cast, without the value.</summary>
    public static RecordProblem WhyNot(in FieldValue value, FieldType type, bool isArray)
    {
        var shape = isArray ? ListCast.WhyNoList(in value, type)
            : value.Kind == FieldValueKind.Array ? "The value is a list, and the field takes a single value."
            : type == FieldType.Json ? $"The field takes JSON, and the value is {(value.Kind == FieldValueKind.String ? "text that is no JSON" : $"of kind {value.Kind}")}."
            : JsonValues.IsContainer(in value) ? $"The value is a JSON object or list, and the field takes {type}."
            : null;
        return shape is not null
            ? new(SyncErrorCodes.WrongShape, shape)
            : new(SyncErrorCodes.CastFailed, $"A value of kind {value.Kind} cannot be cast to {(isArray ? $"a list of {type}" : type)} without loss.");
    }

    private static bool TryCastScalar(in FieldValue value, FieldType type, out FieldValue result)
    {
        if (IsOf(value.Kind, type))
        {
            result = value;
            return true;
        }

        if (value.Kind == FieldValueKind.Json && !JsonValues.IsContainer(in value))
        {
            // Text, a number, true or false is the same in JSON and outside of it.
            result = default;
            return JsonValues.TryParse(value.AsString(), out var plain) && plain.HasValue && TryCastScalar(in plain, type, out result);
        }

        result = default;
        return (value.Kind != FieldValueKind.Array || type == FieldType.Json) && type switch
        {
            FieldType.String => ToText(in value, out result),
            FieldType.Boolean => ToBoolean(in value, out result),
            FieldType.Integer => ToInteger(in value, out result),
            FieldType.Decimal => ToDecimal(in value, out result),
            FieldType.Float => ToFloat(in value, out result),
            FieldType.Date => ToDate(in value, out result),
            FieldType.DateTime => ToInstant(in value, out result),
            FieldType.LocalDateTime => ToLocalTimestamp(in value, out result),
            FieldType.Time => ToTime(in value, out result),
            FieldType.Json => ToJson(in value, out result),
            _ => false,
        };
    }

    private static bool IsOf(FieldValueKind kind, FieldType type) => type switch
    {
        FieldType.Any => true,
        FieldType.String => kind == FieldValueKind.String,
        FieldType.Boolean => kind == FieldValueKind.Boolean,
        FieldType.Integer => kind == FieldValueKind.Integer,
        FieldType.Decimal => kind is FieldValueKind.Decimal or FieldValueKind.Integer or FieldValueKind.BigDecimal,
        FieldType.Float => kind is FieldValueKind.Float or FieldValueKind.Integer,
        FieldType.Date => kind == FieldValueKind.Date,
        FieldType.DateTime => kind == FieldValueKind.Instant,
        FieldType.LocalDateTime => kind == FieldValueKind.LocalTimestamp,
        FieldType.Time => kind == FieldValueKind.Time,
        FieldType.Bytes => kind == FieldValueKind.Bytes,
        _ => kind == FieldValueKind.Json,
    };

    private static bool ToText(in FieldValue value, out FieldValue result)
    {
        result = value.Kind == FieldValueKind.Bytes ? default : value.ToText();
        return value.Kind != FieldValueKind.Bytes;
    }

    private static bool ToBoolean(in FieldValue value, out FieldValue result)
    {
        result = default;
        bool? truth = value.Kind switch
        {
            FieldValueKind.Integer when value.AsInteger() is 0 or 1 => value.AsInteger() == 1,
            FieldValueKind.Decimal when value.AsDecimal() is 0 or 1 => value.AsDecimal() == 1,
            FieldValueKind.String => value.AsString().Trim().ToUpperInvariant() switch
            {
                "TRUE" or "T" or "YES" or "Y" or "1" => true,
                "FALSE" or "F" or "NO" or "N" or "0" => false,
                _ => null,
            },
            _ => null,
        };
        if (truth is null)
            return false;
        result = truth.Value;
        return true;
    }

    private static bool ToInteger(in FieldValue value, out FieldValue result)
    {
        if (ToDecimal(in value, out result) && IsWhole(ref result))
            return true;
        result = default;
        return false;
    }

    private static bool IsWhole(ref FieldValue number)
    {
        if (number.Kind == FieldValueKind.Integer)
            return true;
        if (number.Kind != FieldValueKind.Decimal)
            return false;

        var digits = number.AsDecimal();
        if (digits != decimal.Truncate(digits) || digits is < long.MinValue or > long.MaxValue)
            return false;
        number = (long)digits;
        return true;
    }

    private static bool ToDecimal(in FieldValue value, out FieldValue result)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal:
                result = value;
                return true;
            case FieldValueKind.String when PlainText.TryReadDecimal(value.AsString(), out var number):
                result = number;
                return true;
            case FieldValueKind.Float when double.IsFinite(value.AsFloat()):
            case FieldValueKind.String:
                return FieldValue.TryFromNumber(value.ToText(), out result);
            default:
                result = default;
                return false;
        }
    }

    private static bool ToFloat(in FieldValue value, out FieldValue result)
    {
        result = default;
        if (!ToDecimal(in value, out var number)
            || !double.TryParse(number.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var approximate)
            || !double.IsFinite(approximate))
            return false;
        result = approximate;
        return true;
    }

    private static bool ToDate(in FieldValue value, out FieldValue result)
    {
        result = default;
        switch (value.Kind)
        {
            case FieldValueKind.LocalTimestamp:
                result = DateOnly.FromDateTime(value.AsLocalTimestamp());
                return true;
            case FieldValueKind.Instant:
                result = DateOnly.FromDateTime(value.AsInstant().UtcDateTime);
                return true;
            case FieldValueKind.String when PlainText.TryReadDate(value.AsString().AsSpan().Trim(), out var date):
                result = date;
                return true;
            case FieldValueKind.String:
                return ToLocalTimestamp(in value, out var local) && ToDate(in local, out result);
            default:
                return false;
        }
    }

    // A timestamp without a zone is taken as UTC: the one reading that does not depend on the machine.
    private static bool ToInstant(in FieldValue value, out FieldValue result)
    {
        result = default;
        switch (value.Kind)
        {
            case FieldValueKind.LocalTimestamp:
                result = new DateTimeOffset(value.AsLocalTimestamp(), TimeSpan.Zero);
                return true;
            case FieldValueKind.Date:
                result = new DateTimeOffset(value.AsDate().ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
                return true;
            case FieldValueKind.String when TryParseInstant(value.AsString().AsSpan().Trim(), out var instant):
                result = instant;
                return true;
            case FieldValueKind.String:
                return ToLocalTimestamp(in value, out var local) && ToInstant(in local, out result);
            default:
                return false;
        }
    }

    private static bool ToLocalTimestamp(in FieldValue value, out FieldValue result)
    {
        result = default;
        switch (value.Kind)
        {
            case FieldValueKind.Date:
                result = FieldValue.From(value.AsDate().ToDateTime(TimeOnly.MinValue));
                return true;
            case FieldValueKind.Instant:
                result = FieldValue.From(DateTime.SpecifyKind(value.AsInstant().UtcDateTime, DateTimeKind.Unspecified));
                return true;
            case FieldValueKind.String:
                var text = value.AsString().AsSpan().Trim();
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                    result = FieldValue.From(date.ToDateTime(TimeOnly.MinValue));
                else if (DateTime.TryParseExact(text, s_timestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
                    result = FieldValue.From(moment);
                else if (TryParseInstant(text, out var instant))
                    result = FieldValue.From(DateTime.SpecifyKind(instant.UtcDateTime, DateTimeKind.Unspecified));
                return result.HasValue;
            default:
                return false;
        }
    }

    private static bool TryParseInstant(ReadOnlySpan<char> text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, s_instantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    private static bool ToTime(in FieldValue value, out FieldValue result)
    {
        result = default;
        if (value.Kind != FieldValueKind.String
            || !TimeOnly.TryParseExact(value.AsString().AsSpan().Trim(), ["HH:mm:ss.FFFFFFF", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return false;
        result = time;
        return true;
    }

    private static bool ToJson(in FieldValue value, out FieldValue result)
    {
        result = default;
        if (value.Kind is not (FieldValueKind.String or FieldValueKind.Array) || !JsonValues.TryParse(value.ToText(), out _))
            return false;
        result = FieldValue.FromJson(value.ToText());
        return true;
    }
}
