using Census.Sync;

namespace Enterpret.Client;

/// <summary>Why a record cannot be sent: a rule it breaks, and where. Holds no value of the record.</summary>
internal sealed record RecordFault(string Code, string Path, string Rule, string? Field)
{
    /// <summary>Describes a field that breaks a rule.</summary>
    public static RecordFault Of(ValueRule rule, string container, string field)
    {
        var (code, text) = rule switch
        {
            ValueRule.EmptyElement => (SyncErrorCodes.CastFailed, "an element of the list is null, an empty text or an empty list; leave it out"),
            ValueRule.Nested => (SyncErrorCodes.CastFailed, "lists cannot be nested; flatten it"),
            ValueRule.Json => (SyncErrorCodes.CastFailed, "objects cannot be sent; flatten it into fields of text, number or truth"),
            ValueRule.Bytes => (SyncErrorCodes.CastFailed, "bytes cannot be sent; send them as text"),
            ValueRule.NoPointInTime => (SyncErrorCodes.CastFailed, "a time without a date or a zone is no point in time and has no epoch seconds"),
            ValueRule.NotOfDeclaredType => (SyncErrorCodes.CastFailed, "the value is not of the type that the field is declared with"),
            ValueRule.OtherTypeBefore => (
                SyncErrorCodes.CastFailed, "a record before had a value of another type in this field, and Enterpret would keep two fields; declare the type in the mapping"),
            ValueRule.MixedTypes => (SyncErrorCodes.CastFailed, "the elements of a list must be of one type"),
            ValueRule.NumberTooLarge => (SyncErrorCodes.NotAllowed, "a number beyond 2^53 may come out changed; send it as text"),
            ValueRule.NotFinite => (SyncErrorCodes.NotAllowed, "neither not-a-number nor infinity can be sent"),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
        return new(code, $"{container}.{field}", text, field);
    }

    /// <summary>Describes a field without which there is no record.</summary>
    public static RecordFault Required(string path, string field) => new(SyncErrorCodes.RequiredField, path, "a value is required, and a blank one is none", field);

    /// <summary>Checks an identifier.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="field">What it is called where it comes from.</param>
    public static RecordFault? OfId(string id, string field) =>
        string.IsNullOrWhiteSpace(id) ? new(SyncErrorCodes.NullKey, "id", "a record needs an identifier, and a blank one is none", field)
        : HasHalfCharacter(id) ? new(SyncErrorCodes.NotAllowed, "id", "the identifier holds half a character (a lone surrogate), which cannot be sent", field)
        : null;

    /// <summary>Describes a feedback record of a time that Enterpret does not take.</summary>
    public static RecordFault OutsideTimes(string field) =>
        new(SyncErrorCodes.NotAllowed, "createdAt", "feedback must be of the year 2000 or later and not of the future", field);

    /// <summary>Describes a record that does not fit into a request, even alone.</summary>
    public static RecordFault TooLarge(int bytes, int limit) =>
        new(EnterpretProblemCodes.RecordTooLarge, "", $"the request with this record alone takes {bytes} bytes, more than the limit of {limit}", null);

    /// <summary>Returns the problem without a position, for a place that knows the record.</summary>
    public RecordProblem ToProblem() => new(Code, Path.Length == 0 ? Sentence(Rule) : $"{Path}: {Rule}.", Field);

    /// <summary>Returns the problem with the position of the record in its list.</summary>
    public RecordProblem ToProblem(string list, int index) =>
        new(Code, Path.Length == 0 ? $"{list}[{index}]: {Rule}." : $"{list}[{index}].{Path}: {Rule}.", Field);

    // Sent as a replacement character, it could make two identifiers the same.
    private static bool HasHalfCharacter(string id)
    {
        var first = id.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (var i = first; i >= 0 && i < id.Length; i++)
        {
            if (!char.IsSurrogate(id[i]))
                continue;
            if (i + 1 == id.Length || !char.IsSurrogatePair(id[i], id[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text.AsSpan(1)}.";
}
