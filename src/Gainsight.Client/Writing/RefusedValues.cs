using System.Collections.Concurrent;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Items of dropdowns that Gainsight refused, remembered for a while, so that the next record with one of them costs no call. Thread-safe.</summary>
internal sealed class RefusedValues(TimeProvider time, TimeSpan lifetime)
{
    // Whoever maps a free text to a dropdown has no end of bad values: these stop being learned.
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<(string Object, string Field, string Value), (DateTimeOffset Until, RecordProblem Problem)> _refused = new();

    /// <summary>Learns from a refusal, if the same value is certain to be refused again.</summary>
    public void Note(string objectName, RecordProblem problem, in FieldValue value)
    {
        if (problem.Code is "GSOBJ_1012" && problem.Field is { } field && value.Kind == FieldValueKind.String && _refused.Count < MostKept)
            _refused[(objectName, field, value.AsString())] = (time.GetUtcNow() + lifetime, problem);
    }

    /// <summary>Returns why a value was refused before; null if it was not, or too long ago.</summary>
    public RecordProblem? Find(string objectName, string field, in FieldValue value)
    {
        if (_refused.IsEmpty || value.Kind != FieldValueKind.String)
            return null;
        var key = (objectName, field, value.AsString());
        if (!_refused.TryGetValue(key, out var known))
            return null;
        if (known.Until > time.GetUtcNow())
            return known.Problem;
        _refused.TryRemove(key, out _);
        return null;
    }
}
