using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>An account, a company for example, with attributes.</summary>
/// <remarks>
/// <para>Always give the complete set of attributes: whether Enterpret keeps those that a later call leaves out is not documented.</para>
/// <para>
/// In JSON the account is what https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts shows, dates in ISO 8601. Dates are
/// text when they are read back.
/// </para>
/// </remarks>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretAccount : EnterpretRecord
{
    /// <summary>Initializes an account without attributes.</summary>
    /// <param name="id">The identifier in your system, which later calls update the account by.</param>
    /// <param name="createdAt">When the account came into being in your system.</param>
    public EnterpretAccount(string id, DateTimeOffset createdAt)
        : base(id, createdAt)
    {
    }

    internal override RecordFault? WriteTo(RecordWriter json, WireFormat format) => WriteEntity(json, format);

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretAccount>
    {
        /// <inheritdoc/>
        public override EnterpretAccount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RecordJson.Read(ref reader, static json => RecordJson.WithAttributes(new EnterpretAccount(RecordJson.Text(json, "id"u8), RecordJson.CreatedAt(json)), json));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretAccount value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
