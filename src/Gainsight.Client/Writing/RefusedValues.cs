using System.Collections.Concurrent;
using System.Text;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>
/// What Gainsight refused and is certain to refuse again, remembered for a while, so that the next record with it costs no call: items of dropdowns, texts of a
/// length, and values that lead to no record of another object. Thread-safe.
/// </summary>
internal sealed class RefusedValues(TimeProvider time, TimeSpan lifetime)
{
    private const string UnknownItem = "GSOBJ_1012";
    private const string TooLong = "GSOBJ_1001";

    // Whoever maps a free text to a dropdown has no end of bad values: these stop being learned.
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<(string Object, string Field, string? LookupBy, string Value), Refusal> _values = new();
    private readonly ConcurrentDictionary<(string Object, string Field), (string Text, Refusal Refusal)> _texts = new();

    // Asked for each value that is sent: an empty dictionary of this kind takes all its locks to say that it is empty.
    private volatile bool _hasLearned;

    /// <summary>Learns from a refusal, if the same value is certain to be refused again.</summary>
    public void Note(ObjectLayout layout, int column, RecordProblem problem, in FieldValue value)
    {
        if (value.Kind != FieldValueKind.String)
            return;
        var (text, field) = (value.AsString(), layout.Columns[column]);
        var refusal = new Refusal(problem, time.GetUtcNow() + lifetime);
        if (problem.Code == TooLong)
            _texts.AddOrUpdate((layout.ObjectName, field.Name), (text, refusal), (_, known) => IsLonger(text, known.Text) && !IsOver(known.Refusal) ? known : (text, refusal));
        else if ((problem.Code == UnknownItem || field.HelperName is not null) && _values.Count < MostKept)
            _values[(layout.ObjectName, field.Name, field.LookupBy, text)] = refusal;
        else
            return;
        _hasLearned = true;
    }

    /// <summary>Returns why a value was refused before, or a text that was no longer; null if it was not, or too long ago.</summary>
    public RecordProblem? Find(ObjectLayout layout, int column, in FieldValue value)
    {
        if (!_hasLearned || value.Kind != FieldValueKind.String)
            return null;
        var (text, field) = (value.AsString(), layout.Columns[column]);
        if (_texts.TryGetValue((layout.ObjectName, field.Name), out var shorter) && IsLonger(text, shorter.Text) && !IsOver(shorter.Refusal))
            return shorter.Refusal.Problem;
        var key = (layout.ObjectName, field.Name, field.LookupBy, text);
        if (!_values.TryGetValue(key, out var known))
            return null;
        if (!IsOver(known))
            return known.Problem;
        _values.TryRemove(key, out _);
        return null;
    }

    private bool IsOver(Refusal refusal) => refusal.Until <= time.GetUtcNow();

    // Whether Gainsight counts characters or bytes is not documented: what is certain is longer both ways, or as long.
    private static bool IsLonger(string text, string than) =>
        text.Length >= than.Length && Encoding.UTF8.GetByteCount(text) >= Encoding.UTF8.GetByteCount(than);

    private sealed record Refusal(RecordProblem Problem, DateTimeOffset Until);
}
