using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Census.Sync;

/// <summary>The value of one field of one record.</summary>
/// <remarks>
/// <para>
/// A value of 24 bytes that boxes no number, date or time. Its default is <see cref="Absent"/>, which leaves a field of the
/// destination alone; <see cref="Null"/> clears it.
/// </para>
/// <para>
/// <see cref="ToString"/> never shows the value, so that a record cannot slip into a log; <see cref="ToText"/> does.
/// Fractions of a second below 100 nanoseconds are not kept.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Auto)]
[DebuggerDisplay("{Kind}")]
public readonly partial struct FieldValue : IEquatable<FieldValue>
{
    // Where each kind keeps its value. Text, bytes, JSON, arrays and big decimals: the reference. Integers, dates, times, ticks and
    // the bits of a double: the 64 bits. A decimal: its low 64 bits, its high 32 bits, and sign with scale in the byte.
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _high;
    private readonly byte _scale;
    private readonly FieldValueKind _kind;

    private FieldValue(FieldValueKind kind, long bits = 0, object? reference = null, int high = 0, byte scale = 0)
    {
        _kind = kind;
        _bits = bits;
        _reference = reference;
        _high = high;
        _scale = scale;
    }

    /// <summary>Gets the value that says nothing about a field: the destination leaves it alone.</summary>
    public static FieldValue Absent => default;

    /// <summary>Gets the value that clears a field.</summary>
    public static FieldValue Null => new(FieldValueKind.Null);

    /// <summary>Gets what the value holds.</summary>
    public FieldValueKind Kind => _kind;

    /// <summary>Gets a value indicating whether this is <see cref="Null"/>.</summary>
    public bool IsNull => _kind == FieldValueKind.Null;

    /// <summary>Gets a value indicating whether this is <see cref="Absent"/>.</summary>
    public bool IsAbsent => _kind == FieldValueKind.Absent;

    /// <summary>Gets a value indicating whether there is neither null nor nothing here.</summary>
    public bool HasValue => _kind > FieldValueKind.Null;

    /// <summary>Makes a value of true or false.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(bool value) => new(FieldValueKind.Boolean, value ? 1 : 0);

    /// <summary>Makes a value of a whole number.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(long value) => new(FieldValueKind.Integer, value);

    /// <summary>Makes a value of a decimal number. Trailing zeros of the fraction carry no meaning.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var signAndScale = (byte)((parts[3] >> 16) & 0x7F | (parts[3] < 0 ? 0x80 : 0));
        return new(FieldValueKind.Decimal, (uint)parts[0] | (long)parts[1] << 32, null, parts[2], signAndScale);
    }

    /// <summary>Makes a value of a floating-point number.</summary>
    /// <param name="value">The value; not-a-number and the infinities are kept, most destinations refuse them.</param>
    public static FieldValue From(double value) => new(FieldValueKind.Float, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Makes a value of text.</summary>
    /// <param name="value">The text, or null for <see cref="Null"/>.</param>
    public static FieldValue From(string? value) => value is null ? Null : new(FieldValueKind.String, 0, value);

    /// <summary>Makes a value of a calendar date.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(DateOnly value) => new(FieldValueKind.Date, value.DayNumber);

    /// <summary>Makes a value of a time of day.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(TimeOnly value) => new(FieldValueKind.Time, value.Ticks);

    /// <summary>Makes a value of a point in time. The offset is not kept.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(DateTimeOffset value) => new(FieldValueKind.Instant, value.UtcTicks);

    /// <summary>Makes a value of a date and time: a point in time if its kind is UTC or local, else one without a zone.</summary>
    /// <param name="value">The value.</param>
    public static FieldValue From(DateTime value) => value.Kind == DateTimeKind.Unspecified
        ? new(FieldValueKind.LocalTimestamp, value.Ticks)
        : new(FieldValueKind.Instant, value.ToUniversalTime().Ticks);

    /// <summary>Makes a value of bytes.</summary>
    /// <param name="value">The bytes, which must not change afterwards, or null for <see cref="Null"/>.</param>
    public static FieldValue From(byte[]? value) => value is null ? Null : new(FieldValueKind.Bytes, 0, value);

    /// <summary>Makes a list of values.</summary>
    /// <param name="values">The elements, which must not change afterwards, or null for <see cref="Null"/>.</param>
    public static FieldValue FromArray(FieldValue[]? values) => values is null ? Null : new(FieldValueKind.Array, 0, values);

    /// <summary>Makes a value of a JSON document.</summary>
    /// <param name="json">The text of a well-formed document, or null for <see cref="Null"/>.</param>
    public static FieldValue FromJson(string? json) => json is null ? Null : new(FieldValueKind.Json, 0, json);

    /// <summary>
    /// Makes a number from its decimal digits: an integer if it is written as one and fits, else a decimal if it fits one exactly, else a
    /// big decimal.
    /// </summary>
    /// <param name="digits">Digits with an optional sign, point and exponent.</param>
    /// <exception cref="FormatException"><paramref name="digits"/> is not a number.</exception>
    public static FieldValue FromNumber(ReadOnlySpan<char> digits) =>
        TryFromNumber(digits, out var value) ? value : throw new FormatException("The text is not a decimal number.");

    /// <summary>Makes a value of an object of a common .NET type, such as a database provider returns.</summary>
    /// <param name="value">
    /// Null or <see cref="DBNull"/>, a number, text, a date or time, <see cref="Guid"/>, bytes, an enumeration (as its number),
    /// a JSON element, or an array of these.
    /// </param>
    /// <exception cref="NotSupportedException">The type is none of these; the message names it.</exception>
    public static FieldValue FromObject(object? value) => value switch
    {
        null or DBNull => Null,
        FieldValue field => field,
        string text => From(text),
        bool truth => From(truth),
        int number => From(number),
        long number => From(number),
        short number => From(number),
        byte number => From(number),
        sbyte number => From(number),
        ushort number => From(number),
        uint number => From(number),
        ulong number => number <= long.MaxValue ? From((long)number) : From((decimal)number),
        decimal number => From(number),
        double number => From(number),
        float number => From((double)number),
        BigInteger number => FromNumber(number.ToString(CultureInfo.InvariantCulture)),
        DateTimeOffset instant => From(instant),
        DateTime moment => From(moment),
        DateOnly date => From(date),
        TimeOnly time => From(time),
        TimeSpan span when span >= TimeSpan.Zero && span < TimeSpan.FromDays(1) => From(TimeOnly.FromTimeSpan(span)),
        TimeSpan span => From(span.ToString("c", CultureInfo.InvariantCulture)),
        Guid id => From(id.ToString("D")),
        char letter => From(letter.ToString()),
        byte[] bytes => From(bytes),
        Enum constant => FromObject(Convert.ChangeType(constant, constant.GetTypeCode(), CultureInfo.InvariantCulture)),
        JsonElement { ValueKind: JsonValueKind.Undefined } => Absent,
        JsonElement json => FromJson(json.GetRawText()),
        JsonDocument json => FromJson(json.RootElement.GetRawText()),
        Uri address => From(address.OriginalString),
        Array { Rank: 1 } array => FromElements(array),
        _ => throw new NotSupportedException(
            $"A value of type {value.GetType()} has no place in a record. Convert it to a number, text, date, bytes or JSON text first."),
    };

    /// <summary>Makes a value of true or false.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(bool value) => From(value);

    /// <summary>Makes a value of a whole number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(long value) => From(value);

    /// <summary>Makes a value of a decimal number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(decimal value) => From(value);

    /// <summary>Makes a value of a floating-point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(double value) => From(value);

    /// <summary>Makes a value of text.</summary>
    /// <param name="value">The text, or null for <see cref="Null"/>.</param>
    public static implicit operator FieldValue(string? value) => From(value);

    /// <summary>Makes a value of a calendar date.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(DateOnly value) => From(value);

    /// <summary>Makes a value of a time of day.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(TimeOnly value) => From(value);

    /// <summary>Makes a value of a point in time.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FieldValue(DateTimeOffset value) => From(value);

    /// <summary>Compares two values.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);

    /// <summary>Returns the value of a <see cref="FieldValueKind.Boolean"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBoolean() => Expect(FieldValueKind.Boolean)._bits != 0;

    /// <summary>Returns the value of a <see cref="FieldValueKind.Integer"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsInteger() => Expect(FieldValueKind.Integer)._bits;

    /// <summary>Returns the value of a <see cref="FieldValueKind.Decimal"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public decimal AsDecimal()
    {
        Expect(FieldValueKind.Decimal);
        return new((int)_bits, (int)(_bits >> 32), _high, (_scale & 0x80) != 0, (byte)(_scale & 0x7F));
    }

    /// <summary>Returns the value of a <see cref="FieldValueKind.Float"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsFloat() => BitConverter.Int64BitsToDouble(Expect(FieldValueKind.Float)._bits);

    /// <summary>Returns the text of a <see cref="FieldValueKind.String"/>, <see cref="FieldValueKind.Json"/> or <see cref="FieldValueKind.BigDecimal"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsString() => _kind is FieldValueKind.String or FieldValueKind.Json or FieldValueKind.BigDecimal
        ? (string)_reference!
        : throw WrongKind(FieldValueKind.String);

    /// <summary>Returns the value of a <see cref="FieldValueKind.Date"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public DateOnly AsDate() => DateOnly.FromDayNumber((int)Expect(FieldValueKind.Date)._bits);

    /// <summary>Returns the value of a <see cref="FieldValueKind.Time"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public TimeOnly AsTime() => new(Expect(FieldValueKind.Time)._bits);

    /// <summary>Returns the value of a <see cref="FieldValueKind.LocalTimestamp"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public DateTime AsLocalTimestamp() => new(Expect(FieldValueKind.LocalTimestamp)._bits, DateTimeKind.Unspecified);

    /// <summary>Returns the value of a <see cref="FieldValueKind.Instant"/>, in UTC.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public DateTimeOffset AsInstant() => new(Expect(FieldValueKind.Instant)._bits, TimeSpan.Zero);

    /// <summary>Returns the bytes of a <see cref="FieldValueKind.Bytes"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ReadOnlyMemory<byte> AsBytes() => (byte[])Expect(FieldValueKind.Bytes)._reference!;

    /// <summary>Returns the elements of a <see cref="FieldValueKind.Array"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ReadOnlySpan<FieldValue> AsArray() => (FieldValue[])Expect(FieldValueKind.Array)._reference!;

    /// <inheritdoc/>
    public bool Equals(FieldValue other) => _kind == other._kind && _kind switch
    {
        FieldValueKind.Decimal => AsDecimal() == other.AsDecimal(),
        FieldValueKind.Float => AsFloat().Equals(other.AsFloat()),
        FieldValueKind.String or FieldValueKind.Json or FieldValueKind.BigDecimal => (string)_reference! == (string)other._reference!,
        FieldValueKind.Bytes => AsBytes().Span.SequenceEqual(other.AsBytes().Span),
        FieldValueKind.Array => AsArray().SequenceEqual(other.AsArray()),
        _ => _bits == other._bits,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _kind switch
    {
        FieldValueKind.Decimal => HashCode.Combine(_kind, AsDecimal()),
        FieldValueKind.Float => HashCode.Combine(_kind, AsFloat()),
        FieldValueKind.String or FieldValueKind.Json or FieldValueKind.BigDecimal => HashCode.Combine(_kind, (string)_reference!),
        FieldValueKind.Bytes => HashOfBytes(),
        FieldValueKind.Array => HashOfElements(),
        _ => HashCode.Combine(_kind, _bits),
    };

    /// <summary>Returns the kind of the value, never the value.</summary>
    public override string ToString() => _kind.ToString();

    private static FieldValue FromElements(Array array)
    {
        var values = new FieldValue[array.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = FromObject(array.GetValue(i));

        return FromArray(values);
    }

    private int HashOfBytes()
    {
        var hash = new HashCode();
        hash.AddBytes(AsBytes().Span);
        return hash.ToHashCode();
    }

    private int HashOfElements()
    {
        var hash = new HashCode();
        foreach (ref readonly var element in AsArray())
            hash.Add(element);
        return hash.ToHashCode();
    }

    private FieldValue Expect(FieldValueKind kind) => _kind == kind ? this : throw WrongKind(kind);

    private InvalidOperationException WrongKind(FieldValueKind wanted) => new($"The value is {_kind}, not {wanted}.");
}
