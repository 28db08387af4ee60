namespace Census.Sync;

/// <summary>Says what a <see cref="FieldValue"/> holds.</summary>
public enum FieldValueKind : byte
{
    /// <summary>Nothing was said about the field: the destination leaves it alone. The kind of a default value.</summary>
    Absent = 0,

    /// <summary>The field has no value: the destination clears it.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A decimal number of at most 28 digits.</summary>
    Decimal,

    /// <summary>A number that fits no smaller kind, kept as its decimal digits.</summary>
    BigDecimal,

    /// <summary>A binary floating-point number of 64 bits.</summary>
    Float,

    /// <summary>Text.</summary>
    String,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A date and time without a zone.</summary>
    LocalTimestamp,

    /// <summary>A point in time, kept in UTC.</summary>
    Instant,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A JSON document, kept as its text.</summary>
    Json,

    /// <summary>A list of values.</summary>
    Array,
}
