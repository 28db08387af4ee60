using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Census.Sync.Planning;

/// <summary>
/// Hashes of a mapped record and of its key: SHA-256, cut to 128 bits. The input is a file format: it must not change without a new
/// <see cref="Version"/>, and the golden vectors in the tests hold it in place.
/// </summary>
internal sealed class Fingerprint
{
    public const byte Version = 1;

    private readonly (int Column, uint Id, bool OnlyPresence)[] _fields;
    private readonly HashBatch _single = new();

    /// <param name="names">The destination names of the fields, in the order of the columns; null leaves a column out.</param>
    /// <param name="onlyPresence">The columns of which only counts whether they have a value; null for none.</param>
    public Fingerprint(IEnumerable<string?> names, IReadOnlyCollection<int>? onlyPresence = null)
    {
        // In the order of the names, so that the order of the mappings carries no meaning.
        _fields = [.. names
            .Select((name, column) => (Name: name, Column: column))
            .Where(field => field.Name is not null)
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => (field.Column, IdOf(field.Name!), onlyPresence?.Contains(field.Column) == true))];
    }

    /// <summary>Hashes a record. Not safe for concurrent calls.</summary>
    public UInt128 Of(ReadOnlySpan<FieldValue> values)
    {
        Write(values, _single);
        return HashOnly(_single);
    }

    /// <summary>Hashes a key.</summary>
    /// <param name="parts">The normalised texts of the key fields.</param>
    public static UInt128 OfKey(params ReadOnlySpan<string> parts)
    {
        var values = new FieldValue[parts.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = parts[i];
        var batch = new HashBatch();
        WriteKey(values, batch);
        return HashOnly(batch);
    }

    /// <summary>Writes what is hashed of a record as a message.</summary>
    public void Write(ReadOnlySpan<FieldValue> values, HashBatch batch)
    {
        Begin(batch);
        Span<byte> prefix = stackalloc byte[sizeof(uint) + 1];
        FieldValue present = true;
        foreach (var (column, id, onlyPresence) in _fields)
        {
            ref readonly var value = ref values[column];
            if (onlyPresence ? value.HasValue : !value.IsAbsent)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(prefix, id);
                Append(prefix, in onlyPresence ? ref present : ref value, batch);
            }
        }

        batch.EndMessage();
    }

    /// <summary>Writes what is hashed of a key as a message.</summary>
    /// <param name="parts">The key fields, normalised.</param>
    /// <param name="batch">Where to write.</param>
    public static void WriteKey(ReadOnlySpan<FieldValue> parts, HashBatch batch)
    {
        Begin(batch);
        foreach (ref readonly var part in parts)
            AppendText([], in part, batch);
        batch.EndMessage();
    }

    private static void Begin(HashBatch batch)
    {
        batch.Room(1)[0] = Version;
        batch.Advance(1);
    }

    // Kind and length go before each value, so that ("ab", "c") and ("a", "bc"), null and "", 0 and false stay apart. Numbers of
    // one value have one kind, whatever the provider called them: 5 as integer and as decimal is the same number.
    private static void Append(Span<byte> prefix, in FieldValue value, HashBatch batch)
    {
        prefix[^1] = (byte)(value.Kind is FieldValueKind.Decimal or FieldValueKind.BigDecimal ? FieldValueKind.Integer : value.Kind);
        if (value.Kind != FieldValueKind.Array)
        {
            AppendText(prefix, in value, batch);
            return;
        }

        var elements = value.AsArray();
        var room = batch.Room(prefix.Length + sizeof(int));
        prefix.CopyTo(room);
        BinaryPrimitives.WriteInt32LittleEndian(room[prefix.Length..], elements.Length);
        batch.Advance(prefix.Length + sizeof(int));
        foreach (ref readonly var element in elements)
            Append(prefix[^1..], in element, batch);
    }

    // The canonical text, with its length before it and the prefix before that.
    private static void AppendText(ReadOnlySpan<byte> prefix, in FieldValue value, HashBatch batch)
    {
        const int Enough = 64;
        int written;
        var start = prefix.Length + sizeof(int);
        var room = batch.Room(start + Enough);
        while (!value.TryFormat(room[start..], out written))
            room = batch.Room(room.Length * 2);
        prefix.CopyTo(room);
        BinaryPrimitives.WriteInt32LittleEndian(room[prefix.Length..], written);
        batch.Advance(start + written);
    }

    private static UInt128 HashOnly(HashBatch batch)
    {
        Span<UInt128> hash = stackalloc UInt128[1];
        batch.HashAll(hash);
        return hash[0];
    }

    private static uint IdOf(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}
