using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A feedback record of the type conversation: a support chat or ticket.</summary>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretConversation : EnterpretFeedbackRecord
{
    /// <summary>Initializes a conversation without metadata.</summary>
    /// <param name="id">The identifier in your system. Make it unique in the whole workspace, by a prefix for example.</param>
    /// <param name="createdAt">When it began: in the year 2000 or later and not in the future. Up to 5 minutes ahead of the clock counts as now.</param>
    /// <param name="messages">The messages in their order. Blank ones are left out when it is sent; one must be left.</param>
    public EnterpretConversation(string id, DateTimeOffset createdAt, params IReadOnlyList<EnterpretMessage> messages)
        : base(id, createdAt)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Messages = messages;
    }

    /// <summary>Gets the messages.</summary>
    public IReadOnlyList<EnterpretMessage> Messages { get; }

    private protected override ReadOnlySpan<byte> Type => "CONVERSATION"u8;

    private protected override RecordFault? WriteContent(RecordWriter json) => ConversationJson.Write(json, Messages, "conversation.msgs");

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretConversation>
    {
        /// <inheritdoc/>
        public override EnterpretConversation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RecordJson.Read(
            ref reader,
            static json => EnterpretFeedbackRecord.Read(
                json, "CONVERSATION", static (json, id, createdAt, fileId) => new EnterpretConversation(id, createdAt, ConversationJson.Read(json)) { FileId = fileId }));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretConversation value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
