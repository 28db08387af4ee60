using System.Buffers;

namespace Census.Sync;

/// <summary>Records of one schema, stored row after row in a pooled buffer.</summary>
/// <remarks>
/// <para>
/// <b>Ownership.</b> Whoever makes a batch disposes it, which gives its buffer back. A batch that a source yields stays the source's: it is
/// valid until the next batch is asked for, and the reader neither keeps nor disposes it. A batch handed to a destination is valid
/// until the returned task ends. The strings, byte arrays and lists inside may be kept.
/// </para>
/// <para>Not safe for concurrent writes; concurrent reads are safe.</para>
/// </remarks>
public sealed class RecordBatch : IDisposable
{
    private readonly int _width;
    private FieldValue[]? _values;
    private RecordKnowledge[]? _knowledge;
    private string?[]? _destinationIds;

    /// <summary>Initializes an empty batch.</summary>
    /// <param name="schema">The fields of its records.</param>
    /// <param name="capacity">The number of records expected; the batch grows beyond it.</param>
    public RecordBatch(RecordSchema schema, int capacity = 64)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Schema = schema;
        _width = schema.Count;
        _values = ArrayPool<FieldValue>.Shared.Rent(Math.Max(1, capacity * _width));
    }

    /// <summary>Gets the fields of the records.</summary>
    public RecordSchema Schema { get; }

    /// <summary>Gets the number of records.</summary>
    public int Count { get; private set; }

    /// <summary>Gets a record.</summary>
    /// <param name="index">The position of the record.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public Record this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return new(this, index);
        }
    }

    /// <summary>Adds a record.</summary>
    /// <param name="knowledge">What the engine knows of the record.</param>
    /// <param name="destinationId">The destination's own id, if known.</param>
    /// <returns>The values of the new record, all absent, to be filled; valid until the next call.</returns>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public Span<FieldValue> Add(RecordKnowledge knowledge = RecordKnowledge.Unknown, string? destinationId = null)
    {
        var outgrown = MakeRoom();
        var row = Append(knowledge, destinationId);
        GiveBack(outgrown);
        return row;
    }

    /// <summary>Adds a record with its values.</summary>
    /// <param name="values">The values in the order of the schema; they may be those of a record of this batch.</param>
    /// <param name="knowledge">What the engine knows of the record.</param>
    /// <param name="destinationId">The destination's own id, if known.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the fields.</exception>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public void Add(ReadOnlySpan<FieldValue> values, RecordKnowledge knowledge = RecordKnowledge.Unknown, string? destinationId = null)
    {
        if (values.Length != _width)
            throw new ArgumentException($"The record has {values.Length} values, the schema {_width} fields.", nameof(values));

        // The values may lie in the buffer that was outgrown, which is therefore given back after they were copied.
        var outgrown = MakeRoom();
        values.CopyTo(Append(knowledge, destinationId));
        GiveBack(outgrown);
    }

    /// <summary>Removes all records and keeps the buffer.</summary>
    public void Clear()
    {
        // References must not outlive the records they came with: the buffer may live as long as the process.
        _values.AsSpan(0, Count * _width).Clear();
        _destinationIds.AsSpan().Clear();
        _knowledge.AsSpan().Clear();
        Count = 0;
    }

    /// <summary>Gives the buffer back. The batch and its records must not be used afterwards.</summary>
    public void Dispose()
    {
        if (_values is null)
            return;

        Clear();
        ArrayPool<FieldValue>.Shared.Return(_values);
        _values = null;
    }

    internal ReadOnlySpan<FieldValue> ValuesOf(int index)
    {
        ObjectDisposedException.ThrowIf(_values is null, this);
        return _values.AsSpan(index * _width, _width);
    }

    internal RecordKnowledge KnowledgeOf(int index) => index < _knowledge?.Length ? _knowledge[index] : RecordKnowledge.Unknown;

    internal string? DestinationIdOf(int index) => index < _destinationIds?.Length ? _destinationIds[index] : null;

    // Replaces the buffer if it is full, and returns the one that was.
    private FieldValue[]? MakeRoom()
    {
        ObjectDisposedException.ThrowIf(_values is null, this);
        var used = Count * _width;
        if (used + _width <= _values.Length)
            return null;

        var outgrown = _values;
        _values = ArrayPool<FieldValue>.Shared.Rent(Math.Max(outgrown.Length * 2, used + _width));
        outgrown.AsSpan(0, used).CopyTo(_values);
        return outgrown;
    }

    private void GiveBack(FieldValue[]? outgrown)
    {
        if (outgrown is null)
            return;
        outgrown.AsSpan(0, Math.Min(outgrown.Length, Count * _width)).Clear();
        ArrayPool<FieldValue>.Shared.Return(outgrown);
    }

    private Span<FieldValue> Append(RecordKnowledge knowledge, string? destinationId)
    {
        if (knowledge != RecordKnowledge.Unknown || _knowledge is not null)
            Slot(ref _knowledge, Count) = knowledge;
        if (destinationId is not null || _destinationIds is not null)
            Slot(ref _destinationIds, Count) = destinationId;

        var row = _values.AsSpan(Count++ * _width, _width);
        row.Clear();
        return row;
    }

    private static ref T Slot<T>(ref T[]? slots, int index)
    {
        if (slots is null || slots.Length <= index)
            Array.Resize(ref slots, Math.Max(64, (index + 1) * 2));
        return ref slots![index];
    }
}
