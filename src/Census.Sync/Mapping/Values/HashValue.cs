namespace Census.Sync;

/// <summary>
/// The SHA-256 of a value, as 64 lower-case hexadecimal digits. It is made of the UTF-8 bytes of the value's canonical text (<see cref="FieldValue.ToText"/>) and of nothing
/// else: no salt, no trimming, no change of case. The hash of null is null, that of an absent value is absent.
/// </summary>
/// <remarks>
/// A number has one text however the source calls it: 5, 5.0 and 5.00 are <c>5</c>. JSON is hashed as the source writes it, white space included. A hash hides nothing that can be
/// guessed, such as an e-mail address: it only keeps the value from being read at a glance.
/// </remarks>
public sealed record HashValue : MappedValue
{
    /// <summary>The number of characters of a hash.</summary>
    public const int Length = 64;

    /// <summary>Initializes a value.</summary>
    /// <param name="of">The value to hash.</param>
    /// <exception cref="ArgumentException">The value is known of the run rather than of the record.</exception>
    public HashValue(MappedValue of)
    {
        ArgumentNullException.ThrowIfNull(of);
        if (of is MetadataValue)
            throw new ArgumentException("What is known of a run cannot be hashed: it is the same for all records.", nameof(of));
        Of = of;
    }

    /// <summary>Gets the value that is hashed.</summary>
    public MappedValue Of { get; }

    internal override bool IsFixed => Of.IsFixed;

    internal override FieldType OwnType => FieldType.String;

    /// <summary>Returns what is hashed.</summary>
    public override string ToString() => $"sha256 of {Of}";
}
