using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Turns what a caller writes into a value, or says what is wrong with it.</summary>
/// <remarks>Values: string, decimal, bool, DateTime (UTC), PicklistItem, PicklistItem[].</remarks>
internal sealed class ValueParser(GainsightEmulatorOptions options, Func<string, string, string, bool> recordExists)
{
    public ValueFault Parse(SchemaField field, JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind == JsonValueKind.Null)
        {
            return field.IsNillable ? ValueFault.None : ValueFault.Null;
        }

        return field.Kind switch
        {
            FieldKind.Boolean => ParseBoolean(element, out value),
            FieldKind.Number or FieldKind.Currency or FieldKind.Percentage => ParseNumber(field.Kind, element, out value),
            FieldKind.Date or FieldKind.DateTime => ParseTime(field.Kind, element, out value),
            FieldKind.Picklist => ParseItem(field, element, out value),
            FieldKind.MultiPicklist => ParseItems(field, element, out value),
            _ => ParseText(field, element, out value),
        };
    }

    private static ValueFault ParseBoolean(JsonElement element, out object? value)
    {
        value = element.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };
        return value is null ? ValueFault.BadBoolean : ValueFault.None;
    }

    private static ValueFault ParseNumber(FieldKind kind, JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind != JsonValueKind.Number)
        {
            bool hasSeparator = element.ValueKind == JsonValueKind.String && element.GetString()!.Contains(',', StringComparison.Ordinal);
            return kind == FieldKind.Currency && hasSeparator ? ValueFault.ThousandsSeparator
                : kind == FieldKind.Percentage ? ValueFault.BadPercentage
                : ValueFault.BadNumber;
        }

        if (!element.TryGetDecimal(out decimal number))
        {
            return ValueFault.NumberOutOfRange;
        }

        value = number;
        return ValueFault.None;
    }

    private static ValueFault ParseItem(SchemaField field, JsonElement element, out object? value)
    {
        value = element.ValueKind == JsonValueKind.String && field.FindItem(element.GetString()!) is { Active: true } item ? item : null;
        return value is null ? ValueFault.UnknownItem : ValueFault.None;
    }

    private static ValueFault ParseItems(SchemaField field, JsonElement element, out object? value)
    {
        value = null;
        IEnumerable<string?> labels = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            JsonValueKind.Array => element.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : null),
            _ => [null],
        };
        var items = new List<PicklistItem>();
        foreach (string? label in labels)
        {
            if (label is null || field.FindItem(label) is not { Active: true } item)
            {
                return ValueFault.UnknownItem;
            }

            items.Add(item);
        }

        // An empty choice is read back as null.
        value = items.Count == 0 ? null : items.ToArray();
        return ValueFault.None;
    }

    private ValueFault ParseTime(FieldKind kind, JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind == JsonValueKind.String)
        {
            value = kind == FieldKind.Date ? Times.ParseDate(element.GetString()!) : Times.ParseDateTime(element.GetString()!, options.PlainTimeOffset);
        }
        else if (options.AcceptEpochDates && element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long epoch)
            && epoch is > -62_135_596_800_000 and < 253_402_300_800_000)
        {
            DateTime instant = DateTimeOffset.FromUnixTimeMilliseconds(epoch).UtcDateTime;
            value = kind == FieldKind.Date ? instant.Date : instant;
        }

        return value is not null ? ValueFault.None : kind == FieldKind.Date ? ValueFault.BadDate : ValueFault.BadDateTime;
    }

    private ValueFault ParseText(SchemaField field, JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind != JsonValueKind.String)
        {
            return field.Kind == FieldKind.Email ? ValueFault.BadEmail : ValueFault.NotText;
        }

        string text = element.GetString()!;
        if (text.Length > field.Length)
        {
            return ValueFault.TooLong;
        }

        ValueFault fault = field.Kind switch
        {
            FieldKind.Email => IsEmail(text) ? ValueFault.None : ValueFault.BadEmail,
            FieldKind.Url => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? ValueFault.None : ValueFault.BadUrl,
            FieldKind.SfdcId => text.Length is 15 or 18 && text.All(char.IsAsciiLetterOrDigit) ? ValueFault.None : ValueFault.BadSfdcId,
            FieldKind.Gsid => Gsids.IsWellFormed(text) ? ValueFault.None : ValueFault.BadGsid,
            FieldKind.Lookup => CheckLookup(field.Declaration, text),
            _ => ValueFault.None,
        };
        value = fault == ValueFault.None ? text : null;
        return fault;
    }

    private ValueFault CheckLookup(GainsightEmulatorField field, string text)
    {
        if (field.LookupField == "Gsid" && !Gsids.IsWellFormed(text))
        {
            return ValueFault.BadGsid;
        }

        return options.AcceptDanglingLookups || recordExists(field.LookupObject!, field.LookupField, text) ? ValueFault.None : ValueFault.UnknownRecord;
    }

    private static bool IsEmail(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && text.IndexOf('.', at) > at + 1 && text[^1] != '.' && !text.Any(char.IsWhiteSpace);
    }
}
