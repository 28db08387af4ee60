using System.ComponentModel;
using System.Runtime.CompilerServices;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>The value of an attribute or a metadata field: texts, numbers or truths, one or several of one type.</summary>
/// <remarks>
/// <para>
/// Made by assignment: <c>user["Seats"] = 12</c>, <c>user["Location"] = ["NYC", "Seattle"]</c>. Every type of number becomes Enterpret's one type
/// of number; a date or a point in time is sent as <see cref="EnterpretClientOptions.Dates"/> says.
/// </para>
/// <para>
/// The type belongs to the field: the same field sent once as text and once as a number most likely becomes two fields in Enterpret. An identifier
/// that looks like a number is text.
/// </para>
/// <para>
/// A value of nothing, from a null, an empty text or an empty list, is left out of the request. What a field keeps that is left out
/// is not documented by the vendor: the new set of attributes is assumed to replace the old one.
/// </para>
/// <para>
/// When a record is sent, it is refused for numbers beyond 2^53 in either direction (send them as text, Enterpret's numbers are presumably doubles), for
/// not-a-number and the infinities, and for lists that mix types, hold a list, or hold an element of nothing.
/// </para>
/// </remarks>
[CollectionBuilder(typeof(EnterpretValue), nameof(Create))]
public readonly struct EnterpretValue : IEquatable<EnterpretValue>
{
    internal EnterpretValue(FieldValue value) => Content = value;

    /// <summary>Gets a value indicating whether there is something to send.</summary>
    public bool HasValue => !TypedValue.IsEmpty(Content);

    internal FieldValue Content { get; }

    /// <summary>Makes a value of text.</summary>
    /// <param name="value">The text; null and the empty text are a value of nothing.</param>
    public static implicit operator EnterpretValue(string? value) => new(FieldValue.From(value));

    /// <summary>Makes a value of a whole number.</summary>
    /// <param name="value">The number; null is a value of nothing.</param>
    public static implicit operator EnterpretValue(long? value) => new(value is { } number ? FieldValue.From(number) : default);

    /// <summary>Makes a value of a decimal number.</summary>
    /// <param name="value">The number; null is a value of nothing.</param>
    public static implicit operator EnterpretValue(decimal? value) => new(value is { } number ? FieldValue.From(number) : default);

    /// <summary>Makes a value of a floating-point number.</summary>
    /// <param name="value">The number; null is a value of nothing.</param>
    public static implicit operator EnterpretValue(double? value) => new(value is { } number ? FieldValue.From(number) : default);

    /// <summary>Makes a value of true or false.</summary>
    /// <param name="value">The truth; null is a value of nothing.</param>
    public static implicit operator EnterpretValue(bool? value) => new(value is { } truth ? FieldValue.From(truth) : default);

    /// <summary>Makes a value of a point in time.</summary>
    /// <param name="value">The point in time; null is a value of nothing.</param>
    public static implicit operator EnterpretValue(DateTimeOffset? value) => new(value is { } instant ? FieldValue.From(instant) : default);

    /// <summary>Makes a value of a date.</summary>
    /// <param name="value">The date; null is a value of nothing.</param>
    public static implicit operator EnterpretValue(DateOnly? value) => new(value is { } date ? FieldValue.From(date) : default);

    /// <summary>Compares two values.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(EnterpretValue left, EnterpretValue right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(EnterpretValue left, EnterpretValue right) => !left.Equals(right);

    /// <summary>Makes a list of values. Called by the compiler for <c>["NYC", "Seattle"]</c>.</summary>
    /// <param name="values">The elements, of one type.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static EnterpretValue Create(ReadOnlySpan<EnterpretValue> values)
    {
        var elements = new FieldValue[values.Length];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = values[i].Content;
        return new(FieldValue.FromArray(elements));
    }

    /// <summary>Enumerates the elements: those of a list, or the one value, or nothing.</summary>
    public IEnumerator<EnterpretValue> GetEnumerator()
    {
        if (Content.Kind == FieldValueKind.Array)
        {
            var count = Content.AsArray().Length;
            for (var i = 0; i < count; i++)
                yield return new(Content.AsArray()[i]);
        }
        else if (HasValue)
        {
            yield return this;
        }
    }

    /// <inheritdoc/>
    public bool Equals(EnterpretValue other) => HasValue ? Content.Equals(other.Content) : !other.HasValue;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EnterpretValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HasValue ? Content.GetHashCode() : 0;

    /// <summary>Returns the kind of the value, never the value.</summary>
    public override string ToString() => Content.ToString();
}
