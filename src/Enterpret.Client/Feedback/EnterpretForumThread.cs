using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A feedback record of the type forum thread: a post and the replies to it.</summary>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretForumThread : EnterpretFeedbackRecord
{
    /// <summary>Initializes a thread without metadata.</summary>
    /// <param name="id">The identifier in your system. Make it unique in the whole workspace, by a prefix for example.</param>
    /// <param name="createdAt">When it began: in the year 2000 or later and not in the future. Up to 5 minutes ahead of the clock counts as now.</param>
    /// <param name="messages">The messages in their order, the post first. Blank ones are left out when it is sent; one must be left.</param>
    public EnterpretForumThread(string id, DateTimeOffset createdAt, params IReadOnlyList<EnterpretMessage> messages)
        : base(id, createdAt)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Messages = messages;
    }

    /// <summary>Gets the messages.</summary>
    public IReadOnlyList<EnterpretMessage> Messages { get; }

    private protected override ReadOnlySpan<byte> Type => "FORUM_CONVERSATION_THREAD"u8;

    private protected override RecordFault? WriteContent(RecordWriter json) => ConversationJson.Write(json, Messages, "conversation.msgs");

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretForumThread>
    {
        /// <inheritdoc/>
        public override EnterpretForumThread Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RecordJson.Read(
            ref reader,
            static json => EnterpretFeedbackRecord.Read(
                json, "FORUM_CONVERSATION_THREAD", static (json, id, createdAt, fileId) => new EnterpretForumThread(id, createdAt, ConversationJson.Read(json)) { FileId = fileId }));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretForumThread value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
