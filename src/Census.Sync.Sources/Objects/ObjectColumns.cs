using System.Runtime.CompilerServices;

namespace Census.Sync.Sources;

/// <summary>The columns of an <see cref="ObjectSource{T}"/>: a name each, and a function that reads the value from an object.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <remarks>
/// No reflection and no boxing: <c>columns.Column("Name", c => c.Name).Column("Seats", c => c.Seats)</c> works for text, numbers, dates
/// and their nullable forms. For anything else return a <see cref="FieldValue"/>.
/// </remarks>
public sealed class ObjectColumns<T>
{
    private readonly List<SchemaField> _fields = [];
    private readonly List<Func<T, FieldValue>> _values = [];

    internal ObjectColumns()
    {
    }

    internal IReadOnlyList<SchemaField> Fields => _fields;

    internal Func<T, FieldValue>[] Values => [.. _values];

    /// <summary>Adds a column.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">Reads the value. <see cref="FieldValue.Absent"/> leaves the destination's field alone, <see cref="FieldValue.Null"/> clears it.</param>
    /// <param name="type">The declared type; by default that of each value.</param>
    /// <param name="isArray">Whether the column holds lists of values of that type; false by default.</param>
    /// <returns>The same columns.</returns>
    /// <exception cref="ArgumentException">The name is empty or was used before.</exception>
    [OverloadResolutionPriority(1)]
    public ObjectColumns<T> Column(string name, Func<T, FieldValue> value, FieldType type = FieldType.Any, bool isArray = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (_fields.Exists(field => field.Name == name))
            throw new ArgumentException($"There is already a column '{name}'.", nameof(name));
        _fields.Add(new(name, type, isArray));
        _values.Add(value);
        return this;
    }

    /// <summary>Adds a column of true or false; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, bool?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Boolean);

    /// <summary>Adds a column of whole numbers; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, long?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Integer);

    /// <summary>Adds a column of decimal numbers; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, decimal?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Decimal);

    /// <summary>Adds a column of floating-point numbers; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, double?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Float);

    /// <summary>Adds a column of calendar dates; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, DateOnly?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Date);

    /// <summary>Adds a column of times of day; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, TimeOnly?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Time);

    /// <summary>Adds a column of points in time; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, DateTimeOffset?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.DateTime);

    /// <summary>Adds a column of dates and times: points in time if their kind is UTC or local, else without a zone; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, DateTime?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item)), FieldType.Any);

    /// <summary>Adds a column of identifiers, as text in lower case with hyphens; null clears the field.</summary>
    /// <inheritdoc cref="Column(string, Func{T, FieldValue}, FieldType, bool)"/>
    public ObjectColumns<T> Column(string name, Func<T, Guid?> value) =>
        Column(name, Convert(value, static item => FieldValue.From(item.ToString("D"))), FieldType.String);

    private static Func<T, FieldValue> Convert<TValue>(Func<T, TValue?> value, Func<TValue, FieldValue> convert)
        where TValue : struct
    {
        ArgumentNullException.ThrowIfNull(value);
        return item => value(item) is { } some ? convert(some) : FieldValue.Null;
    }
}
