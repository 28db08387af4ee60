namespace Census.Sync;

/// <summary>The type a field is declared with, by a source or by a destination.</summary>
/// <remarks>
/// The first seven are the types of Census's Custom Destination protocol; the others exist in databases and are cast on the way.
/// </remarks>
public enum FieldType : byte
{
    /// <summary>Not declared: the type is that of each value.</summary>
    Any = 0,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number of any precision.</summary>
    Decimal,

    /// <summary>A binary floating-point number.</summary>
    Float,

    /// <summary>Text.</summary>
    String,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A point in time.</summary>
    DateTime,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A date and time without a zone.</summary>
    LocalDateTime,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A JSON document.</summary>
    Json,
}
