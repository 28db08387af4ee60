using System.Buffers;

namespace Enterpret.Client;

/// <summary>What the layout of a record depends on besides the record.</summary>
/// <param name="Dates">How dates are encoded.</param>
/// <param name="Metadata">How metadata is laid out.</param>
/// <param name="FileId">The source of feedback records that name none.</param>
/// <param name="Now">The time that feedback must not lie after.</param>
/// <param name="OnOddName">Told of names of fields that Enterpret may not like.</param>
internal sealed record WireFormat(
    EnterpretDateEncoding Dates, EnterpretMetadataShape Metadata, string? FileId, DateTimeOffset Now, Action<string>? OnOddName = null)
{
    private const int LongestUsualName = 64;

    private static readonly SearchValues<char> Usual =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Checks the name of a field. Enterpret publishes no rule, so an odd one is told and sent all the same.</summary>
    public void CheckName(string name)
    {
        if (OnOddName is not null && IsOdd(name))
            OnOddName(name);
    }

    private static bool IsOdd(string name) =>
        name.Length is 0 or > LongestUsualName || !char.IsAsciiLetter(name[0]) || name.AsSpan().ContainsAnyExcept(Usual);
}
