using System.Security.Cryptography;
using System.Text;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>
/// Identifiers of 36 upper-case letters and digits: 18 that belong to the object, 18 that look random. The first four name the kind of object.
/// </summary>
internal sealed class Gsids(int seed)
{
    public const int Length = 36;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly System.Buffers.SearchValues<char> _characters = System.Buffers.SearchValues.Create(Alphabet);

    /// <summary>Gets or sets how many were handed out; kept in the data file, so that none is handed out twice.</summary>
    public long Issued { get; set; }

    /// <summary>The 18 characters that all records of an object share.</summary>
    public static string Prefix(string kind, string objectName) => kind + Derive(objectName, 18 - kind.Length);

    /// <summary>The identifier of a dropdown category or item, the same at every start.</summary>
    public static string ForDropdown(string category, string? item) => "1I00" + Derive(category, 14) + Derive(category + "\n" + item, 18);

    public static bool IsWellFormed(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExcept(_characters);

    public string Next(string prefix)
    {
        ulong number = (ulong)++Issued;
        return string.Create(Length, (prefix, High: Mix(number ^ ((ulong)(uint)seed << 32)), Low: Mix(~number + (ulong)(uint)seed)), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            Encode(state.High, span[18..27]);
            Encode(state.Low, span[27..]);
        });
    }

    private static string Derive(string text, int length)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
        return string.Create(length, hash, static (span, bytes) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[bytes[i] % Alphabet.Length];
            }
        });
    }

    private static void Encode(ulong value, Span<char> span)
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            span[i] = Alphabet[(int)(value % 36)];
            value /= 36;
        }
    }

    // The finalizer of SplitMix64: a bijection, so that numbers that differ give identifiers that differ.
    private static ulong Mix(ulong z)
    {
        z = (z + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
