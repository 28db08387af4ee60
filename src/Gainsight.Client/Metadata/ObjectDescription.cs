using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>An object as the metadata API describes it, as far as a sync needs it.</summary>
internal sealed record ObjectDescription
{
    [JsonPropertyName("objectName")]
    public string? ObjectName { get; init; }

    [JsonPropertyName("fields")]
    public IReadOnlyList<FieldDescription> Fields { get; init; } = [];
}
