using System.Collections.Frozen;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>What is wrong with a record, in our own words: Gainsight's texts quote field values.</summary>
internal static class RecordProblems
{
    public const string Ambiguous = "ambiguous_key";

    // Meanings: the vendor's pages of error codes, see GainsightErrorCode.
    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["GSOBJ_1001"] = "The text is longer than the field.",
        ["GSOBJ_1002"] = "The field does not exist, cannot be written, or does not take this value.",
        ["GSOBJ_1003"] = "Gainsight failed to delete the record.",
        ["GSOBJ_1004"] = "The Gainsight ID is missing or does not exist.",
        ["GSOBJ_1005"] = "The value is not a point in time.",
        ["GSOBJ_1006"] = "The value is not a date.",
        ["GSOBJ_1007"] = "The field needs a value.",
        ["GSOBJ_1008"] = "The value is not of the field's type.",
        ["GSOBJ_1011"] = "Nothing matches the keys or the lookup.",
        ["GSOBJ_1012"] = "The value is not an active item of the dropdown.",
        ["GSOBJ_1023"] = "The object cannot be written this way.",
        ["GSOBJ_PEOPLE1001"] = "The company or relationship of the person does not exist.",
        ["GSOBJ_VDTBOOL1001"] = "The value is not a boolean.",
        ["GSOBJ_VDTNUM1001"] = "The value is not a number.",
        ["GSOBJ_VDTNUM1002"] = "The number is out of range.",
        ["GSOBJ_VDTBSTR1001"] = "The value is not a text that the field takes.",
        ["GSOBJ_VDTDATIME1001"] = "The value is not a point in time.",
        ["GSOBJ_VDTCURREN1001"] = "The value is not an amount of money.",
        ["GSOBJ_VDTCURREN1002"] = "The amount has separators that are not understood.",
        ["GSOBJ_VDTEMAIL1001"] = "The value is not an e-mail address.",
        ["GSOBJ_VDTGSID1001"] = "The value is not a Gainsight ID.",
        ["GSOBJ_VDTPERCENT1001"] = "The value is not a percentage.",
        ["GSOBJ_VDTSFDCID1001"] = "The value is not a Salesforce ID of 15 or 18 letters and digits.",
        ["GSOBJ_VDTPKLST1001"] = "The dropdown does not exist.",
        ["GSOBJ_VDTPKLST1002"] = "The value is not an item of the dropdown.",
        ["GSOBJ_VDTURL1001"] = "The value is not an address of the web.",
        ["GSOBJ_VCRUDR1001"] = "The record is empty.",
        ["GSOBJ_VCRUDR1002"] = "A field does not exist.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static RecordProblem AmbiguousKey { get; } = new(Ambiguous, "Several records in Gainsight have this key.");

    public static RecordProblem NotFound { get; } = new(SyncErrorCodes.NotFound, "Gainsight holds no record with this key.");

    public static RecordProblem AlreadyExists { get; } = new(SyncErrorCodes.AlreadyExists, "Gainsight already holds a record with this key.");

    public static RecordProblem DuplicateKey { get; } = new(SyncErrorCodes.DuplicateKey, "Several records of the call have this key.");

    public static RecordProblem TooLarge { get; } = new("request_too_large", "The record alone is larger than Gainsight takes in a call.");

    public static RecordProblem NearlyAllRejected { get; } = new(
        SyncErrorCodes.NearlyAllRejected, "It was not written: one record after the other was refused for the same reason.");

    public static RecordProblem NullKey(string field) => new(SyncErrorCodes.NullKey, "The key has no value.", field);

    public static RecordProblem NotANumber(string field) => new(SyncErrorCodes.CastFailed, "The value is not a finite number.", field);

    public static RecordProblem TooLong(string field, int length) =>
        new(SyncErrorCodes.TooLong, $"The text is longer than the {length} characters that the field takes.", field);

    public static RecordProblem Required(string field) => new(SyncErrorCodes.RequiredField, "A required field has no value.", field);

    public static RecordProblem NoSuchReference(string field, string objectName) =>
        new(SyncErrorCodes.NotFound, $"Gainsight holds no {objectName} of this name.", field);

    public static RecordProblem AmbiguousReference(string field, string objectName) =>
        new(Ambiguous, $"Gainsight holds several {objectName} records of this name.", field);

    public static string Describe(GainsightErrorCode code) =>
        Texts.GetValueOrDefault(code.Value ?? "", "See the vendor's list of error codes, and its support with the request id.");

    public static RecordProblem Of(GainsightErrorCode code, string? field) =>
        new(code.Value is { Length: > 0 } value ? value : "refused", Describe(code), field);
}
