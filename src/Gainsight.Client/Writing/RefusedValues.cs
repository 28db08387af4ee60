using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<(string Object, string Field, string? LookupBy, string Value), (DateTimeOffset Until, RecordProblem Problem)> _values = new();
    private readonly ConcurrentDictionary<(string Object, string Field), (DateTimeOffset Until, RecordProblem Problem, int Length)> _lengths = new();

    /// <summary>Learns from a refusal, if the same value is certain to be refused again.</summary>
    public void Note(ObjectLayout layout, int column, RecordProblem problem, in FieldValue value)
    {
        if (value.Kind != FieldValueKind.String)
            return;
        var (text, name) = (value.AsString(), layout.Columns[column].Name);
        if (problem.Code == TooLong)
            _lengths.AddOrUpdate((layout.ObjectName, name), _ => (Until, problem, text.Length), (_, known) => (Until, problem, IsOver(known.Until) ? text.Length : Math.Min(known.Length, text.Length)));
        else if ((problem.Code == UnknownItem || layout.Columns[column].HelperName is not null) && _values.Count < MostKept)
            _values[(layout.ObjectName, name, layout.Columns[column].LookupBy, text)] = (Until, problem);
    }

    /// <summary>Returns why a value was refused before, or a text that was no longer; null if it was not, or too long ago.</summary>
    public RecordProblem? Find(ObjectLayout layout, int column, in FieldValue value)
    {
        if (value.Kind != FieldValueKind.String || _values.IsEmpty && _lengths.IsEmpty)
            return null;
        var (text, name) = (value.AsString(), layout.Columns[column].Name);
        if (_lengths.TryGetValue((layout.ObjectName, name), out var length) && text.Length >= length.Length && !IsOver(length.Until))
            return length.Problem;
        var key = (layout.ObjectName, name, layout.Columns[column].LookupBy, text);
        if (!_values.TryGetValue(key, out var known))
            return null;
        if (!IsOver(known.Until))
            return known.Problem;
        _values.TryRemove(key, out _);
        return null;
    }

    private DateTimeOffset Until => time.GetUtcNow() + lifetime;

    private bool IsOver(DateTimeOffset until) => until <= time.GetUtcNow();
}
