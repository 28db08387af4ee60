using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Enterpret.Client;

/// <summary>The names of the fields that were sent to an endpoint. Tells, once a name, of those that look wrong; all are sent.</summary>
internal sealed class FieldNames(string root, ILogger logger)
{
    // Names that are made of data would fill the memory, and say nothing new after the first ones.
    private const int MostNames = 1_000;
    private const int LongestUsualName = 64;

    private static readonly SearchValues<char> Usual =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly ConcurrentDictionary<string, TypeTag> _types = new(StringComparer.Ordinal);
    private volatile bool _isFull;

    /// <summary>Tells whether a name is other than all names that are certain to work. Enterpret publishes no rule.</summary>
    public static bool IsOdd(string name) =>
        name.Length is 0 or > LongestUsualName || !char.IsAsciiLetter(name[0]) || name.AsSpan().ContainsAnyExcept(Usual);

    /// <summary>Takes note of a field that is sent.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type; <see cref="TypeTag.None"/> if that is looked after elsewhere.</param>
    public void Note(string name, TypeTag type)
    {
        if (!_types.TryGetValue(name, out var before))
            Add(name, type);
        else if (before != type && type != TypeTag.None && before != TypeTag.Several)
            Change(name, before, type);
    }

    private void Add(string name, TypeTag type)
    {
        if (_isFull || !_types.TryAdd(name, type))
            return;
        _isFull = _types.Count >= MostNames;
        if (IsOdd(name))
            logger.OddName(root, name);
    }

    private void Change(string name, TypeTag before, TypeTag type)
    {
        if (before == TypeTag.None)
            _types.TryUpdate(name, type, before);
        else if (_types.TryUpdate(name, TypeTag.Several, before))
            logger.SeveralTypes(root, name);
    }
}
