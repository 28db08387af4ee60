using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Enterpret.Client;

/// <summary>Makes identifiers of feedback.</summary>
/// <remarks>
/// How long an identifier may be is not documented. 40 ASCII characters are certain to work: that is what Enterpret's Snowflake integration has room for. What
/// an identifier is unique in is not documented either, so it should begin with its source.
/// </remarks>
public static class EnterpretIds
{
    private const int MostCharacters = 40;
    private const int MostOfSource = 7;
    private const int HashBytes = 16;

    /// <summary>Returns an identifier that is unique in the workspace and not longer than is certain to work.</summary>
    /// <param name="source">A short name of the source, at most 7 ASCII letters, digits, underscores or dashes.</param>
    /// <param name="key">The key of the record in its source.</param>
    /// <returns><c>source-key</c>, or, if that is longer than 40 characters or not ASCII, <c>source-</c> and 32 digits of the key's hash: always the same for the same key.</returns>
    /// <exception cref="ArgumentException">The source is longer, or holds other characters, or the key is blank.</exception>
    public static string Create(string source, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (source.Length > MostOfSource || !source.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw new ArgumentException($"The name of the source must be at most {MostOfSource} ASCII letters, digits, underscores or dashes.", nameof(source));

        return source.Length + 1 + key.Length <= MostCharacters && Ascii.IsValid(key)
            ? $"{source}-{key}"
            : $"{source}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, HashBytes))}";
    }

    /// <summary>Returns the identifier of a later version of a record, for feedback whose text changes after it was sent.</summary>
    /// <param name="id">The identifier of the first version.</param>
    /// <param name="version">The version, from 1.</param>
    /// <returns>The identifier itself for version 1, then <c>id#v2</c> and so on.</returns>
    /// <remarks>
    /// Feedback cannot be changed, so each version is a record of its own in Enterpret: it counts again in every figure. Do it only where a change says something
    /// new.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The version is below 1.</exception>
    public static string WithVersion(string id, int version)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        return version == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}#v{version}");
    }
}
