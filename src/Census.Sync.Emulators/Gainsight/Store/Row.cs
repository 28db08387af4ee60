namespace Census.Sync.Emulators.Gainsight;

/// <summary>A record. Its values are replaced as a whole, never changed in place.</summary>
internal sealed class Row(string gsid, object?[] values)
{
    public string Gsid => gsid;

    public object?[] Values { get; set; } = values;

    /// <summary>Gets or sets the place in the order of insertion.</summary>
    public int Slot { get; set; }

    // A field declared after the row was written has no place in it yet.
    public object? this[SchemaField field] => field.Ordinal < Values.Length ? Values[field.Ordinal] : null;
}
