using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>The JSON models of the metadata API.</summary>
[JsonSerializable(typeof(IReadOnlyList<ObjectDescription>))]
[JsonSerializable(typeof(DropdownDescription))]
internal sealed partial class MetadataJsonContext : JsonSerializerContext;
