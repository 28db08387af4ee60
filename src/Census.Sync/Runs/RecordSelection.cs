using Census.Sync.State;

namespace Census.Sync;

/// <summary>Some of the records that a sync keeps because they were not delivered. What is not set does not matter; what is set has to hold all together.</summary>
public sealed record RecordSelection
{
    /// <summary>Gets the keys of the records, as reports show them.</summary>
    /// <value>The default is none: any.</value>
    public IReadOnlyCollection<string> Keys { get; init; } = [];

    /// <summary>Gets the reasons, of which a record has one: the codes of <see cref="RecordProblem.Code"/>.</summary>
    /// <value>The default is none: any.</value>
    public IReadOnlyCollection<string> Codes { get; init; } = [];

    /// <summary>Gets since when the records were sent last.</summary>
    /// <value>The default is null: at any time.</value>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets a value indicating whether records are among them that were sent without an answer and must not be repeated.</summary>
    /// <value>The default is false. To send such a record again makes a second one if the first did arrive: look there before.</value>
    public bool InDoubt { get; init; }

    /// <summary>Returns nothing of the keys.</summary>
    public override string ToString() => $"{Keys.Count} keys, {Codes.Count} codes, since {Since?.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? "ever"}";

    internal bool Contains(HeldRecord record) =>
        (record.Kind != RecordIssueKind.InDoubt || InDoubt)
        && (Keys.Count == 0 || Keys.Contains(record.KeyText))
        && (Codes.Count == 0 || Codes.Contains(record.Problem.Code))
        && (Since is not { } since || record.LastTried >= since);
}
