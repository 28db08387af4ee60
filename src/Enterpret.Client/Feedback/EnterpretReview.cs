using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A feedback record of the type review: one text, and metadata to filter and group by.</summary>
/// <remarks>
/// <para>
/// Enterpret analyses the text only. A title belongs into it; a rating, an app version or the identifier of the user (by which feedback is linked to users) belong
/// into the metadata, under the same names in all records. See https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration.
/// </para>
/// <para>An identifier that was sent before is skipped by Enterpret: feedback cannot be changed, unless Enterpret's support has switched that on.</para>
/// <para>In JSON the review is what that page shows, dates in ISO 8601. Dates are text when they are read back.</para>
/// </remarks>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretReview : EnterpretRecord
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

    /// <summary>Gets the source that the review belongs to, in place of <see cref="EnterpretFeedbackOptions.FileId"/>.</summary>
    /// <value>The default is null: the one of the options.</value>
    public string? FileId { get; init; }

    internal override RecordFault? WriteTo(Utf8JsonWriter json, WireFormat format)
    {
        if (string.IsNullOrWhiteSpace(Id))
            return RecordFault.NoId("id");
        var fileId = FileId ?? format.FileId;
        if (string.IsNullOrWhiteSpace(fileId))
            return RecordFault.Required("fileID", "fileID");
        if (!Timestamps.TryFitFeedback(CreatedAt, format.Now, out var seconds))
            return RecordFault.OutsideTimes("createdAt");
        if (string.IsNullOrWhiteSpace(Text))
            return RecordFault.Required("text", "text");

        var wrapped = format.Metadata == EnterpretMetadataShape.Wrapped && Fields.Values.Any(value => value.HasValue);
        ReviewJson.WriteStart(json, Id, fileId, seconds, Text, wrapped);
        if (WriteFields(json, "metadata", inArray: true, format.Dates) is { } fault)
            return fault;
        ReviewJson.WriteEnd(json, wrapped);
        return null;
    }

    private static EnterpretReview FromJson(JsonElement json)
    {
        if (RecordJson.Text(json, "type"u8) != "REVIEW")
            throw new JsonException("The feedback record is of another type than review.");

        var review = new EnterpretReview(RecordJson.Text(json, "id"u8), RecordJson.Text(json, "text"u8), RecordJson.CreatedAt(json))
        {
            FileId = RecordJson.Text(json, "fileID"u8),
        };
        if (json.TryGetProperty("metadata"u8, out var metadata))
            review.Read(ReviewJson.FieldsOf(metadata), inArray: true);
        return review;
    }

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretReview>
    {
        /// <inheritdoc/>
        public override EnterpretReview Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RecordJson.Read(ref reader, FromJson);

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretReview value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
