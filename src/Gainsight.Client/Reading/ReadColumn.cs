using System.Globalization;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A field of a sync as it is read: where it stands, and when what stands there means what the sync would send.</summary>
/// <remarks>
/// Whatever is not understood is absent, which equals nothing. Empty text is no value, as the vendor gives it for dates; a dropdown's item is its Gainsight ID, items of a list
/// that takes several are a set, numbers have no kind, points in time have the milliseconds that are sent.
/// </remarks>
internal sealed class ReadColumn(DestinationField target, string? path, GainsightFieldDescription? description, bool isLookedUp)
{
    /// <summary>Gets the path that the field is asked for by; null if it cannot be read.</summary>
    public string? Path => path;

    /// <summary>Gets the field.</summary>
    public DestinationField Field => target;

    /// <summary>Understands a value that was read.</summary>
    public FieldValue Understand(in FieldValue value) => Unify(value, isRead: true);

    /// <summary>Returns how a value is read after it was sent.</summary>
    public FieldValue Normalize(in FieldValue value) => Unify(value, isRead: false);

    private FieldValue Unify(in FieldValue value, bool isRead)
    {
        if (!value.HasValue)
            return value;
        if (value.Kind == FieldValueKind.String && value.AsString().Length == 0)
            return FieldValue.Null;
        if (isLookedUp)
            return TextOf(value);
        if (description?.DataType == FieldTypes.MultiPicklist)
            return ItemsOf(value, isRead);
        if (description?.DataType == FieldTypes.Picklist)
            return value.Kind == FieldValueKind.String ? ItemOf(value.AsString(), isRead) : FieldValue.Absent;
        return target.Type switch
        {
            FieldType.Boolean => value.Kind == FieldValueKind.Boolean ? value : FieldValue.Absent,
            FieldType.Decimal => NumberOf(value),
            FieldType.Date => DateOf(value, isRead),
            FieldType.DateTime => MomentOf(value, isRead),
            FieldType.String => TextOf(value),
            _ => FieldValue.Absent,
        };
    }

    // White space around an address is not sent.
    private FieldValue TextOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.String when target.KeyComparison == KeyComparison.Email => value.AsString().Trim(),
        FieldValueKind.String => value,
        FieldValueKind.Json => value.ToText(),
        FieldValueKind.Bytes => Convert.ToBase64String(value.AsBytes().Span),
        _ => FieldValue.Absent,
    };

    private static FieldValue NumberOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal => value,
        FieldValueKind.Float when double.IsFinite(value.AsFloat()) => FieldValue.FromNumber(value.AsFloat().ToString("R", CultureInfo.InvariantCulture)),
        _ => FieldValue.Absent,
    };

    // A day that comes with a time of day may be another day in the tenant's zone.
    private static FieldValue DateOf(in FieldValue value, bool isRead)
    {
        if (!isRead && value.Kind is not (FieldValueKind.Date or FieldValueKind.Instant or FieldValueKind.LocalTimestamp) || ReadTime.Parse(value) is not { } moment)
            return FieldValue.Absent;
        return isRead && moment.TimeOfDay != TimeSpan.Zero ? FieldValue.Absent : DateOnly.FromDateTime(moment.UtcDateTime);
    }

    private static FieldValue MomentOf(in FieldValue value, bool isRead)
    {
        if (!isRead && value.Kind is not (FieldValueKind.Date or FieldValueKind.Instant or FieldValueKind.LocalTimestamp) || ReadTime.Parse(value) is not { } moment)
            return FieldValue.Absent;
        return isRead ? moment : new DateTimeOffset(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }

    private FieldValue ItemsOf(in FieldValue value, bool isRead)
    {
        string[] texts;
        if (value.Kind == FieldValueKind.String)
        {
            texts = value.AsString().Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        else if (value.Kind == FieldValueKind.Array)
        {
            var elements = value.AsArray();
            texts = new string[elements.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                if (elements[i].Kind != FieldValueKind.String)
                    return FieldValue.Absent;
                texts[i] = elements[i].AsString();
            }
        }
        else
        {
            return FieldValue.Absent;
        }

        if (texts.Length == 0)
            return FieldValue.Null;
        var items = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (ItemOf(text, isRead) is not { HasValue: true } item)
                return FieldValue.Absent;
            items.Add(item.AsString());
        }

        return FieldValue.FromArray([.. items.Select(item => FieldValue.From(item))]);
    }

    // A label that several items have means the active one when it is written, and may mean any of them when it is read.
    private FieldValue ItemOf(string text, bool isRead)
    {
        GainsightPicklistItem? named = null;
        foreach (var item in description!.PicklistItems)
        {
            if (item.Id == text)
                return text;
            if (item.Label != text || !isRead && !item.IsActive)
                continue;
            if (named is not null)
                return FieldValue.Absent;
            named = item;
        }

        return named is null ? FieldValue.Absent : named.Id.Length > 0 ? named.Id : named.Label;
    }
}
