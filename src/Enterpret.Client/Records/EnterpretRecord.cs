using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>A record that is sent to Enterpret: an identifier, a time, and named values.</summary>
/// <remarks>
/// Not safe for concurrent changes: leave a record alone until the call that it was given to has ended.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A record with values, not a collection.")]
public abstract class EnterpretRecord
{
    private readonly FieldMap _fields = new();

    private protected EnterpretRecord(string id, DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(id);
        Id = id;
        CreatedAt = createdAt;
    }

    /// <summary>Gets the identifier. Upper and lower case differ.</summary>
    public string Id { get; }

    /// <summary>Gets when the record came into being in your system. Sent in whole seconds.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Gets the named values: the attributes of a user or an account, the metadata of feedback.</summary>
    public IReadOnlyDictionary<string, EnterpretValue> Fields => _fields;

    /// <summary>Gets or sets a named value.</summary>
    /// <param name="name">The name, compared ordinally. Spell it the same in all records: each spelling is a field in Enterpret.</param>
    /// <returns>The value; one of nothing if there is none of this name.</returns>
    public EnterpretValue this[string name]
    {
        get => _fields.TryGetValue(name, out var value) ? value : default;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            _fields[name] = value;
        }
    }

    private protected FieldMap Map => _fields;

    /// <summary>Returns the type of the record, without its values.</summary>
    public override string ToString() => $"{GetType().Name} with {_fields.Count} fields";

    /// <summary>Writes the record as it goes on the wire.</summary>
    /// <returns>The rule that the record breaks, or null. What was written before is then worthless.</returns>
    internal abstract RecordFault? WriteTo(RecordWriter json, WireFormat format);

    /// <summary>Takes over the values of a JSON object whose properties are typed values.</summary>
    internal void Read(JsonElement fields, bool inArray)
    {
        foreach (var field in fields.EnumerateObject())
            this[field.Name] = TypedValue.Read(inArray ? field.Value.GetProperty("array"u8) : field.Value);
    }

    private protected string? GetText(string name) => this[name].Content is { Kind: FieldValueKind.String } text ? text.AsString() : null;

    private protected void SetText(string name, string? value) => this[name] = value?.Trim();

    // Users and accounts look the same.
    private protected RecordFault? WriteEntity(RecordWriter json, WireFormat format)
    {
        if (RecordFault.OfId(Id, "id") is { } idFault)
            return idFault;
        if (CreatedAt == default)
            return RecordFault.Required("createdAt", "createdAt");

        json.Raw("{\"id\":"u8);
        json.Text(Id);
        var attributes = FieldsJson.Attributes(json, format);
        if (attributes.Write(_fields) is { } fault)
            return fault;
        attributes.End();
        json.Raw(",\"createdAt\":"u8);
        json.Number(CreatedAt.ToUnixTimeSeconds());
        json.Raw("}"u8);
        return null;
    }
}
