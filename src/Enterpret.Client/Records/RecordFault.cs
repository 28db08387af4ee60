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
            ValueRule.MixedTypes => (SyncErrorCodes.CastFailed, "the elements of a list must be of one type"),
            ValueRule.NumberTooLarge => (SyncErrorCodes.NotAllowed, "a number beyond 2^53 may come out changed; send it as text"),
            ValueRule.NotFinite => (SyncErrorCodes.NotAllowed, "neither not-a-number nor infinity can be sent"),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
        return new(code, $"{container}.{field}", text, field);
    }

    /// <summary>Describes a field without which there is no record.</summary>
    public static RecordFault Required(string path, string field) => new(SyncErrorCodes.RequiredField, path, "a value is required, and a blank one is none", field);

    /// <summary>Describes a record without an identifier.</summary>
    public static RecordFault NoId(string field) => new(SyncErrorCodes.NullKey, "id", "a record needs an identifier, and a blank one is none", field);

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

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text.AsSpan(1)}.";
}
