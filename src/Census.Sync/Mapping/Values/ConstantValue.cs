namespace Census.Sync;

/// <summary>The same value for every record.</summary>
public sealed record ConstantValue : MappedValue
{
    /// <summary>Initializes a value.</summary>
    /// <param name="value">The value; null clears the field of every record.</param>
    /// <exception cref="ArgumentException">The value is absent, so that the mapping would do nothing.</exception>
    public ConstantValue(FieldValue value)
    {
        if (value.IsAbsent)
            throw new ArgumentException("A constant has a value, or is null; this one is absent.", nameof(value));
        Value = value;
    }

    /// <summary>Gets the value.</summary>
    public FieldValue Value { get; }

    internal override bool IsFixed => true;

    /// <summary>Returns that it is a constant, not its value.</summary>
    public override string ToString() => "constant";
}
