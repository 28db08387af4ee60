using System.Globalization;
using System.Text.Json;

namespace Gainsight.Client;

/// <summary>Reads the answers of the metadata API. What is missing, unknown or of another type than expected leaves the default.</summary>
internal static class MetadataReader
{
    public static List<GainsightObjectSummary> ReadObjects(JsonElement data)
    {
        List<GainsightObjectSummary> objects = [];
        foreach (var entry in ItemsOf(data))
        {
            if (Text(entry, "objectName") is not { Length: > 0 } name)
                continue;
            var type = Text(entry, "objectType");
            var isLowVolume = Flag(entry, "transactional");
            objects.Add(new(name)
            {
                Label = Text(entry, "label") ?? name,
                Type = type,
                KeyPrefix = Text(entry, "keyPrefix"),
                IsLowVolume = isLowVolume,
                IsReadable = Flag(entry, "readable") ?? true,
                NotWritableReason = ReasonAgainst(name, type, isLowVolume, Flag(entry, "createable", "creatable")),
            });
        }

        return objects;
    }

    public static GainsightObjectDescription? ReadDescription(JsonElement data, string objectName)
    {
        foreach (var entry in ItemsOf(data))
        {
            if (Text(entry, "objectName") is not { } name || !name.Equals(objectName, StringComparison.OrdinalIgnoreCase))
                continue;
            List<GainsightFieldDescription> fields = [];
            foreach (var field in ItemsOf(Property(entry, "fields")))
            {
                if (Text(field, "fieldName") is { Length: > 0 } fieldName)
                    fields.Add(ReadField(field, fieldName));
            }

            return new(name, fields)
            {
                Label = Text(entry, "label") ?? name,
                PluralLabel = Text(entry, "labelPlural"),
                Type = Text(entry, "objectType"),
                KeyPrefix = Text(entry, "keyPrefix"),
            };
        }

        return null;
    }

    /// <summary>Reads items under the names of either answer: describe has <c>value</c> and <c>label</c>, the dropdown <c>gsid</c> and <c>name</c>.</summary>
    public static List<GainsightPicklistItem> ReadItems(JsonElement items)
    {
        List<GainsightPicklistItem> read = [];
        foreach (var item in ItemsOf(items))
        {
            if ((Text(item, "label") ?? Text(item, "name")) is { } label)
            {
                read.Add(new(Text(item, "value") ?? Text(item, "gsid") ?? "", label)
                {
                    IsActive = Flag(item, "active") ?? true,
                    IsDefault = Flag(item, "defaultValue", "default") ?? false,
                });
            }
        }

        return read;
    }

    public static List<GainsightPicklistItem> ReadDropdown(JsonElement data) => ReadItems(Property(data, "childItems"));

    private static GainsightFieldDescription ReadField(JsonElement field, string name)
    {
        var meta = Property(field, "meta");
        var properties = Property(meta, "properties");
        var lookup = Property(meta, "lookupDetail");
        var type = Text(field, "dataType") ?? "";
        var isFormula = Flag(meta, "formulaField") ?? false;
        var isWritable = name != "Gsid" && !isFormula && Flag(meta, "readOnly") is not true;
        return new(name, type)
        {
            Label = Text(field, "label") ?? name,
            MaximumLength = Number(meta, "length"),
            DecimalPlaces = Number(meta, "decimalPlaces"),
            IsRequired = Flag(meta, "required") ?? false,
            IsNullable = Flag(meta, "nillable") ?? true,
            IsCreateable = isWritable && (Flag(meta, "createable", "creatable") ?? false),
            IsUpdateable = isWritable && (Flag(meta, "updateable", "updatable") ?? false),
            IsFormula = isFormula,
            IsHidden = Flag(meta, "hidden") ?? false,
            IsFilterable = Flag(meta, "filterable") ?? true,
            IsSortable = Flag(meta, "sortable") ?? true,
            LookupObject = LookupObjectOf(type, lookup, properties),
            LookupField = Text(lookup, "fieldName") ?? (type == FieldTypes.Lookup ? "Gsid" : null),
            LookupHandle = Text(lookup, "lookupName"),
            PicklistCategoryId = Text(properties, "PICKLIST_CATEGORY_ID"),
            PicklistItems = ReadItems(Property(field, "options")),
        };
    }

    // The detail may be missing; then the suggestions of the user interface tell.
    private static string? LookupObjectOf(string type, JsonElement lookup, JsonElement properties)
    {
        foreach (var target in ItemsOf(Property(lookup, "lookupObjects")))
        {
            if (Text(target, "objectName") is { Length: > 0 } name)
                return name;
        }

        return type == FieldTypes.Lookup ? Text(Property(properties, "autoSuggestDetails"), "object") : null;
    }

    // https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Custom_Object_API/Gainsight_Custom_Object_API_Documentation
    private static string? ReasonAgainst(string name, string? type, bool? isLowVolume, bool? isCreateable)
    {
        if (type == "SYSTEM")
            return "It belongs to the system.";
        var isCustom = type == "CUSTOM" || name.EndsWith("__gc", StringComparison.OrdinalIgnoreCase);
        if (!isCustom)
        {
            return name.ToLowerInvariant() is "company" or "relationship" or "person" or "company_person" or "relationship_person"
                ? null
                : "Gainsight's API writes companies, relationships, persons and custom objects, but not this standard object.";
        }

        return isLowVolume == false
            ? "It is of high volume: Gainsight's API writes only objects of low volume. Administration > Data Management shows the volume."
            : isCreateable == false ? "Its data is not editable: Administration > Data Management shows and changes that."
            : null;
    }

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static bool? Flag(JsonElement element, string name, string? otherSpelling = null)
    {
        var value = Property(element, name);
        if (value.ValueKind == JsonValueKind.Undefined && otherSpelling is not null)
            value = Property(element, otherSpelling);
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => flag,
            _ => null,
        };
    }

    private static int? Number(JsonElement element, string name) => Property(element, name) switch
    {
        { ValueKind: JsonValueKind.Number } value => value.TryGetInt32(out var number) ? number : null,
        { ValueKind: JsonValueKind.String } value => int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };

    private static IEnumerable<JsonElement> ItemsOf(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Array => list.EnumerateArray(),
        JsonValueKind.Object => [list],
        _ => [],
    };
}
