using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A feedback record of the type review: one text. A title belongs into it.</summary>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretReview : EnterpretFeedbackRecord
{
    /// <summary>Initializes a review without metadata.</summary>
    /// <param name="id">The identifier in your system. Make it unique in the whole workspace, by a prefix for example.</param>
    /// <param name="text">What was said; not blank.</param>
    /// <param name="createdAt">When it was said: in the year 2000 or later and not in the future. Up to 5 minutes ahead of the clock counts as now.</param>
    public EnterpretReview(string id, string text, DateTimeOffset createdAt)
        : base(id, createdAt)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    /// <summary>Gets what was said.</summary>
    public string Text { get; }

    private protected override ReadOnlySpan<byte> Type => "REVIEW"u8;

    private protected override RecordFault? WriteContent(RecordWriter json) => WriteText(json, Text, "text");

    /// <summary>Writes the text of a review.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="text">The text.</param>
    /// <param name="field">What the field is called where the text comes from.</param>
    internal static RecordFault? WriteText(RecordWriter json, string text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
            return RecordFault.Required(field, field);
        json.Raw(",\"text\":"u8);
        json.Text(text);
        return null;
    }

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretReview>
    {
        /// <inheritdoc/>
        public override EnterpretReview Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RecordJson.Read(
            ref reader,
            static json => EnterpretFeedbackRecord.Read(
                json, "REVIEW", static (json, id, createdAt, fileId) => new EnterpretReview(id, RecordJson.Text(json, "text"u8), createdAt) { FileId = fileId }));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretReview value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
