using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Census.Sync.State;

/// <summary>
/// Encrypts the blocks of a change set: AES-256-GCM, with a key that each change set has for itself and keeps in its seal. What was delivered cannot be read any more once the seal is
/// deleted, so that a store need not overwrite all the values one by one (see <c>docs/adr/0016-change-set.md</c>).
/// </summary>
internal static class BlockCipher
{
    public const int KeySize = 32;

    private static readonly int s_tagSize = AesGcm.TagByteSizes.MaxSize;
    private static readonly int s_nonceSize = AesGcm.NonceByteSizes.MaxSize;

    public static byte[] CreateKey() => RandomNumberGenerator.GetBytes(KeySize);

    /// <summary>Encrypts what was written.</summary>
    /// <param name="block">The block.</param>
    /// <param name="key">The key of its change set.</param>
    /// <param name="number">The number of the block, which no other of this key has.</param>
    public static void Encrypt(BlobWriter block, ReadOnlySpan<byte> key, long number)
    {
        var length = block.Length;
        _ = block.GetSpan(s_tagSize);
        block.Advance(s_tagSize);
        var content = block.Content[..length];
        using var aes = new AesGcm(key, s_tagSize);
        aes.Encrypt(NonceOf(number, stackalloc byte[s_nonceSize]), content, content, block.Content[length..]);
    }

    /// <summary>Decrypts a block that was read.</summary>
    /// <exception cref="SyncStateException">The block is damaged, or is not of this change set.</exception>
    public static void Decrypt(BlobWriter block, ReadOnlySpan<byte> key, long number)
    {
        var length = block.Length - s_tagSize;
        if (length < 0)
            throw BlobReader.Damaged();
        var content = block.Content[..length];
        using var aes = new AesGcm(key, s_tagSize);
        try
        {
            aes.Decrypt(NonceOf(number, stackalloc byte[s_nonceSize]), content, block.Content[length..], content);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw BlobReader.Damaged();
        }

        block.Truncate(length);
    }

    private static ReadOnlySpan<byte> NonceOf(long number, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        return nonce;
    }
}
