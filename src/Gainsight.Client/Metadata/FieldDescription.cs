using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>A field as the metadata API describes it.</summary>
internal sealed record FieldDescription
{
    [JsonPropertyName("fieldName")]
    public string Name { get; init; } = "";

    [JsonPropertyName("label")]
    public string? Label { get; init; }

    [JsonPropertyName("dataType")]
    public string? DataType { get; init; }

    [JsonPropertyName("meta")]
    public FieldMeta Meta { get; init; } = new();

    [JsonPropertyName("options")]
    public IReadOnlyList<FieldOption>? Options { get; init; }
}

/// <summary>What may be done with a field.</summary>
internal sealed record FieldMeta
{
    [JsonPropertyName("createable")]
    public bool IsCreateable { get; init; }

    [JsonPropertyName("updateable")]
    public bool IsUpdateable { get; init; }

    [JsonPropertyName("readOnly")]
    public bool IsReadOnly { get; init; }

    [JsonPropertyName("formulaField")]
    public bool IsFormula { get; init; }

    [JsonPropertyName("required")]
    public bool IsRequired { get; init; }

    [JsonPropertyName("nillable")]
    public bool IsNillable { get; init; } = true;

    [JsonPropertyName("length")]
    public int? Length { get; init; }

    [JsonPropertyName("properties")]
    public FieldProperties? Properties { get; init; }

    [JsonPropertyName("lookupDetail")]
    public LookupDetail? Lookup { get; init; }
}

/// <summary>What only some types have.</summary>
internal sealed record FieldProperties
{
    [JsonPropertyName("PICKLIST_CATEGORY_ID")]
    public string? CategoryId { get; init; }

    [JsonPropertyName("autoSuggestDetails")]
    public AutoSuggestDetails? AutoSuggest { get; init; }
}

/// <summary>Another place that names the object a field refers to.</summary>
internal sealed record AutoSuggestDetails
{
    [JsonPropertyName("object")]
    public string? ObjectName { get; init; }
}

/// <summary>What a field refers to.</summary>
internal sealed record LookupDetail
{
    [JsonPropertyName("fieldName")]
    public string? FieldName { get; init; }

    [JsonPropertyName("lookupObjects")]
    public IReadOnlyList<LookupObject>? Objects { get; init; }
}

/// <summary>An object a field refers to.</summary>
internal sealed record LookupObject
{
    [JsonPropertyName("objectName")]
    public string? ObjectName { get; init; }
}

/// <summary>An item of a dropdown.</summary>
internal sealed record FieldOption
{
    [JsonPropertyName("label")]
    public string? Label { get; init; }

    [JsonPropertyName("active")]
    public bool IsActive { get; init; } = true;
}
