namespace Census.Sync;

/// <summary>What happens to the values of a column on their way into a field, as far as the two types tell.</summary>
public enum FieldCast
{
    /// <summary>A type is not declared, by the source or by the destination: each value decides.</summary>
    Undeclared,

    /// <summary>Every value arrives as it is.</summary>
    Exact,

    /// <summary>Every value arrives, and some lose a part: a timestamp its time of day in a date, a decimal its last digits in a binary number.</summary>
    Lossy,

    /// <summary>A value that has no exact counterpart makes its record invalid; the others go on.</summary>
    Checked,

    /// <summary>No value can be cast: every record with a value would be invalid.</summary>
    Impossible,
}
