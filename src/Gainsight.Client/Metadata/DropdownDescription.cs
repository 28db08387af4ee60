using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>A dropdown with its items, which describe sometimes leaves out.</summary>
internal sealed record DropdownDescription
{
    [JsonPropertyName("childItems")]
    public IReadOnlyList<DropdownItem>? Items { get; init; }
}

/// <summary>An item of a dropdown, under other names.</summary>
internal sealed record DropdownItem
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("active")]
    public bool IsActive { get; init; } = true;
}
