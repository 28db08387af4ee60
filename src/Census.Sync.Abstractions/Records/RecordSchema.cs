using System.Collections;
using System.Collections.Frozen;

namespace Census.Sync;

/// <summary>The fields that all records of a batch have, in order. Immutable, and shared by the batches of one read.</summary>
public sealed class RecordSchema : IReadOnlyList<SchemaField>
{
    private readonly SchemaField[] _fields;
    private readonly FrozenDictionary<string, int> _positions;

    /// <summary>Initializes a schema.</summary>
    /// <param name="fields">The fields in order.</param>
    /// <exception cref="ArgumentException">Two fields have the same name, or a name is empty.</exception>
    public RecordSchema(IEnumerable<SchemaField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _fields = [.. fields];
        var positions = new Dictionary<string, int>(_fields.Length, StringComparer.Ordinal);
        for (var i = 0; i < _fields.Length; i++)
        {
            ArgumentException.ThrowIfNullOrEmpty(_fields[i].Name, nameof(fields));
            if (!positions.TryAdd(_fields[i].Name, i))
                throw new ArgumentException($"Two fields are called '{_fields[i].Name}'. Give one of them another name.", nameof(fields));
        }

        _positions = positions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Initializes a schema of fields without a declared type.</summary>
    /// <param name="names">The names in order.</param>
    /// <exception cref="ArgumentException">A name appears twice or is empty.</exception>
    public RecordSchema(params string[] names)
        : this(names.Select(name => new SchemaField(name)))
    {
    }

    /// <summary>Gets the number of fields.</summary>
    public int Count => _fields.Length;

    /// <summary>Gets a field by its position.</summary>
    /// <param name="index">The position, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such position.</exception>
    public SchemaField this[int index] => _fields[index];

    /// <summary>Returns the position of a field.</summary>
    /// <param name="name">The name, compared ordinally.</param>
    /// <returns>The position, or -1 if there is no field of this name.</returns>
    public int IndexOf(string name) => _positions.TryGetValue(name, out var index) ? index : -1;

    /// <inheritdoc/>
    public IEnumerator<SchemaField> GetEnumerator() => ((IEnumerable<SchemaField>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the names of the fields.</summary>
    public override string ToString() => string.Join(", ", _fields.Select(field => field.Name));
}
