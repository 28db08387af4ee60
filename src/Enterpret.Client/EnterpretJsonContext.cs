using System.Text.Json.Serialization;

namespace Enterpret.Client;

[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(EnterpretUser))]
[JsonSerializable(typeof(EnterpretAccount))]
[JsonSerializable(typeof(EnterpretReview))]
internal sealed partial class EnterpretJsonContext : JsonSerializerContext;
