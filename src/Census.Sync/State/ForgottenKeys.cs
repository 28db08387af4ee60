using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Census.Sync.State;

/// <summary>
/// The records that are forgotten: their rows are passed over until somebody takes that back. Of each a hash is kept that is made with a
/// secret of the state: the same person has another one in every state, and who has not the state cannot try out keys. Kept in pages of the section <see cref="StateSection.Records"/>, below the record log.
/// </summary>
internal sealed class ForgottenKeys
{
    /// <summary>The number of pages.</summary>
    public const int PageCount = 1 << PageBits;

    private const int PageBits = 16;
    private const int SecretSize = 32;

    private readonly HashSet<UInt128> _hashes = [];
    private readonly HashSet<long> _dirty = [];

    /// <param name="secret">The secret of the state; empty if nothing was ever forgotten.</param>
    public ForgottenKeys(byte[] secret) => Secret = secret;

    /// <summary>What the hashes are made with.</summary>
    public byte[] Secret { get; private set; }

    public int Count => _hashes.Count;

    /// <summary>Whether a record is forgotten.</summary>
    public bool Contains(UInt128 key) => _hashes.Count > 0 && _hashes.Contains(HashOf(key));

    public void Load(long number, ReadOnlySpan<byte> content)
    {
        var reader = new BlobReader(content);
        while (!reader.IsAtEnd)
        {
            var hash = reader.Hash();
            if (PageOf(hash) != number || !_hashes.Add(hash))
                throw BlobReader.Damaged();
        }
    }

    /// <returns>False if the record was forgotten before.</returns>
    public bool Add(UInt128 key)
    {
        if (Secret.Length == 0)
            Secret = RandomNumberGenerator.GetBytes(SecretSize);
        return Change(key, _hashes.Add);
    }

    /// <returns>False if the record was not forgotten.</returns>
    public bool Remove(UInt128 key) => _hashes.Count > 0 && Change(key, _hashes.Remove);

    /// <summary>Adds the pages that changed to a write.</summary>
    public void WriteTo(StateWrite write)
    {
        var writer = new BlobWriter();
        foreach (var number in _dirty)
        {
            writer.Clear();
            foreach (var hash in _hashes.Where(hash => PageOf(hash) == number).Order())
                writer.Hash(hash);
            if (writer.Length > 0)
                write.Put(StateSection.Records, number, Checksum.Append(StateSection.Records, number, writer.ToArray()));
            else
                write.Delete(StateSection.Records, number, number + 1);
        }
    }

    public void Written() => _dirty.Clear();

    private static long PageOf(UInt128 hash) => (long)(ulong)(hash >> (128 - PageBits));

    private bool Change(UInt128 key, Func<UInt128, bool> change)
    {
        var hash = HashOf(key);
        if (!change(hash))
            return false;
        _dirty.Add(PageOf(hash));
        return true;
    }

    private UInt128 HashOf(UInt128 key)
    {
        Span<byte> message = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(message, key);
        HMACSHA256.HashData(Secret, message, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
