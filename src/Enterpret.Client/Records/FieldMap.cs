using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Enterpret.Client;

/// <summary>Named values in the order in which they were first set. Searched one by one: a record has a handful, and there are many records.</summary>
internal sealed class FieldMap : IReadOnlyDictionary<string, EnterpretValue>
{
    private const int UsualCount = 4;
    private KeyValuePair<string, EnterpretValue>[] _fields = [];

    public int Count { get; private set; }

    public IEnumerable<string> Keys => _fields.Take(Count).Select(pair => pair.Key);

    public IEnumerable<EnterpretValue> Values => _fields.Take(Count).Select(pair => pair.Value);

    /// <summary>Gets the fields, for loops that must not allocate.</summary>
    public ReadOnlySpan<KeyValuePair<string, EnterpretValue>> Span => _fields.AsSpan(0, Count);

    public EnterpretValue this[string key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException("There is no field of this name.");
        set
        {
            var index = IndexOf(key);
            if (index < 0)
            {
                index = Count;
                if (index == _fields.Length)
                    Array.Resize(ref _fields, Math.Max(UsualCount, Count * 2));
                Count++;
            }

            _fields[index] = new(key, value);
        }
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out EnterpretValue value)
    {
        var index = IndexOf(key);
        value = index < 0 ? default : _fields[index].Value;
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, EnterpretValue>> GetEnumerator() => _fields.Take(Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        for (var i = 0; i < Count; i++)
        {
            if (_fields[i].Key == key)
                return i;
        }

        return -1;
    }
}
