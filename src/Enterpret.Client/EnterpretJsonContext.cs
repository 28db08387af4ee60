using System.Text.Json.Serialization;

namespace Enterpret.Client;

[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(EnterpretUser))]
[JsonSerializable(typeof(EnterpretAccount))]
[JsonSerializable(typeof(EnterpretReview))]
[JsonSerializable(typeof(EnterpretSurveyResponse))]
[JsonSerializable(typeof(EnterpretConversation))]
[JsonSerializable(typeof(EnterpretForumThread))]
internal sealed partial class EnterpretJsonContext : JsonSerializerContext;
