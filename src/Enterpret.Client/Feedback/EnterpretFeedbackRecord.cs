using System.Text.Json;

namespace Enterpret.Client;

/// <summary>A feedback record: what somebody said, and metadata to filter and group by.</summary>
/// <remarks>
/// <para>
/// Enterpret analyses what was said only. A rating, an app version or the identifier of the user (by which feedback is linked to users, see
/// <see cref="EnterpretFields"/>) belong into the metadata, under the same names in all records. See
/// https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration.
/// </para>
/// <para>An identifier that was sent before is skipped by Enterpret: feedback cannot be changed, unless Enterpret's support has switched that on.</para>
/// <para>In JSON the record is what that page shows, dates in ISO 8601. Dates are text when they are read back.</para>
/// </remarks>
public abstract class EnterpretFeedbackRecord : EnterpretRecord
{
    private protected EnterpretFeedbackRecord(string id, DateTimeOffset createdAt)
        : base(id, createdAt)
    {
    }

    /// <summary>Gets the source that the record belongs to, in place of <see cref="EnterpretFeedbackOptions.FileId"/>.</summary>
    /// <value>The default is null: the one of the options.</value>
    public string? FileId { get; init; }

    /// <summary>Gets or sets who said it: the metadata field <see cref="EnterpretFields.UserId"/>, spelled as the identifier of the <see cref="EnterpretUser"/>.</summary>
    /// <value>The default is null: not known. Spaces around it are cut off, since links need values that match to the letter.</value>
    public string? UserId
    {
        get => GetText(EnterpretFields.UserId);
        set => SetText(EnterpretFields.UserId, value);
    }

    /// <summary>Gets or sets the e-mail address of who said it: the metadata field <see cref="EnterpretFields.UserEmail"/>.</summary>
    /// <value>The default is null: not known. Spaces around it are cut off; upper and lower case stay as they are.</value>
    public string? UserEmail
    {
        get => GetText(EnterpretFields.UserEmail);
        set => SetText(EnterpretFields.UserEmail, value);
    }

    /// <summary>Gets or sets the account of who said it: the metadata field <see cref="EnterpretFields.AccountId"/>, spelled as the identifier of the <see cref="EnterpretAccount"/>.</summary>
    /// <value>The default is null: not known. Spaces around it are cut off.</value>
    public string? AccountId
    {
        get => GetText(EnterpretFields.AccountId);
        set => SetText(EnterpretFields.AccountId, value);
    }

    /// <summary>Gets the name of the type on the wire.</summary>
    private protected abstract ReadOnlySpan<byte> Type { get; }

    internal sealed override RecordFault? WriteTo(RecordWriter json, WireFormat format)
    {
        if (RecordFault.OfId(Id, "id") is { } idFault)
            return idFault;
        var fileId = FileId ?? format.FileId;
        if (string.IsNullOrWhiteSpace(fileId))
            return RecordFault.Required("fileID", "fileID");
        if (!Timestamps.TryFitFeedback(CreatedAt, format.Now, out var seconds))
            return RecordFault.OutsideTimes("createdAt");

        FeedbackJson.WriteStart(json, Id, fileId, Type, seconds);
        if (WriteContent(json) is { } contentFault)
            return contentFault;
        var metadata = FieldsJson.Metadata(json, format);
        if (metadata.Write(Map) is { } fault)
            return fault;
        metadata.End();
        json.Raw("}"u8);
        return null;
    }

    /// <summary>Writes the property with what was said, after a comma.</summary>
    private protected abstract RecordFault? WriteContent(RecordWriter json);

    /// <summary>Reads a record of one type.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    private protected static TRecord Read<TRecord>(JsonElement json, string type, Func<JsonElement, string, DateTimeOffset, string, TRecord> create)
        where TRecord : EnterpretFeedbackRecord
    {
        if (RecordJson.Text(json, "type"u8) != type)
            throw new JsonException($"The feedback record is of another type than {type}.");
        var record = create(json, RecordJson.Text(json, "id"u8), RecordJson.CreatedAt(json), RecordJson.Text(json, "fileID"u8));
        if (json.TryGetProperty("metadata"u8, out var metadata))
            record.Read(FeedbackJson.FieldsOf(metadata), inArray: true);
        return record;
    }
}
