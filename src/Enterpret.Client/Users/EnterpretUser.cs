using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A user, with attributes.</summary>
/// <remarks>
/// <para>Always give the complete set of attributes: whether Enterpret keeps those that a later call leaves out is not documented.</para>
/// <para>
/// In JSON the user is what https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts shows, dates in ISO 8601. Dates are
/// text when they are read back.
/// </para>
/// </remarks>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretUser : EnterpretRecord
{
    /// <summary>Initializes a user without attributes.</summary>
    /// <param name="id">The identifier in your system, which later calls update the user by.</param>
    /// <param name="createdAt">When the user came into being in your system.</param>
    public EnterpretUser(string id, DateTimeOffset createdAt)
        : base(id, createdAt)
    {
    }

    /// <summary>Gets or sets the account of the user: the attribute <see cref="EnterpretFields.AccountId"/>, spelled as the identifier of the <see cref="EnterpretAccount"/>.</summary>
    /// <value>The default is null: not known. Spaces around it are cut off, since links need values that match to the letter.</value>
    public string? AccountId
    {
        get => GetText(EnterpretFields.AccountId);
        set => SetText(EnterpretFields.AccountId, value);
    }

    internal override RecordFault? WriteTo(RecordWriter json, WireFormat format) => WriteEntity(json, format);

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretUser>
    {
        /// <inheritdoc/>
        public override EnterpretUser Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RecordJson.Read(ref reader, static json => RecordJson.WithAttributes(new EnterpretUser(RecordJson.Text(json, "id"u8), RecordJson.CreatedAt(json)), json));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretUser value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
